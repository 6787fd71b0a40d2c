import { z } from 'zod'
import { AgentState } from '../agent-events.ts'
import { Problem } from '../problem.ts'
import { Verdict } from '../verdict.ts'
import { JobBegun } from './jobs.ts'
import { list, procedure } from './procedure.ts'

/**
 * One snapshot of those that an agent's folder is put together from, oldest first. `part`: it holds what `patterns` name, in the terms of the vault. Bytes and files are of the
 * agent's folder; `null` where only the vault's are known.
 */
export const BackupLayer = z.object({
  repository: z.string(),
  snapshot: z.string(),
  label: z.string().nullable(),
  plan: z.string().nullable(),
  time: z.string(),
  how: z.enum(['whole', 'part']),
  patterns: list(z.string()),
  files: z.number().nullable(),
  bytes: z.number().nullable(),
})
/** See {@link BackupLayer}. */
export type BackupLayer = z.infer<typeof BackupLayer>

/**
 * What an agent would be brought back from. `repository`: of the newest layer, which `newest` is the time of. `incomplete`: why not all of it would be there, in a sentence; `passedOver`: a newer backup that is not used, for a person has yet
 * to say whether its changes were wanted.
 */
export const AgentBackup = z.object({
  repository: z.string(),
  newest: z.string(),
  layers: list(BackupLayer),
  incomplete: z.string().nullable(),
  passedOver: z.string().nullable(),
})
/** See {@link AgentBackup}. */
export type AgentBackup = z.infer<typeof AgentBackup>

/** An escalation: the folder with all that is known of it, and the one text in it. */
export const Escalation = z.object({
  escalation: z.string(),
  agent: z.string(),
  time: z.string(),
  problem: Problem,
  dependants: list(z.string()),
  bundle: z.string(),
})
/** See {@link Escalation}. */
export type Escalation = z.infer<typeof Escalation>

/**
 * An agent of the configuration, how it stands, and what would bring it back. Durations are milliseconds. `why`: half a sentence on its state. `backup` is `null` where there is
 * nothing to bring it back from (`noBackup` says why). `held`: it is left alone, until then or until released.
 */
export const AgentStanding = z.object({
  agent: z.string(),
  path: z.string(),
  there: z.boolean(),
  vault: z.string().nullable(),
  state: AgentState,
  since: z.string().nullable(),
  why: z.string(),
  heartbeat: z.object({
    by: z.enum(['file', 'url', 'command', 'nothing']),
    what: z.string(),
    last: z.string().nullable(),
    lateAfter: z.number(),
    deadAfter: z.number(),
  }),
  pid: z.number().nullable(),
  dependsOn: list(z.string()),
  critical: z.boolean(),
  preserve: list(z.string()),
  recover: z.enum(['automatic', 'ask']),
  atMostPerHour: z.number(),
  recoveriesLastHour: z.number(),
  held: z.object({ until: z.string().nullable() }).nullable(),
  backup: AgentBackup.nullable(),
  noBackup: z.string().nullable(),
  lastRecovery: z.object({ run: z.string(), at: z.string(), verdict: Verdict, problem: Problem.nullable() }).nullable(),
  escalation: Escalation.nullable(),
})
/** See {@link AgentStanding}. */
export type AgentStanding = z.infer<typeof AgentStanding>

/**
 * What bringing one agent back would do. `because`: asked for, or it is dead and another one needs it. Of the files in its folder: `added`, `replaced`, `same`, those that only the
 * disk has (`stay`), and those that `preserve` names (`preserved`). `running`: processes of it that would be ended first.
 */
export const AgentPlan = z.object({
  agent: z.string(),
  because: z.enum(['asked', 'needed']),
  path: z.string(),
  backup: AgentBackup.nullable(),
  added: z.number(),
  replaced: z.number(),
  same: z.number(),
  stay: z.number(),
  preserved: z.number(),
  examples: z.object({ replaced: list(z.string()), preserved: list(z.string()) }),
  bytes: z.number(),
  running: list(z.number()),
  start: list(z.string()),
  problem: Problem.nullable(),
})
/** See {@link AgentPlan}. */
export type AgentPlan = z.infer<typeof AgentPlan>

/** What would be brought back, level by level; each level is verified before the next begins. `within`: by then each is back, or a person is told; milliseconds. */
export const RecoveryPlan = z.object({
  levels: list(list(AgentPlan)),
  within: z.number(),
  /** Sentences on what would be incomplete; to go on all the same wants `incomplete: true`. */
  incomplete: list(z.string()),
  problem: Problem.nullable(),
})
/** See {@link RecoveryPlan}. */
export type RecoveryPlan = z.infer<typeof RecoveryPlan>

const Which = z.object({ agent: z.string().min(1).max(200) })
/** No names: all that are dead or escalated. A name that is asked for is brought back however it stands. */
const Wished = z.object({ agents: z.array(z.string().min(1).max(200)).max(1000).default([]) })

/** Agents: programs that are watched by their heartbeats, and brought back from backups. */
export const agents = {
  list: procedure
    .route({ method: 'GET', path: '/agents', summary: 'The agents, how they stand, and what would bring them back' })
    .output(z.object({ agents: list(AgentStanding), levels: list(list(z.string())), watched: z.boolean() })),
  names: procedure
    .route({ method: 'GET', path: '/agents/names', summary: 'The names of the agents of the configuration, without looking at any' })
    .output(list(z.string())),
  plan: procedure
    .route({ method: 'POST', path: '/agents/plan', summary: 'What bringing agents back would do' })
    .input(Wished)
    .output(RecoveryPlan),
  recover: procedure
    .route({ method: 'POST', path: '/agents/recover', summary: 'Bring agents back from their backups, in their order' })
    .input(Wished.extend({ incomplete: z.boolean().default(false) }))
    .output(JobBegun),
  hold: procedure
    .route({ method: 'POST', path: '/agents/{agent}/hold', summary: 'Leave an agent alone until a time, or until it is released' })
    .input(Which.extend({ until: z.iso.datetime().nullable().default(null) }))
    .output(z.object({ held: z.boolean() })),
  release: procedure
    .route({ method: 'POST', path: '/agents/{agent}/release', summary: 'Watch an agent again that was left alone' })
    .input(Which)
    .output(z.object({ held: z.boolean() })),
  settle: procedure
    .route({ method: 'POST', path: '/agents/{agent}/settle', summary: 'Say that a person has looked after what was escalated' })
    .input(Which)
    .output(z.object({ settled: z.boolean() })),
  bundle: procedure
    .route({ method: 'GET', path: '/agents/bundles/{escalation}', summary: 'The text of an escalation, and which files are beside it' })
    .input(z.object({ escalation: z.string().min(1).max(200) }))
    .output(z.object({ escalation: Escalation, text: z.string(), files: list(z.object({ name: z.string(), bytes: z.number() })) })),
}
