import type { DatabaseSync } from 'node:sqlite'
import type { Problem } from '../../contract/problem.ts'
import type { DrillResult } from '../../contract/procedures/run-results.ts'
import type { Verdict } from '../../contract/verdict.ts'
import { jsonOrNull } from './json-column.ts'
import { rows } from './queries.ts'

/** How far a sampled drill came in a vault, by the plan whose snapshot it was of ('' by hand): the path behind which the next one goes on. */
export type DrillTurns = Readonly<Record<string, string>>

/** A drill that ended. `result` is missing where it did not come to compare anything. */
export type KnownDrill = {
  readonly run: string
  readonly vault: string
  readonly repository: string
  readonly at: string
  readonly verdict: Verdict
  readonly problem: Problem | null
  readonly result: (DrillResult & { readonly turns?: DrillTurns }) | null
}

/** The newest drill of each vault out of each repository that says anything: none that was put off, cancelled, or ended with its program. */
export function latestDrills(database: DatabaseSync): KnownDrill[] {
  return drills(
    database,
    "(verdict IN ('done', 'warnings', 'not-verified', 'failed') OR verdict = 'interrupted' AND problem ->> 'code' IS NOT 'stopped')",
  )
}

/** The newest drill of each vault out of each repository that found everything as it should be. */
export function goodDrills(database: DatabaseSync): KnownDrill[] {
  return drills(database, "verdict IN ('done', 'warnings') AND result IS NOT NULL")
}

/** How far the newest sampled drill came, whatever it found. */
export function drillTurns(database: DatabaseSync, vault: string, repository: string): DrillTurns {
  const sql = `SELECT result ->> 'turns' AS turns FROM runs
    WHERE kind = 'drill' AND repository = ? AND vault = ? AND result ->> 'turns' IS NOT NULL ORDER BY seq DESC LIMIT 1`
  const turns = rows(database, sql, repository, vault)[0]?.['turns']
  return jsonOrNull<DrillTurns>(turns) ?? {}
}

function drills(database: DatabaseSync, which: string): KnownDrill[] {
  // The bare columns of a GROUP BY with max() are those of the row that has it.
  const sql = `SELECT id AS run, vault, repository, coalesce(ended, started) AS at, verdict, problem, result, max(seq) AS seq FROM runs
    WHERE kind = 'drill' AND vault IS NOT NULL AND repository IS NOT NULL AND ${which} GROUP BY vault, repository ORDER BY seq DESC`
  return rows(database, sql).map(({ run, vault, repository, at, verdict, problem, result }) => ({
    run: String(run),
    vault: String(vault),
    repository: String(repository),
    at: String(at),
    verdict: verdict as Verdict,
    problem: jsonOrNull(problem),
    result: jsonOrNull(result),
  }))
}
