import { between, pick, type Random } from './seeded.ts'

/** Bytes that are not as they were written, and what was done to them. */
export type Mutant = { readonly how: string; readonly bytes: Buffer }

/** Changes bytes in one of the ways in which files and answers come to be wrong: bits, cuts, parts that are missing, doubled, in another order, or something else. */
export function mutantOf(random: Random, whole: Buffer): Mutant {
  const at = between(random, 0, Math.max(0, whole.length - 1))
  const length = between(random, 1, 200)
  const without = (from: number, until: number, content: Uint8Array = Buffer.alloc(0)) =>
    Buffer.concat([whole.subarray(0, from), content, whole.subarray(until)])
  const changed = Buffer.from(whole)
  switch (pick(random, ['bits', 'bytes', 'cut', 'gone', 'double', 'token', 'lines', 'zeros', 'nothing'] as const)) {
    case 'bits':
      if (whole.length > 0) changed[at] = (changed[at] ?? 0) ^ (1 << between(random, 0, 7))
      return { how: `a bit at ${at}`, bytes: changed }
    case 'bytes':
      for (let times = 0; times < 4; times++) changed[between(random, 0, Math.max(0, whole.length - 1))] = between(random, 0, 255)
      return { how: 'four bytes', bytes: changed }
    case 'cut':
      return { how: `cut at ${at}`, bytes: whole.subarray(0, at) }
    case 'gone':
      return { how: `${length} bytes gone at ${at}`, bytes: without(at, at + length) }
    case 'double':
      return { how: `${length} bytes twice at ${at}`, bytes: without(at, at, whole.subarray(at, at + length)) }
    case 'token': {
      const token = pick(random, [
        '{',
        '}',
        '[',
        ']',
        '"',
        ',',
        'null',
        '1e999',
        '-0',
        '\\',
        '\n',
        '\r\n',
        '\u0000',
        '\ufeff',
        '"__proto__":1,',
        '\u202e',
      ])
      return { how: `${JSON.stringify(token)} at ${at}`, bytes: without(at, at + between(random, 0, 2), Buffer.from(token)) }
    }
    case 'lines': {
      const lines = whole.toString('latin1').split('\n')
      const [one, other] = [between(random, 0, lines.length - 1), between(random, 0, lines.length - 1)]
      const swapped = lines.with(one, lines[other] ?? '').with(other, lines[one] ?? '')
      return { how: `lines ${one} and ${other} swapped`, bytes: Buffer.from(swapped.join('\n'), 'latin1') }
    }
    case 'zeros':
      return { how: `zeros at ${at}`, bytes: changed.fill(0, at, Math.min(whole.length, at + length)) }
    case 'nothing':
      return { how: 'empty', bytes: Buffer.alloc(0) }
  }
}
