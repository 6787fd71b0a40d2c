import type { DatabaseSync } from 'node:sqlite'
import type { LaneRun, LaneRuns } from './health-queries.ts'
import { type KnownRun, rows, toRun } from './queries.ts'

/** When the latest copy from one repository into another ended after which nothing was missing there; `null` when there was none. */
export function latestWholeCopy(database: DatabaseSync, from: string, to: string): string | null {
  const sql = `SELECT max(ended) AS ended FROM runs WHERE kind = 'copy' AND repository = ? AND source = ? AND verdict IN ('done', 'warnings') AND result ->> 'whole' = 1`
  return (rows(database, sql, to, from)[0]?.['ended'] ?? null) as string | null
}

/** The latest copy from one repository into another that has ended. */
export function latestCopy(database: DatabaseSync, from: string, to: string): KnownRun | undefined {
  const sql = `SELECT * FROM runs WHERE kind = 'copy' AND repository = ? AND source = ? AND verdict IS NOT NULL ORDER BY seq DESC LIMIT 1`
  return rows(database, sql, to, from).map(toRun)[0]
}

/** The copies of the schedule from one repository into another, as health asks of a lane. One by hand after which nothing is missing is as good. */
export function copyRuns(database: DatabaseSync, from: string, to: string): LaneRuns {
  const whole = rows(
    database,
    `SELECT * FROM runs WHERE kind = 'copy' AND repository = ? AND source = ? AND verdict IN ('done', 'warnings') AND result ->> 'whole' = 1 ORDER BY seq DESC LIMIT 1`,
    to,
    from,
  ).map(toRun)[0]
  const runs = rows(
    database,
    `SELECT * FROM runs WHERE kind = 'copy' AND repository = ? AND source = ? AND plan IS NOT NULL ORDER BY seq DESC LIMIT 200`,
    to,
    from,
  ).map(toRun)
  const bad = runs.filter(isBad)
  const since = bad.filter(({ seq }) => seq > (whole?.seq ?? 0))
  const [newest] = since
  const other = since.findIndex(({ problem }) => problem?.code !== newest?.problem?.code)
  return {
    newest: laneRun(runs[0]),
    good: laneRun(whole),
    bad: laneRun(newest),
    badTimes: since.length,
    badSince: since.at(-1)?.ended ?? null,
    sameSince: since.at(other < 0 ? -1 : other - 1)?.ended ?? null,
    lastBad: bad[0]?.ended ?? null,
  }
}

/** One that ended with Vaultkeeper itself, politely, is made up for at its next start. */
function isBad({ verdict, problem }: KnownRun): boolean {
  return verdict === 'failed' || verdict === 'not-verified' || (verdict === 'interrupted' && problem?.code !== 'stopped')
}

function laneRun(run: KnownRun | undefined): LaneRun | null {
  return run === undefined ? null : { ...run, disproven: false, vanished: false }
}
