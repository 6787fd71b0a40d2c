import { z } from 'zod'
import { Problem } from './problem.ts'

/**
 * How an agent stands by its heartbeat. `unknown`: nobody can tell, for it has none, or it cannot be looked at; `recovering`: it is being brought back;
 * `escalated`: bringing it back did not help, or was not tried again, and a person has to look.
 */
export const AgentState = z.enum(['alive', 'late', 'dead', 'unknown', 'recovering', 'escalated'])
/** See {@link AgentState}. */
export type AgentState = z.infer<typeof AgentState>

/**
 * The steps of bringing an agent back, each recorded when it is done, but for `stopping`, which is recorded before what runs of it is asked to end, and only where something does, and
 * `replacing`, before the first file of the folder is touched. A run that goes on with one that was cut off begins with `replaced`; with `stopping` where the folder is as before.
 */
export const RecoveryStep = z.enum(['composed', 'stopping', 'stopped', 'saved', 'restored', 'replacing', 'replaced', 'started', 'verified'])
/** See {@link RecoveryStep}. */
export type RecoveryStep = z.infer<typeof RecoveryStep>

/** The lines of the history that are about agents; see {@link HistoryEvent}. Times are RFC 3339. */
export const agentEvents = [
  // It stands otherwise than before. `since`: from when on. `beat`: its last heartbeat, where there ever was one.
  z.object({
    event: z.literal('agent.state'),
    agent: z.string(),
    state: AgentState,
    since: z.string(),
    why: z.string(),
    beat: z.string().nullable(),
  }),
  // Started by us. `run`: the recovery that did; `log`: the file that it writes to.
  z.object({
    event: z.literal('agent.started'),
    agent: z.string(),
    run: z.string(),
    pid: z.int(),
    processStart: z.string(),
    log: z.string(),
  }),
  // One that we started has ended while we were there to see it.
  z.object({
    event: z.literal('agent.ended'),
    agent: z.string(),
    pid: z.int(),
    code: z.number().nullable(),
    signal: z.string().nullable(),
  }),
  // A person said to leave it alone: it is neither recovered by itself nor told of, until then (`null`: until released).
  z.object({ event: z.literal('agent.held'), agent: z.string(), until: z.string().nullable(), by: z.string() }),
  z.object({ event: z.literal('agent.released'), agent: z.string(), by: z.string() }),
  // Several agents are to be brought back together, level by level. `trigger`: by a person, or because they were dead. `pid`, `processStart`: of the
  // Vaultkeeper that does it; when that is gone, it goes on no more.
  z.object({
    event: z.literal('recovery.begun'),
    recovery: z.string(),
    levels: z.array(z.array(z.string())),
    trigger: z.enum(['manual', 'heartbeat']),
    incomplete: z.boolean(),
    pid: z.int(),
    processStart: z.string(),
  }),
  z.object({ event: z.literal('recovery.ended'), recovery: z.string() }),
  // One step of one agent's run is done; see RecoveryStep. `safety`: the snapshot of what was there before, where there was anything.
  z.object({
    event: z.literal('recovery.step'),
    run: z.string(),
    recovery: z.string(),
    agent: z.string(),
    step: RecoveryStep,
    repository: z.string().optional(),
    snapshots: z.array(z.string()).optional(),
    safety: z.string().nullable().optional(),
  }),
  // A person has to look. `bundle`: the folder with all that is known.
  z.object({
    event: z.literal('agent.escalated'),
    escalation: z.string(),
    agent: z.string(),
    run: z.string().nullable(),
    recovery: z.string().nullable(),
    problem: Problem,
    dependants: z.array(z.string()),
    bundle: z.string(),
  }),
  // A person has looked, or it beats again by itself.
  z.object({ event: z.literal('agent.settled'), agent: z.string(), by: z.string() }),
] as const
