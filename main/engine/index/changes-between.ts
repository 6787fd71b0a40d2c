import { prepared } from '../state/prepared.ts'
import { pathOfEntry } from './entry-of-path.ts'
import { ordinalOf } from './ordinal-of.ts'
import { begun, ended, lineOf } from './ordinals.ts'
import { readState, stateColumns } from './read-version.ts'
import type { EntryState, IndexedChange, SnapshotIndex } from './types.ts'

/** A version of an entry that only one of two trees has. */
type Side = { readonly state: EntryState; readonly content: number; readonly inode: number }
type Pair = { before: Side | null; after: Side | null }

/**
 * What became of each path between two snapshots, in the order of the paths; folders whose time or rights changed are left out, as they are with nearly all
 * changes. `from` null: everything was added. Within a line it costs in proportion to what changed. A file that is gone and one that came with the same
 * content are one that was renamed. Throws a problem for a snapshot that is not in the index.
 *
 * `unsure` are files that look different and may have the same content, for their size is the same: exactChangesBetween asks restic.
 */
export function changesBetween(index: SnapshotIndex, from: string | null, to: string): IndexedChange[] {
  const [a, b] = [from === null ? null : ordinalOf(index, from), ordinalOf(index, to)]
  const pairs = new Map<number, Pair>()
  const pairOf = (entry: number) => {
    const known = pairs.get(entry)
    if (known !== undefined) return known
    const pair: Pair = { before: null, after: null }
    pairs.set(entry, pair)
    return pair
  }
  for (const row of a === null ? [] : onlyIn(index, a, b)) pairOf(Number(row['entry'])).before = sideOf(row)
  for (const row of onlyIn(index, b, a)) pairOf(Number(row['entry'])).after = sideOf(row)
  const known = new Map<number, string>()
  const sameLine = a !== null && lineOf(a) === lineOf(b)
  const changes = [...pairs].flatMap(([entry, pair]) => changeOf(pathOfEntry(index.database, entry, known), pair, sameLine))
  // Neighbours were compared by restic when the later of them was added.
  const areNeighbours = sameLine && Math.abs(a - b) === 1
  const sorted = withRenames(changes, sameLine).sort((one, other) => (one.path < other.path ? -1 : 1))
  return areNeighbours ? sorted.map((change) => ({ ...change, unsure: false })) : sorted
}

/** The versions that one tree has and the other has not. */
function onlyIn({ database }: SnapshotIndex, one: number, other: number | null): Iterable<Record<string, unknown>> {
  const columns = `SELECT entry, content, inode, ${stateColumns} FROM version`
  const has = 'version.first <= ? AND version.last >= ?'
  if (other === null) return prepared(database, `${columns} WHERE ${has}`).iterate(one, one)
  if (lineOf(one) !== lineOf(other)) return prepared(database, `${columns} WHERE ${has} AND NOT (${has})`).iterate(one, one, other, other)
  if (one < other)
    return prepared(database, `${columns} WHERE version.last >= ? AND version.last < ? AND version.first <= ? AND ${ended}`).iterate(
      one,
      other,
      one,
    )
  return prepared(database, `${columns} WHERE version.first > ? AND version.first <= ? AND version.last >= ? AND ${begun}`).iterate(
    other,
    one,
    one,
  )
}

function sideOf(row: Record<string, unknown>): Side {
  return { state: readState(row), content: Number(row['content']), inode: Number(row['inode']) }
}

type Compared = IndexedChange & { readonly sides: Pair }

function changeOf(path: string, sides: Pair, sameLine: boolean): Compared[] {
  const { before, after } = sides
  const made = (change: IndexedChange['change'], unsure = false): Compared[] => [
    { path, change, formerPath: null, before: before?.state ?? null, after: after?.state ?? null, unsure, sides },
  ]
  if (before === null) return made('added')
  if (after === null) return made('removed')
  if (before.state.type !== after.state.type) return made('type')
  if (after.state.type === 'dir') return []
  if (isSameContent(before, after, sameLine)) return isSameState(before.state, after.state) ? [] : made('metadata')
  return made('modified', after.state.type === 'file' && before.state.size === after.state.size)
}

/**
 * Numbers of contents are those of one line; across lines the same size, time and inode are taken for the same, as restic does. So are they for what is no
 * file: where a link leads cannot be changed, it can only be made anew.
 */
function isSameContent(one: Side, other: Side, sameLine: boolean): boolean {
  if (sameLine && (one.content === other.content || other.state.type === 'file')) return one.content === other.content
  return one.inode === other.inode && isSameState(one.state, other.state)
}

function isSameState(one: EntryState, other: EntryState): boolean {
  return one.size === other.size && one.mtime === other.mtime && one.mode === other.mode
}

/** Joins what is gone and what came with the same content; of several the first ones. */
function withRenames(changes: readonly Compared[], sameLine: boolean): IndexedChange[] {
  const key = ({ content, inode, state }: Side) => (sameLine ? String(content) : `${inode} ${state.size} ${state.mtime}`)
  // Where files have no numbers, two of one size and time need not be the same.
  const isTelling = ({ inode, state }: Side) => state.type === 'file' && state.size > 0 && (sameLine || inode !== 0)
  const gone = new Map<string, Compared[]>()
  // From the end, so that the first one of several is the one that `pop` gives.
  for (const one of changes.toReversed()) {
    const { before } = one.sides
    if (one.change !== 'removed' || before === null || !isTelling(before)) continue
    const same = gone.get(key(before))
    if (same === undefined) gone.set(key(before), [one])
    else same.push(one)
  }
  const joined = new Set<Compared>()
  const made = changes.map((one): Compared => {
    const { after } = one.sides
    if (one.change !== 'added' || after === null || !isTelling(after)) return one
    const former = gone.get(key(after))?.pop()
    if (former === undefined) return one
    joined.add(former)
    return { ...one, change: 'renamed', formerPath: former.path, before: former.before }
  })
  return made.filter((one) => !joined.has(one)).map(({ sides: _, ...change }) => change)
}
