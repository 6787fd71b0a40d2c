import { fail } from '../problem-error.ts'
import { prepared } from '../state/prepared.ts'
import { lineOf } from './ordinals.ts'
import type { SnapshotIndex } from './types.ts'

/** What may help where a snapshot could not be read when it came to be indexed. */
export const unreadRemedy = 'Have it read again with: vaultkeeper index. If that cannot read it either, run: vaultkeeper verify --repair'

/** Whether two snapshots are in one line. Lines know nothing of each other's contents: what looks the same in both may differ. Throws as {@link ordinalOf}. */
export function isOneLine(index: SnapshotIndex, one: string, other: string): boolean {
  return lineOf(ordinalOf(index, one)) === lineOf(ordinalOf(index, other))
}

/** The ordinal of a snapshot's tree. Throws a problem for one that is not in the index. */
export function ordinalOf({ database }: SnapshotIndex, snapshot: string): number {
  const sql = 'SELECT ordinal, problem FROM snapshot LEFT JOIN tree ON tree.id = snapshot.tree WHERE snapshot.id = ?'
  const row = prepared(database, sql).get(snapshot)
  if (typeof row?.['ordinal'] === 'number') return row['ordinal']
  const short = snapshot.slice(0, 8)
  // The index was brought up to date before it is asked.
  if (row === undefined)
    fail('snapshot-not-found', `The snapshot ${short} is not in the repository any more.`, 'See what there is with: vaultkeeper snapshots')
  if (typeof row?.['problem'] !== 'string')
    fail('not-indexed', `The snapshot ${short} is not in the index.`, 'Bring the index up to date with: vaultkeeper index')
  return fail('not-indexed', `The snapshot ${short} is not in the index: ${row['problem']}`, unreadRemedy)
}
