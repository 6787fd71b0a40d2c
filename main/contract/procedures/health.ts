import { z } from 'zod'
import { Problem } from '../problem.ts'
import { list } from './procedure.ts'

/** How something stands, in one word. Colours and icons are chosen by it, never the other way round. */
const HealthState = z.enum(['protected', 'running', 'never-ran', 'warning', 'stale', 'failed', 'paused', 'anomaly'])

/** One or more bad runs in a row: the problem of the newest, and since when it has been that one. */
const Failure = z.object({ problem: Problem, since: z.string(), sameSince: z.string(), last: z.string(), times: z.number() })

/** One vault of a plan in one repository. */
const LaneHealth = z.object({
  vault: z.string(),
  /** What a person calls the vault. */
  name: z.string(),
  state: HealthState,
  /** Why it is so: a problem's code, or `stale`, `warnings`, a reason to wait ...; `null` where there is nothing to tell apart. */
  code: z.string().nullable(),
  /** One or more sentences. */
  why: z.string(),
  remedy: z.string().nullable(),
  since: z.string().nullable(),
  lastGood: z.string().nullable(),
  /** What stays under a pause or a run, until this very lane has succeeded. */
  failure: Failure.nullable(),
  staleSince: z.string().nullable(),
  runningSince: z.string().nullable(),
  lastBad: z.string().nullable(),
})

/** A plan in one repository, or a mirror: as its worst vault stands. */
export const PlanHealth = z.object({
  plan: z.string(),
  repository: z.string(),
  /** The repository that this one is filled from by copying; `plan` is then `@copy`. */
  mirrorOf: z.string().nullable(),
  state: HealthState,
  code: z.string().nullable(),
  why: z.string(),
  remedy: z.string().nullable(),
  since: z.string().nullable(),
  /** Everything of the plan is there at least as of then; `null` while a vault has no good backup there. */
  lastGood: z.string().nullable(),
  nextDue: z.string().nullable(),
  /** The worst vault. */
  vault: z.string(),
  /** Whether a person has to do something. */
  attention: z.boolean(),
  lanes: list(LaneHealth),
})

/** Something besides the plans that stands otherwise than it should. */
export const Trouble = z.object({
  about: z.enum([
    'carrier',
    'configuration',
    'schedule',
    'changes',
    'repository',
    'care',
    'watch',
    'machine',
    'git',
    'kit',
    'drill',
    'agent',
    'comeback',
  ]),
  /** Its name, the same as long as it is the same trouble. */
  name: z.string(),
  problem: Problem,
  since: z.string().nullable(),
  attention: z.boolean(),
  plan: z.string().nullable(),
  repository: z.string().nullable(),
})
