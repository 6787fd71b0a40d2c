import type { Problem } from '../../contract/problem.ts'
import type { Anomaly, Pause } from '../state/schedule-queries.ts'

/** What the records say of one lane, as far as its health depends on it. Times are RFC 3339 texts. */
export type LaneFacts = {
  readonly plan: string
  readonly repository: string
  readonly vault: string
  /** Since when the plan is known; `null` when nobody has run the schedule yet. */
  readonly since: string | null
  readonly lastGood: GoodRun | null
  /** What has gone wrong since the last good run, whatever came between; `null` when nothing has. */
  readonly failure: Failure | null
  /** Since when a run of it is going on. */
  readonly runningSince: string | null
  /** Why it was not run, when that is the newest thing to tell of it. */
  readonly waiting: Waiting | null
  /** When a person cancelled it, when that is the newest thing to tell of it. */
  readonly cancelled: string | null
  /** When its newest bad run ended, be it mended since or not. */
  readonly lastBad: string | null
}

/** The newest run of a lane that ended well. */
type GoodRun = { readonly time: string; readonly warnings: readonly string[]; readonly warningCount: number }

/** One or more bad runs in a row: the problem of the newest, and since when it has been that one. */
export type Failure = {
  readonly problem: Problem
  readonly since: string
  readonly sameSince: string
  readonly last: string
  readonly times: number
}

/** Something that has to pass or to be mended before a lane runs. `sentence` without the full stop. */
export type Waiting = {
  readonly code: string
  readonly sentence: string
  readonly remedy: string
  readonly since: string
  /** It will pass by itself in the usual course of a day, and asks for nobody. */
  readonly harmless: boolean
}

/** All that the health of the plans is made of. */
export type Facts = {
  /** The machine's zone, in which times are told. */
  readonly zone: string
  readonly lanes: readonly LaneFacts[]
  readonly pauses: readonly Pause[]
  /** Those that nobody has answered. */
  readonly anomalies: readonly Anomaly[]
  /** Whether some process runs the schedule. */
  readonly scheduled: boolean
  /** When a plan into a repository is due next, by `plan/repository`, as far as the caller knows. */
  readonly nextDue: Readonly<Record<string, string | null>>
}
