import type { DatabaseSync } from 'node:sqlite'
import type { AgentState, RecoveryStep } from '../../contract/agent-events.ts'
import type { Problem } from '../../contract/problem.ts'
import type { Trigger } from '../../contract/trigger.ts'
import type { Verdict } from '../../contract/verdict.ts'
import { processAlive } from '../home/process-identity.ts'
import { jsonOf, jsonOrNull } from './json-column.ts'
import { type KnownRun, type Row, rows, toRun } from './queries.ts'

/** How an agent stood by its heartbeat when that was recorded last. Times are RFC 3339; `beat`: the last one, where there ever was one. */
export type KnownAgent = {
  readonly agent: string
  readonly state: AgentState
  readonly since: string
  readonly why: string
  readonly beat: string | null
}

/** Agents that something is recorded of, also those that are in the configuration no more. By name. */
export function knownAgents(database: DatabaseSync): KnownAgent[] {
  return rows(database, 'SELECT agent, state, since, why, beat FROM agents ORDER BY agent').map(toAgent)
}

/** How an agent stood by its heartbeat alone, when that was recorded last. */
export function beatState(database: DatabaseSync, agent: string): KnownAgent | undefined {
  return rows(database, 'SELECT agent, state, since, why, beat FROM agents WHERE agent = ?', agent).map(toAgent)[0]
}

/** How an agent stands, all in all: being brought back goes before what was escalated, and that before its heartbeat. `undefined`: nothing is recorded. */
export function agentState(database: DatabaseSync, agent: string): KnownAgent | undefined {
  const known = beatState(database, agent)
  const beat = known?.beat ?? null
  const recovering = agentsRecovering(database).get(agent)
  if (recovering !== undefined) return { agent, state: 'recovering', since: recovering, why: 'it is being brought back', beat }
  const escalation = openEscalation(database, agent)
  if (escalation !== undefined) return { agent, state: 'escalated', since: escalation.time, why: 'a person has to look after it', beat }
  return known
}

/** Agents that are brought back together. `levels`: by their order. */
export type KnownRecovery = {
  readonly recovery: string
  readonly time: string
  readonly levels: readonly (readonly string[])[]
  readonly trigger: 'manual' | 'heartbeat'
  readonly incomplete: boolean
  readonly pid: number
  readonly processStart: string
  readonly ended: string | null
}

/** Recoveries that go on. Oldest first. */
export function openRecoveries(database: DatabaseSync): KnownRecovery[] {
  return rows(database, 'SELECT * FROM recoveries WHERE ended IS NULL ORDER BY seq').map(toRecovery).filter(isGoingOn)
}

/** Recoveries whose process was ended before they were. Oldest first. */
export function cutOffRecoveries(database: DatabaseSync): KnownRecovery[] {
  const open = rows(database, 'SELECT * FROM recoveries WHERE ended IS NULL ORDER BY seq').map(toRecovery)
  return open.filter((one) => !isGoingOn(one))
}

const isGoingOn = ({ pid, processStart }: KnownRecovery) => processAlive(pid, processStart)

/** The agents that are being brought back, or whose turn to be comes yet, each with since when. */
export function agentsRecovering(database: DatabaseSync): Map<string, string> {
  const found = new Map<string, string>()
  for (const { recovery, levels, time } of openRecoveries(database))
    for (const agent of levels.flat()) if (!isOver(database, recovery, agent)) found.set(agent, time)
  // What was cut off goes on by itself, without the others that it was begun with.
  for (const run of rows(database, "SELECT * FROM runs WHERE verdict IS NULL AND kind = 'recover' AND agent IS NOT NULL").map(toRun))
    if (run.agent !== null && !found.has(run.agent) && processAlive(run.pid, run.processStart)) found.set(run.agent, run.started)
  return found
}

/** Whether an agent's turn in a recovery is over. */
function isOver(database: DatabaseSync, recovery: string, agent: string): boolean {
  const sql =
    'SELECT verdict FROM agent_recoveries WHERE agent = ? AND seq > (SELECT seq FROM recoveries WHERE id = ?) ORDER BY seq DESC LIMIT 1'
  return (rows(database, sql, agent, recovery)[0]?.['verdict'] ?? null) !== null
}

/** Runs that brought an agent back, or were to; newest first. */
export function recoveriesOf(database: DatabaseSync, agent: string, most: number): KnownRun[] {
  return rows(database, "SELECT * FROM runs WHERE kind = 'recover' AND agent = ? ORDER BY seq DESC LIMIT ?", agent, most).map(toRun)
}

/**
 * How often an agent was brought back by itself since then, and since a person looked after it last: the limit is for what nobody has looked at. Those that were not
 * begun, for another one did not come back, are none.
 */
export function recoveriesSince(database: DatabaseSync, agent: string, since: string): number {
  const sql =
    "SELECT count(*) AS n FROM agent_recoveries WHERE agent = ? AND time > ? AND counts = 1 AND trigger_ = 'heartbeat' AND verdict IS NOT 'skipped'"
  return Number(rows(database, sql, agent, since)[0]?.['n'] ?? 0)
}

/** An agent that was dead and was brought back by itself. Times are RFC 3339; `backedUp`: of the newest backup that it came from; `safety`: the snapshot of what was there before. */
export type BroughtBack = {
  readonly agent: string
  readonly run: string
  readonly started: string
  readonly ended: string
  readonly repository: string | null
  readonly backedUp: string | null
  readonly safety: string | null
}

/** Agents that were brought back by themselves, begun after `since`, in the order in which they were back. */
export function broughtBack(database: DatabaseSync, since: string): BroughtBack[] {
  const sql = `SELECT r.agent, r.id AS run, r.started, r.ended, r.result ->> 'repository' AS repository, r.result ->> 'safety' AS safety,
      (SELECT max(s.time) FROM snapshots s WHERE s.id IN (SELECT value FROM json_each(r.result, '$.snapshots'))) AS backedUp
    FROM agent_recoveries a JOIN runs r ON r.id = a.run
    WHERE a.time > ? AND a.trigger_ = 'heartbeat' AND r.verdict IN ('done', 'warnings') ORDER BY r.ended, r.seq`
  return rows(database, sql, since).map((row) => ({
    agent: String(row['agent']),
    run: String(row['run']),
    started: String(row['started']),
    ended: String(row['ended']),
    repository: textOrNull(row['repository']),
    backedUp: textOrNull(row['backedUp']),
    safety: textOrNull(row['safety']),
  }))
}

/** What of an agent a person has yet to look at. `bundle`: the folder with all that is known of it. */
export type KnownEscalation = {
  readonly escalation: string
  readonly time: string
  readonly agent: string
  readonly run: string | null
  readonly recovery: string | null
  readonly problem: Problem
  readonly dependants: readonly string[]
  readonly bundle: string
  /** Since when it is over. */
  readonly settled: string | null
}

/** What of an agent waits for a person. */
export function openEscalation(database: DatabaseSync, agent: string): KnownEscalation | undefined {
  return rows(database, 'SELECT * FROM escalations WHERE agent = ? AND settled IS NULL ORDER BY seq DESC LIMIT 1', agent).map(
    toEscalation,
  )[0]
}

/** Escalations, open or not, newest first. */
export function latestEscalations(database: DatabaseSync, most: number): KnownEscalation[] {
  return rows(database, 'SELECT * FROM escalations ORDER BY seq DESC LIMIT ?', most).map(toEscalation)
}

/** One escalation, by its id. */
export function knownEscalation(database: DatabaseSync, escalation: string): KnownEscalation | undefined {
  return rows(database, 'SELECT * FROM escalations WHERE id = ?', escalation).map(toEscalation)[0]
}

/** Whether an agent is left alone now, and until when: `null` until it is released. `undefined`: it is not. */
export function heldUntil(database: DatabaseSync, agent: string, now: string): { readonly until: string | null } | undefined {
  const hold = rows(database, 'SELECT until FROM agent_holds WHERE agent = ? AND (until IS NULL OR until > ?)', agent, now)[0]
  return hold && { until: textOrNull(hold['until']) }
}

/** A process of an agent that we started. `run`: the recovery that did; `code`, `signal`: how it ended, where that was seen. */
export type StartedProcess = {
  readonly agent: string
  readonly time: string
  readonly run: string
  readonly pid: number
  readonly processStart: string
  readonly log: string
  readonly ended: string | null
  readonly code: number | null
  readonly signal: string | null
}

/** The process of an agent that we started last, whether it lives or not. */
export function startedProcess(database: DatabaseSync, agent: string): StartedProcess | undefined {
  const sql = `SELECT agent, time, run, pid, process_start AS processStart, log, ended, code, signal FROM agent_processes
    WHERE agent = ? ORDER BY seq DESC LIMIT 1`
  return rows(database, sql, agent).map((row) => ({
    agent: String(row['agent']),
    time: String(row['time']),
    run: String(row['run']),
    pid: Number(row['pid']),
    processStart: String(row['processStart']),
    log: String(row['log']),
    ended: textOrNull(row['ended']),
    code: typeof row['code'] === 'number' ? row['code'] : null,
    signal: textOrNull(row['signal']),
  }))[0]
}

/** A step of bringing an agent back, as it was recorded. */
export type KnownStep = {
  readonly time: string
  readonly run: string
  readonly recovery: string
  readonly agent: string
  readonly step: RecoveryStep
  readonly repository: string | null
  readonly snapshots: readonly string[] | null
  readonly safety: string | null
}

/** The steps of a run that brings an agent back, in their order. */
export function recoverySteps(database: DatabaseSync, run: string): KnownStep[] {
  return rows(database, 'SELECT * FROM recovery_steps WHERE run = ? ORDER BY seq', run).map((row) => ({
    time: String(row['time']),
    run: String(row['run']),
    recovery: String(row['recovery']),
    agent: String(row['agent']),
    step: row['step'] as RecoveryStep,
    repository: textOrNull(row['repository']),
    snapshots: jsonOrNull(row['snapshots']),
    safety: textOrNull(row['safety']),
  }))
}

/** How the newest run that was to bring an agent back ended; `undefined` where there was none, or it goes on. */
export function lastRecovery(
  database: DatabaseSync,
  agent: string,
):
  | {
      readonly run: string
      readonly at: string
      readonly verdict: Verdict
      readonly problem: Problem | null
      readonly trigger: Trigger | null
    }
  | undefined {
  const found = recoveriesOf(database, agent, 2).find(({ verdict }) => verdict !== null)
  if (found === undefined || found.verdict === null) return undefined
  const { id, ended, started, verdict, problem, trigger } = found
  return { run: id, at: ended ?? started, verdict, problem, trigger }
}

function toRecovery(row: Row): KnownRecovery {
  return {
    recovery: String(row['id']),
    time: String(row['time']),
    levels: jsonOf(row['levels']),
    trigger: row['trigger_'] as KnownRecovery['trigger'],
    incomplete: row['incomplete'] === 1,
    pid: Number(row['pid']),
    processStart: String(row['process_start']),
    ended: textOrNull(row['ended']),
  }
}

function toAgent(row: Row): KnownAgent {
  return {
    agent: String(row['agent']),
    state: row['state'] as AgentState,
    since: String(row['since']),
    why: String(row['why']),
    beat: textOrNull(row['beat']),
  }
}

function toEscalation(row: Row): KnownEscalation {
  return {
    escalation: String(row['id']),
    time: String(row['time']),
    agent: String(row['agent']),
    run: textOrNull(row['run']),
    recovery: textOrNull(row['recovery']),
    problem: jsonOf(row['problem']),
    dependants: jsonOf(row['dependants']),
    bundle: String(row['bundle']),
    settled: textOrNull(row['settled']),
  }
}

function textOrNull(value: Row[string] | undefined): string | null {
  return typeof value === 'string' ? value : null
}
