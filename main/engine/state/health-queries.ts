import type { DatabaseSync } from 'node:sqlite'
import type { Problem } from '../../contract/problem.ts'
import type { RunKind } from '../../contract/run-kind.ts'
import type { SkipReason } from '../../contract/skip-reason.ts'
import type { Verdict } from '../../contract/verdict.ts'
import { jsonOf, jsonOrNull } from './json-column.ts'
import { type Row, rows } from './queries.ts'
import { type SeenAtComeback, seenAtComeback } from './seen-at-comeback.ts'

/** A run of a lane, as far as health goes by it. `disproven`: it ended well, and a later verification found that its snapshot does not hold. */
export type LaneRun = {
  readonly seq: number
  readonly pid: number
  readonly processStart: string
  readonly started: string
  readonly ended: string | null
  readonly verdict: Verdict | null
  readonly problem: Problem | null
  readonly warnings: readonly string[]
  readonly disproven: boolean
  /** Its snapshot is gone from the repository without our doing. */
  readonly vanished: boolean
}

/** By this index the newest backups of a lane are at hand; the one by lanes is sorted by due times, and all of a lane's would have to be read. */
const ofLane = `FROM runs r INDEXED BY runs_newest LEFT JOIN snapshots s ON s.id = r.snapshot
  WHERE r.vault = ? AND r.plan = ? AND r.repository = ? AND r.kind = 'backup'`

const laneRun = `SELECT r.seq, r.pid, r.processStart, r.started, r.ended, r.verdict, r.problem, r.warnings,
  r.verdict IN ('done', 'warnings') AND s.id IS NOT NULL AND s.verified IS NULL AS disproven, s.vanished IS NOT NULL AS vanished ${ofLane}`

/** It ended well, nothing was found since and its snapshot is there, or it was not verified and proven since. With `unread` no proof is asked for. */
const isGood = `CASE WHEN s.vanished IS NOT NULL THEN 0 WHEN r.verdict IN ('done', 'warnings') THEN s.id IS NULL OR s.verified IS NOT NULL
  WHEN r.verdict = 'not-verified' THEN s.verified IS NOT NULL OR (? AND r.problem ->> 'code' = 'not-verified') ELSE 0 END`

/** A run that ended with Vaultkeeper itself, politely, is made up for at its next start: nobody need hear of it. */
const isBad = `(r.verdict = 'failed' OR (r.verdict = 'interrupted' AND r.problem ->> 'code' IS NOT 'stopped') OR (r.verdict IN ('done', 'warnings', 'not-verified') AND NOT ${isGood}))`

type LaneName = { readonly plan: string; readonly repository: string; readonly vault: string }

/** What health asks of the runs of a lane: the newest, the newest good one, and the bad ones since then. */
export type LaneRuns = {
  readonly newest: LaneRun | null
  readonly good: LaneRun | null
  /** The newest bad run since the last good one. */
  readonly bad: LaneRun | null
  /** How many bad ones there were in a row, and when the first of them ended. */
  readonly badTimes: number
  readonly badSince: string | null
  /** When the first of them ended that had the problem of the newest one. */
  readonly sameSince: string | null
  /** When the newest bad one of the last fifty runs ended. */
  readonly lastBad: string | null
}

/** The runs of a lane. @param unread the plan does not read back what it saves, so that this is no failure of its runs */
export function laneRuns(database: DatabaseSync, { plan, repository, vault }: LaneName, unread: boolean): LaneRuns {
  const lane = [vault, plan, repository] as const
  const one = (condition: string, ...values: number[]) =>
    rows(database, `${laneRun} ${condition} ORDER BY r.seq DESC LIMIT 1`, ...lane, ...values).map(toLaneRun)[0] ?? null
  const value = (sql: string, ...values: (number | string)[]) => rows(database, sql, ...values)[0]
  const good = laterOf(one(`AND ${isGood}`, Number(unread)), seenAtComeback(database, { plan, repository, vault }))
  const since = good?.seq ?? 0
  const bad = one(`AND r.seq > ? AND ${isBad}`, since, Number(unread))
  const inARow =
    bad && value(`SELECT count(*) AS times, min(r.ended) AS since ${ofLane} AND r.seq > ? AND ${isBad}`, ...lane, since, Number(unread))
  const other =
    bad && value(`SELECT max(r.seq) AS seq ${ofLane} AND r.seq > ? AND r.problem ->> 'code' <> ?`, ...lane, since, bad.problem?.code ?? '')
  const same =
    bad &&
    value(`SELECT min(r.ended) AS since ${ofLane} AND r.seq > ? AND ${isBad}`, ...lane, Number(other?.['seq'] ?? since), Number(unread))
  const lately = `SELECT max(ended) AS last FROM (SELECT r.ended, ${isBad} AS bad ${ofLane} ORDER BY r.seq DESC LIMIT 50) WHERE bad`
  return {
    newest: one(''),
    good,
    bad,
    badTimes: Number(inARow?.['times'] ?? 0),
    badSince: (inARow?.['since'] ?? null) as string | null,
    sameSince: (same?.['since'] ?? null) as string | null,
    lastBad: (value(lately, Number(unread), ...lane)?.['last'] ?? null) as string | null,
  }
}

/** What was seen at a comeback stands for the run that made it, which the history does not tell of. */
function laterOf(good: LaneRun | null, seen: SeenAtComeback | undefined): LaneRun | null {
  if (seen === undefined || seen.seq < (good?.seq ?? 0)) return good
  const { seq, time } = seen
  const nobody = { pid: 0, processStart: '', problem: null, warnings: [], disproven: false, vanished: false }
  return { ...nobody, seq, started: time, ended: time, verdict: 'done' }
}

function toLaneRun(row: Row): LaneRun {
  return {
    ...row,
    problem: jsonOrNull(row['problem']),
    warnings: jsonOrNull(row['warnings']) ?? [],
    disproven: row['disproven'] === 1,
    vanished: row['vanished'] === 1,
  } as unknown as LaneRun
}

/** The newest record of a plan's not being run into a repository. */
export type LatestSkip = { readonly seq: number; readonly time: string; readonly reason: SkipReason }

/** See {@link LatestSkip}. */
export function newestSkip(database: DatabaseSync, plan: string, repository: string): LatestSkip | undefined {
  const sql = 'SELECT seq, time, reason FROM skips WHERE plan = ? AND (repository IS NULL OR repository = ?) ORDER BY seq DESC LIMIT 1'
  return rows(database, sql, plan, repository)[0] as unknown as LatestSkip | undefined
}

/** Care of a repository, or of what a plan has there, that did not succeed the last time it was tried. */
export type FailedCare = {
  readonly kind: RunKind
  readonly plan: string | null
  readonly repository: string
  readonly ended: string
  readonly problem: Problem | null
}

/** Retention, prunes, checks, the keeping of Vaultkeeper's own things, and copies of the schedule whose latest attempt went wrong. Behind the next backup what was cut off is kept again. */
export function failedCare(database: DatabaseSync): FailedCare[] {
  const sql = `SELECT kind, plan, repository, ended, verdict, problem, max(seq) AS newest FROM runs
    WHERE (kind IN ('retention', 'prune', 'check', 'own') OR kind = 'copy' AND plan IS NOT NULL) AND verdict NOT IN ('skipped', 'cancelled') AND NOT (kind = 'own' AND verdict = 'interrupted') AND repository IS NOT NULL
    GROUP BY kind, plan, repository ORDER BY newest`
  return rows(database, sql)
    .filter(({ verdict }) => verdict === 'failed' || verdict === 'not-verified' || verdict === 'interrupted')
    .map(({ problem, ...row }) => ({ ...row, problem: jsonOrNull(problem) }) as unknown as FailedCare)
}

/** Changes of one lane that wait for a person. `since` is when the first of them was found, for each newer one takes the place of those before. */
export type WaitingChanges = {
  readonly plan: string
  readonly vault: string
  readonly repository: string
  readonly since: string
  /** The newest, which contains the others. */
  readonly change: string
  readonly paths: readonly string[]
  readonly fileCount: number
}

/**
 * All changes that nobody has approved or reverted, by lane. A change that went away by itself (the content was as approved again) ends the waiting; one
 * that a newer took the place of does not, and there may lie moments between the two records.
 */
export function waitingChanges(database: DatabaseSync): WaitingChanges[] {
  const since = `WITH lane AS (SELECT seq, time, decision, decided, lead(time) OVER (ORDER BY seq) AS next FROM changes
      WHERE plan = ? AND vault = ? AND repository = ? AND seq <= ?)
    SELECT min(time) AS since FROM lane WHERE seq > coalesce((SELECT max(seq) FROM lane WHERE decision IN ('approved', 'reverted')
      OR (decision = 'superseded' AND unixepoch(decided) < unixepoch(next) - 60)), 0)`
  return rows(database, 'SELECT * FROM changes WHERE decision IS NULL ORDER BY seq').map((row) => {
    const [plan, vault, repository] = [String(row['plan']), String(row['vault']), String(row['repository'])]
    return {
      plan,
      vault,
      repository,
      since: String(rows(database, since, plan, vault, repository, Number(row['seq']))[0]?.['since'] ?? row['time']),
      change: String(row['id']),
      paths: jsonOf<{ path: string }[]>(row['files']).map(({ path }) => path),
      fileCount: Number(row['file_count']),
    }
  })
}

/** How many snapshots of ours each repository was found to have lost without our doing, and nobody has said since that it was meant so: as retention goes by it. */
export function vanishedCounts(database: DatabaseSync): { repository: string; count: number; since: string }[] {
  const sql = `SELECT repository, count(*) AS count, min(vanished) AS since FROM snapshots
    WHERE vanished IS NOT NULL AND removed IS NULL AND removing IS NULL AND machine IS NULL AND NOT EXISTS (
      SELECT 1 FROM anomalies a WHERE a.answer IS NOT NULL AND a.code IS NULL AND a.snapshot IS NULL AND a.repository = snapshots.repository
        AND a.vault = snapshots.vault AND (a.plan IS NULL OR a.plan = snapshots.plan) AND a.time >= snapshots.vanished)
    GROUP BY repository`
  return rows(database, sql) as unknown as { repository: string; count: number; since: string }[]
}

/** Where watching for changes is not what it should be, and why. */
export function limitedWatches(database: DatabaseSync): { plan: string; vault: string; time: string; why: string }[] {
  return rows(database, 'SELECT * FROM watches ORDER BY plan, vault') as unknown as {
    plan: string
    vault: string
    time: string
    why: string
  }[]
}
