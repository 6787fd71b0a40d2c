import type { Failure } from './facts.ts'

/** How something stands, in one word. Colours, icons and exit codes are chosen by it. */
export type HealthState = 'protected' | 'running' | 'never-ran' | 'warning' | 'stale' | 'failed' | 'paused' | 'anomaly'

/** One vault of a plan in one repository. Times are RFC 3339 texts. */
export type LaneHealth = {
  readonly vault: string
  /** What a person calls the vault. */
  readonly name: string
  readonly state: HealthState
  /** Why it is so: a problem's code, or `stale`, `warnings`, a reason to wait ...; `null` where there is nothing to tell apart. */
  readonly code: string | null
  /** One or more sentences. */
  readonly why: string
  /** The action that mends it. */
  readonly remedy: string | null
  readonly since: string | null
  readonly lastGood: string | null
  /** What stays under a pause or a run, until this very lane has succeeded. */
  readonly failure: Failure | null
  readonly staleSince: string | null
  readonly runningSince: string | null
  readonly lastBad: string | null
}

/** A plan in one repository: as its worst vault stands. */
export type Health = {
  readonly plan: string
  readonly repository: string
  /** The repository that this one is filled from by copying; `plan` is then `@copy`. */
  readonly mirrorOf: string | null
  readonly state: HealthState
  readonly code: string | null
  readonly why: string
  readonly remedy: string | null
  readonly since: string | null
  /** Everything of the plan is there at least as of then; `null` while a vault has no good backup there. */
  readonly lastGood: string | null
  readonly nextDue: string | null
  /** The worst vault. */
  readonly vault: string
  /** Whether a person has to do something. */
  readonly attention: boolean
  readonly lanes: readonly LaneHealth[]
}
