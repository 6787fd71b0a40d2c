import { isDeepStrictEqual } from 'node:util'
import { getNodeValue, type Node, parseTree } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import type { Configuration } from '../../../main/contract/configuration.ts'
import { loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import { parseConfiguration } from '../../../main/engine/config/parse-configuration.ts'
import { isObject } from '../../../main/engine/config/resolve-places.ts'
import { configurationHome, exampleText, good, places } from '../../helpers/configuration-home.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { pick as pickBy, seeded } from '../../helpers/seeded.ts'

const seed = seedOf(20261121)
const many = howMany(1_000, 5_000)

const random = seeded(seed)
const below = (most: number) => Math.floor(random() * most)
const pick = <One>(list: readonly One[]): One => pickBy(random, list)

const root = parseTree(exampleText) as Node
const all = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(all)]
const values = all(root).filter(
  ({ type, parent }) => type !== 'property' && (parent?.type !== 'property' || parent.children?.[1] !== undefined),
)
const isName = (node: Node) => node.parent?.type === 'property' && node.parent.children?.[0] === node
const scalars = values.filter((node) => !isName(node) && ['string', 'number', 'boolean'].includes(node.type))
const names = values.filter(isName)
const replace = ({ offset, length }: { offset: number; length: number }, content: string) =>
  exampleText.slice(0, offset) + content + exampleText.slice(offset + length)

/** One mutant: what it is, its text, and where it was changed if that is one place. */
type Mutant = { readonly how: string; readonly text: string | Uint8Array; readonly at?: number; readonly mustFail?: boolean }

const tokens = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  'null',
  'true',
  '-1',
  '1e999',
  '""',
  '//',
  '/*',
  '*/',
  '\\',
  '\n',
  "'",
  '\ufeff',
  '\u202e',
  '\u0000',
]
const others: Record<string, string[]> = {
  string: ['5', 'true', 'null', '[]', '{}'],
  number: ['"5"', 'true', 'null', '[5]', '{}'],
  boolean: ['"true"', '1', 'null', '[]', '{}'],
}
const texts = [
  '',
  ' ',
  '0',
  '-1',
  '26',
  '1e3',
  '0 0 31 2 *',
  '* * * * * *',
  'every 0s',
  '../../etc',
  '~root',
  '__proto__',
  'constructor',
  '%s',
  '\\ud800',
  '\\u0000',
  'a'.repeat(5000),
  'https://a:b@c.example',
  '¼',
  'İ',
  '１２',
]

const mutations: Record<string, () => Mutant> = {
  bytes: () => {
    const bytes = Buffer.from(exampleText)
    for (let times = 1 + below(4); times > 0; times--) bytes[below(bytes.length)] = below(256)
    return { how: 'bytes', text: bytes }
  },
  cut: () => ({ how: 'cut', text: exampleText.slice(0, below(exampleText.length)) }),
  remove: () => {
    const offset = below(exampleText.length)
    return { how: 'remove', text: replace({ offset, length: 1 + below(40) }, '') }
  },
  double: () => {
    const offset = below(exampleText.length)
    return { how: 'double', text: replace({ offset, length: 0 }, exampleText.slice(offset, offset + 1 + below(200))) }
  },
  token: () => ({ how: 'token', text: replace({ offset: below(exampleText.length), length: below(2) }, pick(tokens)) }),
  type: () => {
    const node = pick(scalars)
    return { how: 'type', text: replace(node, pick(others[node.type] ?? [])), at: node.offset, mustFail: true }
  },
  text: () => {
    const node = pick(scalars.filter(({ type }) => type === 'string'))
    return { how: 'text', text: replace(node, `"${pick(texts)}"`), at: node.offset }
  },
  swap: () => ({ how: 'swap', text: replace(pick(scalars), exampleText.slice(...range(pick(values)))) }),
  rename: () => {
    const node = pick(names)
    const key = String(node.value)
    const place = below(key.length)
    const to = pick([
      key.slice(0, place) + key.slice(place + 1),
      key.slice(0, place) + pick([...'xzq-_A9']) + key.slice(place),
      pick(names).value,
      key.toUpperCase(),
    ])
    return { how: 'rename', text: replace(node, JSON.stringify(to)), at: node.offset }
  },
  unknown: () => {
    const node = pick(values.filter(({ type, length }) => type === 'object' && length > 4))
    return {
      how: 'unknown',
      // A name that nothing may have, not even a variable.
      text: replace({ offset: node.offset + 1, length: 0 }, ' "unheard-Of": 1,'),
      at: node.offset + 2,
      mustFail: true,
    }
  },
  deep: () => ({ how: 'deep', text: replace(pick(scalars), pick(['[', '{"a":']).repeat(1 + below(20_000))) }),
  wide: () => ({ how: 'wide', text: replace(pick(values), `[${'1,'.repeat(below(50_000))}1]`) }),
  large: () => ({ how: 'large', text: replace({ offset: 0, length: 0 }, `${pick([' ', '\n', '// x\n', '/**/'])}`.repeat(below(300_000))) }),
  number: () => ({
    how: 'number',
    text: replace(pick(scalars), pick(['1e999', '-0', '9007199254740993', '1e-400', '0x10', '1.7976931348623157e309', '5e-324', '01'])),
  }),
}

function range({ offset, length }: Node): [number, number] {
  return [offset, offset + length]
}

/** How long a mutant takes. What seems slow is measured again: on a busy machine any one of thousands waits for its turn. */
function timeOf({ text }: Mutant): number {
  let least = Number.POSITIVE_INFINITY
  for (let times = 0; times < 3 && least > 300; times++) {
    const began = performance.now()
    parseConfiguration(text, places)
    least = Math.min(least, performance.now() - began)
  }
  return least
}

/** Everything that a person needs to mend it, and nothing that only a programmer understands. */
function expectTold({ text }: Mutant, problems: readonly { line: number; column: number; path: string; sentence: string }[]): void {
  const lines = (typeof text === 'string' ? text : new TextDecoder().decode(text)).replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
  expect(problems.length).toBeGreaterThan(0)
  for (const { line, column, sentence } of problems) {
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(lines.length)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
    expect(sentence).toMatch(/^.*(?:[.?]|secret set NAME)$/)
    expect(sentence.length).toBeLessThan(600)
    expect(sentence).not.toMatch(/undefined|\[object|NaN|Invalid input|Expected|Unrecognized|invalid_/)
  }
}

/** What a mutant says, if it can be read at all; the file alone, without what the program makes of it. */
function saidBy(text: string | Uint8Array): unknown {
  const tree = parseTree((typeof text === 'string' ? text : new TextDecoder().decode(text)).replace(/^\ufeff/, ''), [], {
    allowTrailingComma: true,
  })
  return tree && getNodeValue(tree)
}

/** Without what has no meaning: the name of the schema, and a version that is as good as this one. */
function meaning(said: unknown): unknown {
  const { $schema: _, version: __, ...rest } = said as Record<string, unknown>
  return rest
}

const original = good(exampleText).configuration
const saidOriginally = meaning(saidBy(exampleText))

/** Whether one says nothing that the other does not say, though it may say less: a default may be what was said before. */
function saysNoMore(said: unknown, before: unknown): boolean {
  if (!isObject(said) || !isObject(before)) return isDeepStrictEqual(said, before)
  return Object.entries(said).every(([name, value]) => Object.hasOwn(before, name) && saysNoMore(value, before[name]))
}

it(`${many} mutants of the example: none breaks it, none is slow, each mistake has its place, none is taken for something else (seed ${seed})`, () => {
  const kinds = Object.keys(mutations)
  const refused: Record<string, number> = {}
  const accepted: Mutant[] = []
  let slowest = 0
  for (let turn = 0; turn < many; turn++) {
    const mutant = (mutations[kinds[turn % kinds.length] ?? ''] as () => Mutant)()
    const began = performance.now()
    const parsed = parseConfiguration(mutant.text, places)
    const took = performance.now() - began
    slowest = Math.max(slowest, took > 300 ? Math.min(took, timeOf(mutant)) : took)
    try {
      if (parsed.ok) {
        expect(mutant.mustFail, 'accepted').not.toBe(true)
        accepted.push(mutant)
        expectMeant(mutant, parsed.configuration)
      } else {
        refused[mutant.how] = (refused[mutant.how] ?? 0) + 1
        expectTold(mutant, parsed.problems)
        if (mutant.mustFail && mutant.at !== undefined) expect(offsets(mutant, parsed.problems)).toContain(mutant.at)
      }
    } catch (error) {
      throw new Error(`Mutant ${turn} (${mutant.how}, seed ${seed}): ${JSON.stringify(difference(mutant))}`, { cause: error })
    }
  }
  console.log(
    `seed ${seed}: ${many} mutants, refused ${JSON.stringify(refused)}, accepted ${accepted.length}, slowest ${slowest.toFixed(0)} ms`,
  )
  expect(slowest).toBeLessThan(1000)
  // Each kind of mutation has to have found mistakes, and the rules must not be so strict that nothing can be changed.
  expect(Object.keys(refused).sort()).toEqual(kinds.sort())
  expect(accepted.length).toBeGreaterThan(many / 50)
  noteFigure('mutated-configurations', {
    says: 'mutated configurations: crashes, mistakes without line and column, values that became a default',
    seed,
    cases: many,
    wrong: 0,
    also: `slowest ${slowest.toFixed(0)} ms`,
  })
}, 120_000)

/** Accepted: then it is the example in another form, or the change is in force. */
function expectMeant(mutant: Mutant, configuration: Configuration): void {
  const said = meaning(saidBy(mutant.text))
  if (isDeepStrictEqual(said, saidOriginally)) expect(configuration).toEqual(original)
  else if (!saysNoMore(said, saidOriginally)) expect(configuration, 'a change without a consequence').not.toEqual(original)
}

function offsets({ text }: Mutant, problems: readonly { line: number; column: number }[]): number[] {
  const starts = [0]
  for (const { index } of String(text).matchAll(/\n/g)) starts.push(index + 1)
  return problems.map(({ line, column }) => (starts[line - 1] ?? 0) + column - 1)
}

function difference({ text }: Mutant): { at: number; was: string; is: string } {
  const now = typeof text === 'string' ? text : new TextDecoder().decode(text)
  let at = 0
  while (now[at] === exampleText[at] && at < now.length) at += 1
  return { at, was: exampleText.slice(at, at + 60), is: now.slice(at, at + 60) }
}

describe('the last good one', () => {
  it('stays in force whatever the file becomes', async () => {
    const home = configurationHome(exampleText)
    const first = await loadConfiguration(home)
    expect([first.source, first.problems]).toEqual(['file', []])
    let broken = 0
    for (let turn = 0; broken < 150; turn++) {
      const kinds = Object.values(mutations)
      const { text } = (kinds[turn % kinds.length] as () => Mutant)()
      if (parseConfiguration(text, places).ok) continue
      broken += 1
      home.write(text)
      const { source, configuration, problems } = await loadConfiguration(home)
      expect(source).toBe('last-good')
      expect(configuration).toEqual(first.configuration)
      expect(problems.length).toBeGreaterThan(0)
      expect(home.read()).toBe(Buffer.from(text).toString())
    }
  })
})
