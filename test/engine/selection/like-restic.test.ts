import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { createRestic, type Outcome, type Repository } from 'restic-wrapper'
import { beforeAll, describe, expect, it } from 'vitest'
import { listIncluded } from '../../../main/engine/selection/list-included.ts'
import { patternProblem } from '../../../main/engine/selection/parse-pattern.ts'
import { resticExcludes } from '../../../main/engine/selection/restic-excludes.ts'
import { everything, type Selection } from '../../../main/engine/selection/selection.ts'
import { pathBytes, shownPath, walkSource } from '../../../main/engine/verify/walk-source.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

/** A vault and what of it is to be saved. Paths are one character per byte; those that end in `/` are empty folders, in `>` links. */
type Case = { readonly paths: readonly string[]; readonly exclude: readonly string[]; readonly include: readonly string[] | null }

const folder = temporaryFolder('like-restic')
const restic = createRestic({ program: process.env['VAULTKEEPER_RESTIC'] ?? 'restic', cacheDirectory: path.join(folder, 'cache') })
const repository: Repository = {
  location: path.join(folder, 'repository'),
  password: { from: 'value', value: 'open-sesame' },
  noCache: true,
}

function result<Result>(outcome: Outcome<Result>): Result {
  if (outcome.kind === 'done') return outcome.result
  throw new Error(JSON.stringify(outcome))
}

beforeAll(async () => void result(await restic.init(repository).outcome))

const latin1 = (text: string) => Buffer.from(text).toString('latin1')
const often = ['a', 'b', 'ab', 'a.md', 'tmp']
const oddNames = [
  '.x',
  '!a',
  '#a',
  ' a',
  'a b',
  '*',
  '[a]',
  'a\\b',
  '?',
  '-a',
  '...',
  'A',
  'a\nb',
  'é',
  'e\u0301',
  '日',
  '日本',
  '🗝',
  'ä.md',
]
const globs = ['*', '?', '??', 'a*', '*.md', '*b*', '[ab]', '[^a]', '[^a]*', '[!a]', '*.*', '[.-z]*', '*?', '*??']
const oddGlobs = ['[à-ü]', '*[本]', '\\*', '\\[a]', '[[]a]', 'a\\\\b', '\\!a', '[\ufffd]', 'bad?', 'a\nb', '日', 'é', 'a b', '', '.', '..']
const name = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...often) },
  { weight: 2, arbitrary: fc.constantFrom(...oddNames.map(latin1), 'bad\xff', '\xe6\x97') },
)
const treePath = fc
  .tuple(fc.array(name, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '', '', '', '/', '>'))
  .map(([names, end]) => names.join('/') + end)
const part = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...often) },
  { weight: 3, arbitrary: fc.constantFrom(...globs) },
  { weight: 2, arbitrary: fc.constant('**') },
  { weight: 2, arbitrary: fc.constantFrom(...oddGlobs) },
)
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '/'),
    fc.oneof(fc.array(part, { minLength: 1, maxLength: 2 }), fc.array(part, { minLength: 1, maxLength: 5 })),
    fc.constantFrom('', '', '/'),
  )
  .map(([start, parts, end]) => start + parts.join('/') + end)
  .filter((text) => patternProblem(text) === null)
const excludePattern = fc.tuple(fc.constantFrom('', '', '!'), pattern).map(([negated, text]) => negated + text)
const includePattern = pattern.filter((text) => !text.startsWith('!'))

const oneCase = (include: fc.Arbitrary<readonly string[] | null>): fc.Arbitrary<Case> =>
  fc.record({ paths: fc.array(treePath, { minLength: 3, maxLength: 14 }), exclude: fc.array(excludePattern, { maxLength: 5 }), include })

function grow(root: string, paths: readonly string[]): void {
  mkdirSync(root, { recursive: true })
  for (const one of paths) {
    const at = pathBytes(latin1(`${root}/`) + one.replace(/[/>]$/, ''))
    try {
      if (one.endsWith('/')) mkdirSync(at, { recursive: true })
      else {
        mkdirSync(at.subarray(0, at.lastIndexOf(0x2f)), { recursive: true })
        if (one.endsWith('>')) symlinkSync('a', at)
        else writeFileSync(at, '')
      }
    } catch {
      // A file is in the way, or something of this name is there: it stays.
    }
  }
}

/** What a walk yields. restic's JSON and Node differ in how many U+FFFD they show for broken characters. */
async function shownEntries(root: string, selection: Selection): Promise<string[]> {
  const paths: string[] = []
  for await (const entry of walkSource(root, selection)) paths.push(shownPath(entry.path).replace(/\ufffd+/g, '\ufffd'))
  return paths
}

let batches = 0

/**
 * Saves the vaults of all cases with one restic, each by its own patterns: as these are bound to their vault, none of them can touch another.
 * @returns what restic saved, and what our walk yields, for each case
 */
async function both(cases: readonly Case[]): Promise<{ saved: string[]; walked: string[]; all: number }[]> {
  // The names of the folders above are in reach of the patterns, if these are not bound.
  const root = path.join(folder, 'tmp', 'a', `${batches++}`, 'b')
  const places = cases.map((_, index) => path.join(root, `${index}`, 'a [b]*?\\', 'tmp'))
  const selections = cases.map(({ exclude, include }): Selection => ({ exclude, include, leftOut: new Set() }))
  const excludes: string[] = []
  const listed: string[] = []
  const walked: string[][] = []
  const all: number[] = []
  for (const [index, place] of places.entries()) {
    const selection = selections[index] as Selection
    grow(place, cases[index]?.paths ?? [])
    excludes.push(...resticExcludes(place, selection))
    const here = latin1(path.relative(root, place))
    if (selection.include === null) listed.push(here)
    else for await (const one of listIncluded(place, selection)) listed.push(`${here}/${one}`)
    walked.push(await shownEntries(place, selection))
    all.push((await shownEntries(place, everything)).length)
  }
  const list = path.join(folder, `list-${batches}`)
  // What is always saved, so that there is something even if nothing is selected.
  writeFileSync(path.join(root, 'always'), '')
  writeFileSync(list, pathBytes([...listed, 'always', ''].join('\0')))
  const { snapshotId = '' } = result(await restic.backup(repository, { cwd: root, filesFromRaw: list, excludes }).outcome)
  const saved = places.map((): string[] => [])
  for await (const node of restic.ls(repository, { snapshot: snapshotId, recursive: true })) {
    const [, index = '', , , ...rest] = node.path.split('/')
    if (rest.length > 0) saved[Number(index)]?.push(rest.join('/').replace(/\ufffd+/g, '\ufffd'))
  }
  return cases.map((_, index) => ({ saved: saved[index] ?? [], walked: walked[index] ?? [], all: all[index] ?? 0 }))
}

describe('what our walk takes is what restic saves', () => {
  const batch = 50
  const compare = async (include: fc.Arbitrary<readonly string[] | null>) => {
    const cases = fc.sample(oneCase(include), { seed: 20261121, numRuns: 4 * batch })
    let parts = 0
    for (let start = 0; start < cases.length; start += batch) {
      const some = cases.slice(start, start + batch)
      for (const [index, { saved, walked, all }] of (await both(some)).entries()) {
        expect({ case: some[index], took: walked }).toEqual({ case: some[index], took: saved })
        if (walked.length > 0 && walked.length < all) parts += 1
      }
    }
    // It is about something: of many vaults some is taken and some is not.
    expect(parts).toBeGreaterThan(60)
  }

  it('with any patterns of what to leave out', () => compare(fc.constant(null)))
  it('with any patterns of what to take, too', () => compare(fc.array(includePattern, { minLength: 1, maxLength: 3 })))
})

it('restic refuses the patterns that we refuse, and takes those that we take', async () => {
  const bad = ['[', 'a/[b', '[]a]', '[a-]', '[-x]', '[^]', 'a\\', 'x/[b/c]', '[z\\', '[a-', '![']
  const good = ['[a]', ']', 'a]', '[[]', '[!]', '[\\]]', '^', '[^^]']
  const attempt = (excludes: string[]) => restic.backup(repository, { cwd: folder, paths: ['list-1'], excludes, dryRun: true }).outcome
  const refused = await attempt([...good, ...bad])
  if (refused.kind !== 'failed') throw new Error(refused.kind)
  const [, ...named] = (JSON.parse(refused.detail) as { message: string }).message.split('\n')
  expect(named).toEqual(bad)
  expect(await attempt(good)).toMatchObject({ kind: 'done' })
  expect(bad.filter((one) => patternProblem(one) === null)).toEqual([])
  expect(good.filter((one) => patternProblem(one) !== null)).toEqual([])
})
