import { z } from 'zod'
import { Verdict } from '../verdict.ts'
import { list, procedure } from './procedure.ts'

/** How good something is. Never the only sign of it: words stand beside it. */
export const Tone = z.enum(['good', 'attention', 'bad', 'unknown'])
/** See {@link Tone}. */
export type Tone = z.infer<typeof Tone>

/** What mends a problem, as a button that does it or leads to where it is done. `none`: nothing here does; the remedy says what a person can do. `back-up-now` of neither a plan nor a folder is of all plans; `copy` fills a mirror. */
export const MendingAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('back-up-now'), plan: z.string().nullable(), folder: z.string().nullable() }),
  z.object({ kind: z.literal('copy'), repository: z.string() }),
  z.object({ kind: z.literal('open-approvals') }),
  z.object({ kind: z.literal('open-restore'), vault: z.string(), repository: z.string(), snapshot: z.string().nullable() }),
  z.object({ kind: z.literal('answer-anomaly'), anomaly: z.string() }),
  z.object({ kind: z.literal('enter-password'), repository: z.string() }),
  z.object({ kind: z.literal('enter-credential'), repository: z.string() }),
  z.object({ kind: z.literal('find-repository'), repository: z.string() }),
  z.object({ kind: z.literal('test-repository'), repository: z.string() }),
  z.object({ kind: z.literal('resume'), plan: z.string().nullable() }),
  z.object({ kind: z.literal('edit-plan'), plan: z.string() }),
  z.object({ kind: z.literal('edit-repository'), repository: z.string() }),
  z.object({ kind: z.literal('mend-carrier'), carrier: z.string() }),
  z.object({ kind: z.literal('check-kit'), repository: z.string() }),
  z.object({ kind: z.literal('machine-gone'), machine: z.string() }),
  z.object({ kind: z.literal('unlock'), repository: z.string() }),
  z.object({ kind: z.literal('verify-repair'), repository: z.string() }),
  z.object({ kind: z.literal('drill'), vault: z.string(), repository: z.string() }),
  z.object({ kind: z.literal('free-space'), repository: z.string() }),
  z.object({ kind: z.literal('finish-restore'), run: z.string() }),
  z.object({ kind: z.literal('undo-restore'), run: z.string() }),
  z.object({ kind: z.literal('push-git'), vault: z.string() }),
  z.object({ kind: z.literal('bring-back-branch'), vault: z.string(), remote: z.string(), branch: z.string() }),
  z.object({ kind: z.literal('accept-git'), vault: z.string(), remote: z.string(), branch: z.string() }),
  z.object({ kind: z.literal('open-vault'), vault: z.string() }),
  z.object({ kind: z.literal('recover-agent'), agent: z.string() }),
  z.object({ kind: z.literal('open-agent'), agent: z.string() }),
  z.object({ kind: z.literal('start-schedule') }),
  z.object({ kind: z.literal('open-run'), run: z.string() }),
  z.object({ kind: z.literal('fix-configuration') }),
  z.object({ kind: z.literal('come-back') }),
  z.object({ kind: z.literal('leave-comeback') }),
  z.object({ kind: z.literal('none') }),
])
/** See the schema of this name. */
export type MendingAction = z.infer<typeof MendingAction>

/** Something that is not as it should be, with what mends it. `also` are other ways out. `id` stays the same as long as it is the same problem. */
export const ProblemCard = z.object({
  id: z.string(),
  /** `note`: nobody has to do anything. */
  tone: z.enum(['bad', 'attention', 'note']),
  code: z.string(),
  title: z.string(),
  sentence: z.string(),
  remedy: z.string().nullable(),
  since: z.string().nullable(),
  action: MendingAction,
  also: list(MendingAction),
})
/** See the schema of this name. */
export type ProblemCard = z.infer<typeof ProblemCard>

/** How a vault stands in a word; see the engine's health. `not-verified`: saved, and not read back yet. */
export const VaultState = z.enum(['protected', 'running', 'never-ran', 'warning', 'paused', 'not-verified', 'stale', 'failed', 'anomaly'])
/** See the schema of this name. */
export type VaultState = z.infer<typeof VaultState>

/** When a vault was last restored on trial, whole or a sample of it, and held what it should. `backIn`: how long a restore of all of it takes by that, in ms. */
export const Proven = z.object({ at: z.string(), repository: z.string(), how: z.enum(['whole', 'sample']), backIn: z.number() })

/** A vault's copy in one repository. */
export const VaultCopy = z.object({
  repository: z.string(),
  /** Its folder, or the address of its server. */
  location: z.string(),
  place: z.enum(['this-disk', 'another-disk', 'server']),
  /** Whether its folder is where it should be; `null` where nobody can tell without asking a server. */
  there: z.boolean().nullable(),
  /** How the vault stands there; `null` where nothing is planned. */
  state: VaultState.nullable(),
  lastGood: z.string().nullable(),
  /** Whether it is as new as its plan wants it; where none fills it, whether it is of the last eight days. */
  fresh: z.boolean(),
  snapshots: z.number(),
  proven: Proven.nullable(),
})
/** See the schema of this name. */
export type VaultCopy = z.infer<typeof VaultCopy>

/** One vault as a person wants to see it. Times are RFC 3339 texts, bytes numbers. */
export const VaultOverview = z.object({
  vault: z.string(),
  name: z.string(),
  path: z.string(),
  /** Whether the configuration names it; others were backed up by hand. */
  configured: z.boolean(),
  state: VaultState,
  tone: Tone,
  why: z.string(),
  plans: list(z.string()),
  lastBackup: z
    .object({ time: z.string(), snapshot: z.string().nullable(), label: z.string().nullable(), repository: z.string() })
    .nullable(),
  /** The newest snapshot whose content was read back out of the repository and was equal. `all`: every file of it; `part`: so many of them so far. */
  readBack: z
    .object({
      time: z.string(),
      snapshot: z.string(),
      label: z.string().nullable(),
      repository: z.string(),
      how: z.enum(['all', 'part']),
      compared: z.number().nullable(),
      files: z.number().nullable(),
    })
    .nullable(),
  /** The last drill that ended well, in whichever repository. */
  proven: Proven.nullable(),
  next: z.object({ time: z.string(), plan: z.string() }).nullable(),
  /** Whether it is backed up as soon as something changes. */
  onChange: z.boolean(),
  copies: list(VaultCopy),
  /** Whether a copy that a dead disk would not take along is as new as it should be; `stale`: it is there, but older. `sentence` says what is not so. */
  elsewhere: z.object({ state: z.enum(['fresh', 'stale', 'none']), lastGood: z.string().nullable(), sentence: z.string().nullable() }),
  size: z.object({ files: z.number(), bytes: z.number() }).nullable(),
  /** How it grew since the oldest snapshot of the last 30 days. */
  growth: z.object({ since: z.string(), files: z.number(), bytes: z.number() }).nullable(),
  anomaly: z.string().nullable(),
  /** Changes that wait for approval. */
  approvals: z.number(),
  runningSince: z.string().nullable(),
})
/** See the schema of this name. */
export type VaultOverview = z.infer<typeof VaultOverview>

/** The answer to "am I protected?", what is not as it should be, and each vault. */
export const Overview = z.object({
  answer: z.object({ tone: Tone, sentence: z.string() }),
  problems: list(ProblemCard),
  vaults: list(VaultOverview),
  /** Plans that can be run now. */
  plans: list(z.object({ plan: z.string(), vaults: list(z.string()) })),
  /** `plan` null: all. `until` null: until somebody resumes. */
  pauses: list(z.object({ plan: z.string().nullable(), until: z.string().nullable(), by: z.string(), since: z.string() })),
  /** Whether some process runs the schedule. */
  scheduled: z.boolean(),
  /** What any process of this machine is doing in the repositories now. */
  doing: list(z.string()),
  /** The machine's zone, in which days begin. */
  zone: z.string(),
})
/** See the schema of this name. */
export type Overview = z.infer<typeof Overview>

/** A day, in the machine's zone, on which something was recorded of a vault. `worst` null: its snapshots were only seen, not made by a recorded run. */
export const CalendarDay = z.object({ day: z.string(), snapshots: z.number(), worst: Verdict.nullable() })
/** See the schema of this name. */
export type CalendarDay = z.infer<typeof CalendarDay>

/** What a vault came to on a day: its newest snapshot of that day, and what that day added to the repositories. */
export const GrowthDay = z.object({ day: z.string(), bytes: z.number(), files: z.number(), stored: z.number() })
/** See the schema of this name. */
export type GrowthDay = z.infer<typeof GrowthDay>

/** What is asked of the last months; without `vault` of all. */
const Months = z.object({ vault: z.string().optional(), months: z.int().min(1).max(24).default(12) })

/** How everything stands, from the records alone: no restic process is needed. */
export const overview = {
  get: procedure.route({ method: 'GET', path: '/overview', summary: 'Whether everything is protected, and what is not' }).output(Overview),
  calendar: procedure
    .route({ method: 'GET', path: '/overview/calendar', summary: 'The days of the last months, with their snapshots' })
    .input(Months)
    .output(z.object({ today: z.string(), vaults: list(z.object({ vault: z.string(), name: z.string(), days: list(CalendarDay) })) })),
  growth: procedure
    .route({ method: 'GET', path: '/overview/growth', summary: 'How the vaults grew over the last months' })
    .input(Months)
    .output(list(z.object({ vault: z.string(), name: z.string(), days: list(GrowthDay) }))),
}
