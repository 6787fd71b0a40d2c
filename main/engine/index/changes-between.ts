import { prepared } from '../state/prepared.ts'
import { pathOfEntry } from './entry-of-path.ts'
import { ordinalOf } from './ordinal-of.ts'
import { begun, ended, lineOf } from './ordinals.ts'
import { readState, stateColumns } from './read-version.ts'
import type { EntryState, IndexedChange, SnapshotIndex } from './types.ts'

/** A version of an entry that only one of two trees has. */
type Side = { readonly state: EntryState; readonly content: number; readonly inode: number }
/** What both trees have of an entry, where they differ. `former`: what one that is new was before under another name. */
type Pair = { readonly parent: number; readonly name: string; before: Side | null; after: Side | null; former: Pair | null }
type Pairs = Map<number, Pair>

/**
 * What became of each path between two snapshots, in the order of the paths; folders whose time or rights changed are left out, as they are with nearly all
 * changes. `from` null: everything was added. Within a line it costs in proportion to what changed. A file that is gone and one that came with the same
 * content are one that was renamed. Throws a problem for a snapshot that is not in the index.
 *
 * `unsure` are files that look different and may have the same content, for their size is the same: exactChangesBetween asks restic.
 */
export function changesBetween(index: SnapshotIndex, from: string | null, to: string): IndexedChange[] {
  const [a, b] = [from === null ? null : ordinalOf(index, from), ordinalOf(index, to)]
  const pairs: Pairs = new Map()
  for (const row of a === null ? [] : onlyIn(index, a, b)) pairOf(pairs, row).before = sideOf(row)
  for (const row of onlyIn(index, b, a)) pairOf(pairs, row).after = sideOf(row)
  const sameLine = a !== null && lineOf(a) === lineOf(b)
  joinRenames(pairs, sameLine)
  // Neighbours were compared by restic when the later of them was added.
  const areNeighbours = sameLine && Math.abs(a - b) === 1
  const folders = new Map<number, string>()
  const pathOf = ({ parent, name }: Pair) => {
    const folder = pathOfEntry(index.database, parent, folders)
    return folder === '' ? name : `${folder}/${name}`
  }
  const changes: IndexedChange[] = []
  for (const [entry, pair] of pairs) {
    // There may be a million: each is let go of as it is told.
    pairs.delete(entry)
    const change = changeOf(pair, sameLine)
    if (change === null) continue
    const [before, after] = [(pair.former ?? pair).before?.state ?? null, pair.after?.state ?? null]
    const unsure = change === 'modified' && !areNeighbours && after?.type === 'file' && before?.size === after.size
    changes.push({ path: pathOf(pair), change, formerPath: pair.former === null ? null : pathOf(pair.former), before, after, unsure })
  }
  return changes.sort((one, other) => (one.path < other.path ? -1 : 1))
}

/** The versions that one tree has and the other has not. */
function onlyIn({ database }: SnapshotIndex, one: number, other: number | null): Iterable<Record<string, unknown>> {
  const columns = `SELECT entry, parent, name, content, inode, ${stateColumns} FROM version JOIN entry ON entry.id = version.entry`
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

function pairOf(pairs: Pairs, row: Record<string, unknown>): Pair {
  const entry = Number(row['entry'])
  const known = pairs.get(entry)
  if (known !== undefined) return known
  const pair: Pair = { parent: Number(row['parent']), name: String(row['name']), before: null, after: null, former: null }
  pairs.set(entry, pair)
  return pair
}

/** `null`: nothing that is told. */
function changeOf({ before, after, former }: Pair, sameLine: boolean): IndexedChange['change'] | null {
  if (before === null) return former === null ? 'added' : 'renamed'
  if (after === null) return 'removed'
  if (before.state.type !== after.state.type) return 'type'
  if (after.state.type === 'dir') return null
  if (isSameContent(before, after, sameLine)) return isSameState(before.state, after.state) ? null : 'metadata'
  return 'modified'
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
function joinRenames(pairs: Pairs, sameLine: boolean): void {
  const key = ({ content, inode, state }: Side) => (sameLine ? content : `${inode} ${state.size} ${state.mtime}`)
  // Where files have no numbers, two of one size and time need not be the same.
  const isTelling = ({ inode, state }: Side) => state.type === 'file' && state.size > 0 && (sameLine || inode !== 0)
  const gone = new Map<string | number, number[]>()
  for (const [entry, { before, after }] of pairs) {
    if (after !== null || before === null || !isTelling(before)) continue
    const same = gone.get(key(before))
    if (same === undefined) gone.set(key(before), [entry])
    else same.push(entry)
  }
  // `pop` then gives the first one of several.
  for (const same of gone.values()) same.reverse()
  for (const pair of pairs.values()) {
    if (pair.before !== null || pair.after === null || !isTelling(pair.after)) continue
    const entry = gone.get(key(pair.after))?.pop()
    if (entry === undefined) continue
    pair.former = pairs.get(entry) ?? null
    pairs.delete(entry)
  }
}
