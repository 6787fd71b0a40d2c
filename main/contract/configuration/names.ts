import { z } from 'zod'

/** Would be device files on Windows, or is a property of every JavaScript object. */
const unusable = /^(?:con|prn|aux|nul|com\d|lpt\d|constructor)$/

/**
 * The key of a vault, repository, plan or agent. It becomes part of file names, of tags (which a comma would divide) and of names of
 * environment variables, so it is short, plain, and without capitals, which some file systems do not tell apart.
 */
export const Name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
    error: 'must be a name of small letters, digits and hyphens, 63 at most, and not begin with a hyphen',
  })
  .refine((name) => !unusable.test(name), { error: 'is a name that Windows or JavaScript keep for themselves; choose another one' })

/**
 * An object with fixed names. An unknown one is an error: a misspelt setting would otherwise be a default that nobody asked for. The
 * sentences about several unknown names stand on lines of their own, in the order of the issue's `keys`.
 */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => unknownName(key, known)).join('\n') : undefined),
  })
}

/** For rules about the whole of a section, which make no sense to a person while a part of it is misspelt. */
export function soFarGood({ issues }: z.core.ParsePayload): boolean {
  return issues.length === 0
}

/** What is wrong with a name that is not among the known ones, with the nearest of these if one is near. */
export function unknownName(name: string, known: readonly string[]): string {
  if (/pass(?:word|phrase)|secret|token|credential|api-?key|access-?key/i.test(name))
    return 'is not known here, and secrets do not belong into this file: store them with: vaultkeeper secret set NAME'
  const near = nearest(name, known)
  if (near !== undefined) return `is not known here; did you mean "${near}"?`
  return known.length === 0 ? 'is not known here' : `is not known here; known are ${known.join(', ')}`
}

/** The known name that is one or two slips of the finger away, or differs in capitals, hyphens and the like. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '')
  // Names are short; whatever is longer is no slip, and is not compared at length.
  if (name.length > 80) return undefined
  const [best] = known
    .map((candidate) => ({ candidate, far: distance(plain(name), plain(candidate)) }))
    .filter(({ candidate, far }) => far <= Math.min(2, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.far - b.far)
  return best?.candidate
}

/** Levenshtein: how many letters must be added, taken away or replaced to make one word of another. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1]
    for (const [column, other] of [...to].entries())
      next.push(Math.min((next[column] ?? 0) + 1, (row[column + 1] ?? 0) + 1, (row[column] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row.at(-1) ?? 0
}
