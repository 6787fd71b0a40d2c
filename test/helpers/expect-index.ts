import { expect } from 'vitest'
import { changesBetween } from '../../main/engine/index/changes-between.ts'
import { exactChangesBetween } from '../../main/engine/index/exact-changes-between.ts'
import { entryAt, listFolder } from '../../main/engine/index/list-folder.ts'
import { ordinalOf } from '../../main/engine/index/ordinal-of.ts'
import { lineOf } from '../../main/engine/index/ordinals.ts'
import { search } from '../../main/engine/index/search.ts'
import type { EntryState, IndexedChange, IndexedEntry, SnapshotIndex } from '../../main/engine/index/types.ts'
import { versionsOf } from '../../main/engine/index/versions-of.ts'
import { walkEntries } from '../../main/engine/index/walk-entries.ts'
import type { IndexBench } from './index-bench.ts'
import type { RandomSnapshots } from './random-snapshots.ts'
import { nanosecondsOf, type ToldEntry, type ToldSnapshot } from './restic-answers.ts'
import { between, pick, type Random } from './seeded.ts'

/** What restic says of a whole repository, asked once; snapshots oldest first. */
export type Truth = {
  readonly snapshots: readonly ToldSnapshot[]
  readonly entries: ReadonlyMap<string, readonly ToldEntry[]>
  readonly contentOf: RandomSnapshots['contentOf']
  /** Names that are no UTF-8 can look alike: which of them is which, neither restic's JSON nor the index tells. Also of what is below them. */
  readonly isTwin: (path: string) => boolean
}

/** Asks restic for everything. */
export async function truthOf({ restic }: IndexBench, { contentOf }: Pick<RandomSnapshots, 'contentOf'>): Promise<Truth> {
  const snapshots = (await restic.snapshots()).toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time) || (a.id < b.id ? -1 : 1))
  const entries = new Map<string, ToldEntry[]>()
  for (const { id } of snapshots) entries.set(id, await restic.list(id))
  return { snapshots, entries, contentOf, isTwin: (path) => path.includes('bad\ufffd') }
}

/** Each path, kind, size, time and right of a snapshot, in restic's order but for what is no UTF-8. */
export function expectListed(index: SnapshotIndex, snapshot: string, told: readonly ToldEntry[]): void {
  const ours = [...walkEntries(index, snapshot)]
  expect(ours.map(wordsOf).sort()).toEqual(told.map(wordsOf).sort())
  const order = (list: readonly { path: string }[]) => list.map(({ path }) => path).filter((path) => !path.includes('\ufffd'))
  expect(order(ours)).toEqual(order(told))
  for (const entry of told.filter(({ path }) => !path.includes('\ufffd')).slice(0, 10))
    expect(wordsOf(entryAt(index, snapshot, `/${entry.path}/`) as IndexedEntry)).toBe(wordsOf(entry))
  expect(entryAt(index, snapshot, 'no/such/path')).toBeUndefined()
}

/** Folders page by page in every order, against restic's listing sorted here. */
export function expectPages(random: Random, index: SnapshotIndex, { entries, isTwin }: Truth): void {
  for (const [snapshot, told] of entries)
    for (const folder of ['', ...told.filter(({ type, path }) => type === 'dir' && !isTwin(path)).map(({ path }) => path)]) {
      const children = told.filter(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))) === folder)
      const sort = pick(random, ['name', 'size', 'mtime'] as const)
      const descending = random() < 0.5
      const limit = between(random, 1, 6)
      const pages: IndexedEntry[] = []
      for (;;) {
        const page = listFolder(index, { snapshot, folder, sort, descending, limit, offset: pages.length })
        pages.push(...page)
        if (page.length < limit) break
      }
      const sorted = children.toSorted((a, b) => {
        const turn = descending ? -1 : 1
        const byName = Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))
        if (sort === 'name') return Number(b.type === 'dir') - Number(a.type === 'dir') || turn * byName
        const [one, two] = sort === 'size' ? [sizeOf(a), sizeOf(b)] : [a.at, b.at]
        return one === two ? byName : one < two ? -turn : turn
      })
      const withoutTwins = (list: readonly (IndexedEntry | ToldEntry)[]) => list.filter(({ path }) => !isTwin(path)).map(wordsOf)
      expect(withoutTwins(pages), `${folder} by ${sort}`).toEqual(withoutTwins(sorted))
      expect(pages.map(wordsOf).sort()).toEqual(children.map(wordsOf).sort())
    }
}

/** Each path's versions: all snapshots that have it, in order, and in one version only what is the same. */
export function expectVersions(index: SnapshotIndex, truth: Truth): void {
  const paths = new Set([...truth.entries.values()].flat().map(({ path }) => path))
  for (const path of paths) {
    if (truth.isTwin(path)) continue
    const having = truth.snapshots.flatMap(({ id, tree, time }) => {
      const entry = truth.entries.get(id)?.find((one) => one.path === path)
      return entry === undefined ? [] : [{ id, time, entry, content: truth.contentOf(tree, path)[0] ?? entry.type }]
    })
    const versions = versionsOf(index, path).toReversed()
    expect(versions.flatMap(({ snapshots }) => snapshots)).toEqual(having.map(({ id }) => id))
    let at = 0
    for (const version of versions) {
      const run = having.slice(at, at + version.snapshots.length)
      at += run.length
      for (const [number, { id, entry, content }] of run.entries()) {
        const next = run[number + 1]
        if (next === undefined) continue
        // Only neighbours of a line were compared by restic; others are taken for the same as restic itself takes files for unchanged.
        const apart = Math.abs(ordinalOf(index, id) - ordinalOf(index, next.id)) > 1
        const assumed = apart && entry.at === next.entry.at && entry.size === next.entry.size
        expect(assumed || `${entry.type} ${content}` === `${next.entry.type} ${next.content}`, `contents of a version of ${path}`).toBe(
          true,
        )
      }
      expect([version.from, version.to]).toEqual([run[0]?.time, run.at(-1)?.time])
      expect(stateWords(version)).toBe(stateWords(run.at(-1)?.entry as ToldEntry))
    }
    for (const [number, version] of versions.entries()) {
      const next = versions[number + 1]
      const [last, following] = [
        having.find(({ id }) => id === version.snapshots.at(-1)),
        having.find(({ id }) => id === next?.snapshots[0]),
      ]
      if (last === undefined || following === undefined) continue
      // Parted for nothing: only where the time differs as well, or the inode, and restic was not asked for these two.
      const alike =
        last.content === following.content && wordsOf(last.entry) === wordsOf(following.entry) && last.entry.inode === following.entry.inode
      expect(alike, `two versions of ${path} that are alike`).toBe(false)
    }
  }
}

const patterns = [
  'a',
  'TES',
  '.md',
  'nfc é',
  '\u0301',
  '*.md',
  'A*',
  '[an]*',
  'IDEAS.*',
  'n?tes',
  '*',
  '*e*',
  'a/*',
  '*/a',
  'NOTES/*.md',
  'notes/**',
  'notes/*/a',
  '*otes/**/*.md',
  'a-b/*',
  '-r*',
  '*\\**',
  '*\\[*',
  '*\\\\*',
  '日*',
  '*É*',
  'l*',
  'line*',
]

/** What a search finds in each snapshot and in all of them, against restic find. */
export async function expectFound(random: Random, { restic }: IndexBench, index: SnapshotIndex, truth: Truth): Promise<void> {
  for (const pattern of [pick(random, patterns), pick(random, patterns), `**/${pick(random, patterns)}`]) {
    // A name alone is part of a name here, and all of one there.
    const resticPattern = /[*?[\\/]/.test(pattern) ? pattern : `*${pattern}*`
    // restic also tells what lies below a match.
    const whole = wholePath(resticPattern)
    const told = new Map<string, ToldEntry[]>()
    for (const [id, found] of await restic.find(resticPattern))
      told.set(
        id,
        found.filter(({ path }) => whole.test(path.toLowerCase())),
      )
    for (const { id } of truth.snapshots) {
      const found = search(index, { pattern, snapshots: [id], limit: 10_000 })
      expect(found.map(wordsOf).sort(), `${pattern} in ${id}`).toEqual((told.get(id) ?? []).map(wordsOf).sort())
    }
    expectSightings(index, pattern, told, truth)
  }
}

function expectSightings(index: SnapshotIndex, pattern: string, told: ReadonlyMap<string, readonly ToldEntry[]>, truth: Truth): void {
  const all = search(index, { pattern, limit: 10_000 })
  const paged: typeof all = []
  for (let more = all; more.length > 0; paged.push(...more)) more = search(index, { pattern, limit: 7, offset: paged.length })
  expect(paged).toEqual(all)
  const paths = new Set([...told.values()].flat().map(({ path }) => path))
  expect(new Set(all.map(({ path }) => path))).toEqual(paths)
  const series = ({ hostname, paths: folders, tags = [] }: ToldSnapshot) =>
    JSON.stringify([hostname, folders, tags.find((tag) => tag.startsWith('plan:'))])
  for (const { path, snapshots, oldest, newest, gone, ...state } of all) {
    if (truth.isTwin(path)) continue
    const having = truth.snapshots.filter(({ id }) => told.get(id)?.some((one) => one.path === path))
    const [first, last] = [having[0] as ToldSnapshot, having.at(-1) as ToldSnapshot]
    const newestOfSeries = truth.snapshots.findLast((one) => series(one) === series(last))
    expect({ path, snapshots, oldest: oldest.id, newest: newest.id, gone }).toEqual({
      path,
      snapshots: having.length,
      oldest: first.id,
      newest: last.id,
      gone: !having.includes(newestOfSeries as ToldSnapshot),
    })
    expect(stateWords(state)).toBe(stateWords(told.get(last.id)?.find((one) => one.path === path) as ToldEntry))
  }
}

/** What differs between two snapshots, against restic diff. */
export async function expectChanges(random: Random, bench: IndexBench, index: SnapshotIndex, truth: Truth): Promise<void> {
  const [from, to] = [pick(random, truth.snapshots).id, pick(random, truth.snapshots).id]
  const told = await bench.restic.differ(from, to)
  const touched = new Set((await bench.restic.differ(from, to, true)).map(({ path }) => path))
  const rough = changesBetween(index, from, to)
  const exact = await exactChangesBetween(bench.opened, index, from, to, bench.host)
  const about = `${from.slice(0, 8)} ${to.slice(0, 8)}`
  expect(
    exact.filter(({ unsure }) => unsure),
    about,
  ).toEqual([])
  expect(asResticTells(exact, truth), about).toEqual(
    told
      .filter(({ path }) => !truth.isTwin(path))
      .map(({ path, modifier }) => `${modifier.replace('?', 'M')[0]} ${path}`)
      .sort(),
  )
  // Whoever does not ask restic is told of more, never of less; but lines know nothing of each other's contents.
  const isOneLine = lineOf(ordinalOf(index, from)) === lineOf(ordinalOf(index, to))
  const known = new Set(rough.filter(({ change }) => change === 'modified').map(({ path }) => path))
  const looksAlike = (path: string) => {
    const [was, is] = [from, to].map((id) => truth.entries.get(id)?.find((one) => one.path === path))
    return was !== undefined && is !== undefined && was.inode === is.inode && stateWords(was) === stateWords(is)
  }
  const hidden = told.filter(
    ({ path, modifier }) => /M/.test(modifier) && !truth.isTwin(path) && !known.has(path) && (isOneLine || !looksAlike(path)),
  )
  expect(hidden, about).toEqual([])
  const kinds = exact.filter(({ change }) => change === 'type').map(({ path }) => path)
  for (const { path, change, formerPath, before, after } of exact) {
    if (truth.isTwin(path) || (formerPath !== null && truth.isTwin(formerPath))) continue
    const isBelow = kinds.some((kind) => path.startsWith(`${kind}/`) || formerPath?.startsWith(`${kind}/`))
    expect(isBelow || touched.has(path), `${about} ${path} ${change}`).toBe(true)
    const at = (id: string, where: string) => truth.entries.get(id)?.find((one) => one.path === where)
    const [was, is] = [at(from, formerPath ?? path), at(to, path)]
    expect([before && stateWords(before), after && stateWords(after)]).toEqual([was ? stateWords(was) : null, is ? stateWords(is) : null])
    // The same inode, size and time somewhere else: only who sets the time back after writing hides that from Vaultkeeper.
    if (change === 'renamed' && !(was?.inode === is?.inode && was?.at === is?.at))
      expect(contentIn(truth, to, path)).toEqual(contentIn(truth, from, formerPath ?? ''))
  }
}

function contentIn({ snapshots, contentOf }: Truth, id: string, path: string): readonly string[] {
  return contentOf(snapshots.find((one) => one.id === id)?.tree ?? '', path)
}

/** Of links restic tells only that they are metadata; what is below a change of kind it leaves out; a rename is a removal and an addition to it. */
function asResticTells(changes: readonly IndexedChange[], { isTwin }: Truth): string[] {
  const kinds = changes.filter(({ change }) => change === 'type').map(({ path }) => `${path}/`)
  const letters = { added: '+', removed: '-', modified: 'M', type: 'T' } as const
  const words = changes.flatMap(({ path, change, formerPath, after }) => {
    if (change === 'renamed') return [`- ${formerPath}`, `+ ${path}`]
    if (change === 'metadata' || (change === 'modified' && after?.type !== 'file')) return []
    return [`${letters[change]} ${path}`]
  })
  const pathOf = (word: string) => word.slice(2)
  return words.filter((word) => !isTwin(pathOf(word)) && !kinds.some((kind) => pathOf(word).startsWith(kind))).sort()
}

/** A pattern as an expression for the end of a path; for the few forms that are used here. */
function wholePath(pattern: string): RegExp {
  const isBelow = pattern.endsWith('/**')
  const parts = (isBelow ? pattern.slice(0, -3) : pattern).toLowerCase().split('/')
  const written = parts.map((part, at) => {
    if (part === '**') return '(?:[^/]+/)*'
    const one = part.replaceAll(/\\.|\[[^\]]*\]|[\s\S]/gu, (item) => {
      if (item === '*') return '[^/]*'
      if (item === '?') return '[^/]'
      if (item.length > 1 && item.startsWith('[')) return item
      return item.startsWith('\\') ? `\\${item.slice(1)}` : item.replace(/[.[\]()+^$|{}\\]/, '\\$&')
    })
    return at === parts.length - 1 ? one : `${one}/`
  })
  return new RegExp(`(?:^|/)${written.join('')}${isBelow ? '(?:/.*)?' : ''}$`, 'su')
}

function sizeOf({ type, size }: ToldEntry): number {
  return type === 'file' ? size : 0
}

function wordsOf(entry: IndexedEntry | ToldEntry): string {
  return `${JSON.stringify(entry.path)} ${stateWords(entry)}`
}

function stateWords(entry: EntryState | ToldEntry): string {
  const at = 'at' in entry ? entry.at : nanosecondsOf(entry.mtime)
  return `${entry.type} ${entry.type === 'file' ? entry.size : 0} ${at} ${entry.mode}`
}
