import { fail } from '../problem-error.ts'
import { prepared } from '../state/prepared.ts'
import type { SnapshotIndex } from './types.ts'

/** The ordinal of a snapshot's tree. Throws a problem for one that is not in the index. */
export function ordinalOf({ database }: SnapshotIndex, snapshot: string): number {
  const sql = 'SELECT ordinal, problem FROM snapshot LEFT JOIN tree ON tree.id = snapshot.tree WHERE snapshot.id = ?'
  const row = prepared(database, sql).get(snapshot)
  if (typeof row?.['ordinal'] === 'number') return row['ordinal']
  const short = snapshot.slice(0, 8)
  const why = typeof row?.['problem'] === 'string' ? `: ${row['problem']}` : '.'
  return fail('not-indexed', `The snapshot ${short} is not in the index${why}`, 'Bring the index up to date with: vaultkeeper index')
}
