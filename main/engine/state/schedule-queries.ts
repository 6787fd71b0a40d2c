import type { DatabaseSync } from 'node:sqlite'
import type { SkipReason } from '../../contract/skip-reason.ts'
import type { Verdict } from '../../contract/verdict.ts'
import { gitLaneRecord } from './git-looks.ts'
import { jsonOrNull } from './json-column.ts'
import { type KnownRun, type KnownSnapshot, rows, toRun } from './queries.ts'

/** One plan into one repository of one vault; without vault what is due for a repository as a whole, such as its prune. */
export type Lane = { readonly plan: string; readonly repository: string; readonly vault: string | null }

/** The newest due time of a lane that something is recorded of: its last run, or why it was not run. */
export type LaneRecord = {
  readonly due: string
  /** How many runs there were for this due time; 0 where it was only skipped. */
  readonly attempts: number
  readonly verdict: Verdict | null
  readonly code: string | null
  readonly ended: string | null
  readonly skipped: SkipReason | null
}

/**
 * What is recorded of the newest due time of a lane that is not after `now`: due times in the future are those of a clock that ran ahead, and
 * must not silence the plan. What was run under such a clock does not count later either: see {@link duesRunAhead}.
 */
export function laneRecord(database: DatabaseSync, lane: Lane, now: string): LaneRecord | undefined {
  const run = newestRun(database, lane, now)
  const skip = rows(
    database,
    'SELECT min(last, ?) AS due, reason FROM skips WHERE plan = ? AND (repository IS NULL OR repository = ?) AND first <= ? ORDER BY last DESC, seq DESC LIMIT 1',
    now,
    lane.plan,
    lane.repository,
    now,
  )[0]
  if (skip === undefined || (run !== undefined && String(skip['due']) <= run.due)) return run
  return { due: String(skip['due']), attempts: 0, verdict: null, code: null, ended: null, skipped: skip['reason'] as SkipReason }
}

function newestRun(database: DatabaseSync, lane: Lane, now: string): LaneRecord | undefined {
  // A look that found nothing to do is no run.
  if (lane.repository.startsWith('git:')) return gitLaneRecord(database, lane.vault ?? '', now)
  const run = rows(
    database,
    'SELECT due, verdict, problem, ended FROM runs WHERE plan = ? AND repository = ? AND vault IS ? AND due <= ? AND ahead = 0 ORDER BY due DESC, seq DESC LIMIT 1',
    lane.plan,
    lane.repository,
    lane.vault,
    now,
  )[0]
  if (run === undefined) return undefined
  const attempts = rows(
    database,
    'SELECT count(*) AS n FROM runs WHERE plan = ? AND repository = ? AND vault IS ? AND due = ?',
    lane.plan,
    lane.repository,
    lane.vault,
    String(run['due']),
  )[0]
  const problem = jsonOrNull<{ code: string }>(run['problem'])
  return {
    due: String(run['due']),
    attempts: Number(attempts?.['n'] ?? 0),
    verdict: run['verdict'] as Verdict | null,
    code: problem?.code ?? null,
    ended: run['ended'] as string | null,
    skipped: null,
  }
}

/** The newest due time, not after `now`, that a plan was run for into a repository, with whichever vault. */
export function newestDueRun(database: DatabaseSync, { plan, repository }: Lane, now: string): string | undefined {
  const sql = 'SELECT max(due) AS due FROM runs WHERE plan = ? AND repository = ? AND due <= ? AND ahead = 0'
  return (rows(database, sql, plan, repository, now)[0]?.['due'] ?? undefined) as string | undefined
}

/** The latest run of a lane, whatever set it off; `good`: the latest that ended well. */
export function latestOfLane(database: DatabaseSync, lane: Lane, good: boolean): KnownRun | undefined {
  const sql = `SELECT * FROM runs WHERE plan = ? AND repository = ? AND vault IS ? AND kind = 'backup'${good ? " AND verdict IN ('done', 'warnings')" : ''} ORDER BY seq DESC LIMIT 1`
  return rows(database, sql, lane.plan, lane.repository, lane.vault).map(toRun)[0]
}

/** How many checks of a repository came to their end, whatever they found: the part that is read moves on with each. */
export function finishedChecks(database: DatabaseSync, repository: string): number {
  const sql =
    "SELECT count(*) AS n FROM runs WHERE kind = 'check' AND repository = ? AND verdict IN ('done', 'warnings', 'not-verified') AND result IS NOT NULL"
  return Number(rows(database, sql, repository)[0]?.['n'] ?? 0)
}

/** A plan into a repository (empty: into all) as the scheduler knows it: due times count from `since`; with an empty `schedule` there are none. */
export type KnownPlan = {
  readonly plan: string
  readonly repository: string
  readonly schedule: string
  readonly zone: string
  readonly since: string
}

/** All plans that the scheduler has seen. */
export function knownPlans(database: DatabaseSync): KnownPlan[] {
  return rows(database, 'SELECT * FROM plans ORDER BY plan, repository') as unknown as KnownPlan[]
}

/** Since when due times of a plan into a repository count; `null` when the scheduler has not seen it yet. */
export function knownSince(database: DatabaseSync, plan: string, repository: string): string | null {
  const sql = "SELECT since FROM plans WHERE plan = ? AND repository IN (?, '') ORDER BY repository DESC LIMIT 1"
  return (rows(database, sql, plan, repository)[0]?.['since'] ?? null) as string | null
}

/** Why and how long nothing is to run: for one plan, or (empty `plan`) for all. `until` null: until resumed. */
export type Pause = { readonly plan: string; readonly until: string | null; readonly by: string; readonly since: string }

/** The pauses that have not ended by `now`. */
export function pauses(database: DatabaseSync, now: string): Pause[] {
  return rows(database, 'SELECT * FROM pauses WHERE until IS NULL OR until > ? ORDER BY plan', now) as unknown as Pause[]
}

/** The latest record of a plan's not being run. */
export type Skip = {
  readonly seq: number
  readonly time: string
  readonly plan: string
  readonly repository: string | null
  readonly first: string
  readonly last: string
  readonly count: number
  readonly reason: SkipReason
}

/** The latest skips, newest first. */
export function latestSkips(database: DatabaseSync, most: number): Skip[] {
  return rows(database, 'SELECT * FROM skips ORDER BY seq DESC LIMIT ?', most) as unknown as Skip[]
}

/** Something that makes Vaultkeeper keep everything until a person has answered. */
export type Anomaly = {
  readonly id: string
  readonly time: string
  readonly plan: string | null
  readonly vault: string
  readonly repository: string
  readonly snapshot: string | null
  readonly why: string
  /** What kind of change of the vault's content it is; `null` where it is about the snapshots themselves. */
  readonly code: string | null
  /** The last good snapshot at that time. */
  readonly against: string | null
}

/** Anomalies that nobody has answered yet, oldest first. */
export function openAnomalies(database: DatabaseSync): Anomaly[] {
  return rows(database, 'SELECT * FROM anomalies WHERE answer IS NULL ORDER BY seq') as unknown as Anomaly[]
}

/** A snapshot that was made for a due time, by whoever made it: a run that was killed before it could record it. */
export function snapshotFor(database: DatabaseSync, lane: Lane, due: string): KnownSnapshot | undefined {
  const sql =
    'SELECT * FROM snapshots WHERE plan = ? AND repository = ? AND vault IS ? AND due = ? AND vanished IS NULL AND removed IS NULL ORDER BY seq DESC LIMIT 1'
  return rows(database, sql, lane.plan, lane.repository, lane.vault, due)[0] as unknown as KnownSnapshot | undefined
}

/** Whether another run than `run` was made for a due time, and needs no repeating: by whoever else looks after the schedule of this home. */
export function wasRun(database: DatabaseSync, lane: Lane, due: string, run: string): boolean {
  const sql =
    "SELECT 1 FROM runs WHERE plan = ? AND repository = ? AND vault IS ? AND due = ? AND id <> ? AND verdict IN ('done', 'warnings', 'not-verified') LIMIT 1"
  return rows(database, sql, lane.plan, lane.repository, lane.vault, due, run).length > 0
}

/** Whether a run that was recorded made this snapshot: else it was only seen in the repository. */
export function madeByRun(database: DatabaseSync, snapshot: string): boolean {
  return rows(database, "SELECT 1 FROM runs WHERE kind = 'backup' AND snapshot = ? LIMIT 1", snapshot).length > 0
}

/** Due times of a lane that were run, and well, under a clock that ran ahead and was set back. Oldest first. */
export function duesRunAhead(database: DatabaseSync, lane: Lane): string[] {
  const sql =
    "SELECT DISTINCT due FROM runs WHERE plan = ? AND repository = ? AND vault IS ? AND ahead = 1 AND verdict IN ('done', 'warnings', 'not-verified') ORDER BY due"
  return rows(database, sql, lane.plan, lane.repository, lane.vault).map((row) => String(row['due']))
}

/** How many of the last runs of a lane failed in a row, whatever they were due for; more than a dozen are not told apart. */
export function failuresInARow(database: DatabaseSync, lane: Lane): number {
  const sql = 'SELECT verdict FROM runs WHERE plan = ? AND repository = ? AND vault IS ? ORDER BY due DESC, seq DESC LIMIT 12'
  const verdicts = rows(database, sql, lane.plan, lane.repository, lane.vault).map((row) => row['verdict'])
  const other = verdicts.findIndex((verdict) => verdict !== 'failed' && verdict !== 'interrupted')
  return other < 0 ? verdicts.length : other
}

/** The hash of the configuration that was recorded last, good or not; empty where none was. */
export function recordedConfiguration(database: DatabaseSync): string {
  return String(rows(database, 'SELECT hash FROM configuration')[0]?.['hash'] ?? '')
}
