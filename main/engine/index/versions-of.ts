import { prepared } from '../state/prepared.ts'
import { entryOfPath } from './entry-of-path.ts'
import { lineOf } from './ordinals.ts'
import { readState, stateColumns } from './read-version.ts'
import type { FileVersion, SnapshotIndex } from './types.ts'

/** One snapshot that has the path. */
type Sighting = Record<string, unknown> & {
  readonly id: string
  readonly time: string
  readonly ordinal: number
  readonly first: number
  readonly last: number
  readonly content: number
}

/**
 * The versions of a path, newest first: snapshots one after the other that hold the same content are one version, whatever became of its times and rights.
 * Snapshots that do not have the path do not part them. Empty where no snapshot has it.
 * @param only of these snapshots, such as those of one vault; of all, if left out
 */
export function versionsOf(index: SnapshotIndex, path: string, only?: ReadonlySet<string>): FileVersion[] {
  const entry = entryOfPath(index.database, path)
  if (entry === undefined) return []
  const sql = `SELECT snapshot.id, snapshot.time, ordinal, first, last, content, inode, ${stateColumns} FROM version
    JOIN tree ON ordinal BETWEEN first AND last JOIN snapshot ON snapshot.tree = tree.id
    WHERE version.entry = ? ORDER BY instant, snapshot.id`
  const sightings = prepared(index.database, sql).all(entry) as unknown as Sighting[]
  const runs: Sighting[][] = []
  for (const sighting of sightings) {
    if (only?.has(sighting.id) === false) continue
    const last = runs.at(-1)
    const before = last?.at(-1)
    if (last !== undefined && before !== undefined && isSameContent(before, sighting)) last.push(sighting)
    else runs.push([sighting])
  }
  return runs.reverse().map((run) => {
    const [first, last] = [run[0] as Sighting, run.at(-1) as Sighting]
    return { ...readState(last), snapshots: run.map(({ id }) => id), from: first.time, to: last.time, content: last.content }
  })
}

/**
 * Between versions that follow each other in a line the numbers tell. Others were never compared: lines do not know of each other's contents, and a plan
 * that leaves the path out may lie between. There the same kind, size and time are taken for the same, as restic does, and within a line the inode as well.
 */
function isSameContent(one: Sighting, other: Sighting): boolean {
  if (one['type'] !== other['type'] || one['size'] !== other['size']) return false
  if (one.content === other.content) return true
  const sameLine = lineOf(one.ordinal) === lineOf(other.ordinal)
  if (sameLine && (one['inode'] !== other['inode'] || one.last + 1 === other.first || other.last + 1 === one.first)) return false
  return one['seconds'] === other['seconds'] && one['nanos'] === other['nanos']
}
