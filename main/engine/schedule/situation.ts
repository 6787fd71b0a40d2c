import type { SkipReason } from '../../contract/skip-reason.ts'
import type { LaneRecord } from '../state/schedule-queries.ts'
import type { Schedule } from './parse-schedule.ts'

/** A time in which nobody could look what is due: after `from`, up to and including `to`. */
export type Absence = { readonly from: Date; readonly to: Date; readonly reason: 'asleep' | 'not-running' }

/** All that a decision about one lane (a plan, a repository, a vault) depends on. */
export type Situation = {
  readonly now: Date
  readonly schedule: Schedule
  readonly zone: string
  /** Since when the plan is known: what was due before is none of its business. Intervals count from here. */
  readonly anchor: Date
  /** What is recorded of the newest due time that is not after now: later ones are those of a clock that ran ahead. */
  readonly record: LaneRecord | undefined
  /** Due times later than the record's that were run all the same, under a clock that ran ahead. */
  readonly ranAhead: readonly Date[]
  /** How many runs of this lane failed since the last that did not, whatever they were due for. */
  readonly failures: number
  /** Whether a run of this lane is going on. */
  readonly busy: boolean
  /** `until` null: until a person resumes. */
  readonly paused: { readonly until: Date | null } | null
  /** The conditions that are not met now, the most important first. */
  readonly unmet: readonly SkipReason[]
  /** The last times in which nobody looked, oldest first; the one before this process began is among them. */
  readonly absences: readonly Absence[]
  /** When something was last changed that may mend a failure: the configuration, a password, the start of this process. */
  readonly mended: Date | null
  /** The plan's, in milliseconds. */
  readonly jitter: number
  /** What makes the jitter of this plan another than that of others. */
  readonly seed: string
}

/** Conditions that pass: what is skipped for one of them is made up for once it is met. */
const passing: ReadonlySet<SkipReason> = new Set([
  'paused',
  'drive-not-connected',
  'no-network',
  'metered',
  'on-battery',
  'keychain-locked',
  'keychain-not-answering',
  'disk-full',
] satisfies SkipReason[])

/** Whether a due time that was skipped for this reason stays open until it can be made up for. */
export function staysOpen(reason: SkipReason): boolean {
  return passing.has(reason)
}

/** What keeps a lane from running now, if anything does. */
export function blockOf({ paused, unmet, now }: Situation): SkipReason | undefined {
  return paused !== null && (paused.until === null || paused.until > now) ? 'paused' : unmet[0]
}
