import { parseSnapshot, type Snapshot } from '../messages/snapshot.ts'
import { filterFlags, one, operands, type SnapshotFilter } from './flags.ts'
import type { FailureEvent, Plan, RetryingEvent } from './plan.ts'
import { arrayReader } from './reader.ts'

/** What commands without progress tell while they run. */
export type Announcement = RetryingEvent | FailureEvent

/** Which snapshots to list. */
export type SnapshotsOptions = SnapshotFilter & {
  /** Ids; one that matches nothing is no error, the list is just shorter. */
  readonly ids?: readonly string[]
  /** Only the newest n of each host and path. */
  readonly latest?: number
}

/** @see https://restic.readthedocs.io/en/stable/045_working_with_repos.html#listing-all-snapshots */
export function planSnapshots(options: SnapshotsOptions): Plan<Announcement, Snapshot[]> {
  return {
    name: 'snapshots',
    args: ['snapshots', ...filterFlags(options), ...one('latest', options.latest), ...operands(...(options.ids ?? []))],
    json: true,
    framing: 'values',
    announces: true,
    reader: arrayReader(parseSnapshot),
  }
}
