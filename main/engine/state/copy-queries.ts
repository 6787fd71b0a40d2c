import type { DatabaseSync } from 'node:sqlite'
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
