import type { Core } from '../core.ts'
import { unusualSnapshots } from '../state/anomaly-queries.ts'
import { openAnomalyList } from './open-anomaly.ts'

/** What a list of snapshots says of one: it has an unusual change that nobody called expected, or it is the last good state to go back to. */
export type SnapshotMark = 'unusual' | 'last-good'

/** Which snapshots are marked. The last good state is only where one is needed: while an anomaly waits for an answer. */
export function markedSnapshots(core: Core): Map<string, SnapshotMark> {
  const marks = new Map<string, SnapshotMark>([...unusualSnapshots(core.state.database)].map((id) => [id, 'unusual']))
  for (const { code, lastGood } of openAnomalyList(core)) if (code !== null && lastGood !== null) marks.set(lastGood.id, 'last-good')
  return marks
}
