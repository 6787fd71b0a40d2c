import type { Judged, JudgedSnapshot } from '../state/anomaly-queries.ts'
import { churnOf } from './may-be-anomaly.ts'

/** How the snapshots of a lane stand, as far as they were judged. */
export type LaneStanding = {
  /** The newest that is as it should be: what the next one is compared with. */
  readonly good: JudgedSnapshot | undefined
  /** The newest that was judged, or would have been; with the open anomaly that it belongs to, if it does. */
  readonly last: JudgedSnapshot | undefined
  readonly open: string | null
  /** The newest good one of which it is known that no file had become noise, little by little: what has been gathering since is held against it. */
  readonly reference: JudgedSnapshot | undefined
  /** How much has changed since files were looked into the last time. */
  readonly churn: number
  /** Those that nobody has judged yet, oldest first. */
  readonly pending: readonly JudgedSnapshot[]
}

/**
 * Reads the standing of a lane off its snapshots, oldest first. Of a lane none of whose snapshots was ever judged, only the newest is to be: the others
 * are of a time when nobody asked. Pure.
 */
export function laneStanding(snapshots: readonly JudgedSnapshot[]): LaneStanding {
  const newest = snapshots.findLastIndex(({ judged }) => judged !== null)
  const settled = newest < 0 ? snapshots.length - 1 : newest + 1
  let good: JudgedSnapshot | undefined
  let last: JudgedSnapshot | undefined
  let reference: JudgedSnapshot | undefined
  let churn = 0
  for (const snapshot of snapshots.slice(0, Math.max(0, settled))) {
    if (isGood(snapshot.judged)) {
      const first = reference?.judged === null || reference === undefined
      const { by = 'counts', anomaly = null } = snapshot.judged ?? {}
      // What a person called expected is where it begins anew.
      if (first || by === 'clean files' || anomaly !== null) reference = snapshot
      // restic counts against the one before: that says nothing where it was not good.
      churn = first || by !== 'counts' || last !== good ? 0 : churn + churnOf(good?.files ?? null, snapshot)
      good = snapshot
    }
    last = snapshot
  }
  const { judged = null } = last ?? {}
  return {
    good,
    last,
    open: judged !== null && judged.answer === null ? judged.anomaly : null,
    reference,
    churn,
    pending: snapshots.slice(Math.max(0, settled)),
  }
}

/** Whether a snapshot is as it should be: nothing was found, or a person said that it was so. */
export function isGood(judged: Judged | null): boolean {
  return judged === null || judged.anomaly === null || judged.answer === 'expected'
}
