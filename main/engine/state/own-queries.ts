import type { DatabaseSync } from 'node:sqlite'
import type { LastOwn } from '../own/is-own-due.ts'
import { rows } from './queries.ts'

/**
 * When Vaultkeeper's own things were last kept in a repository, and what of them is outdone; `undefined`: never, as far as is known, or what was kept is there no more.
 */
export function lastOwn(database: DatabaseSync, repository: string): LastOwn | undefined {
  const sql = `SELECT ended, result ->> 'configuration' AS configuration,
      (SELECT max(seq) FROM anomalies) > seq OR (SELECT max(seq) FROM decisions) > seq AS outdone FROM runs
    WHERE kind = 'own' AND repository = ? AND verdict IN ('done', 'warnings')
      AND EXISTS (SELECT 1 FROM snapshots s WHERE s.id = runs.result ->> 'snapshot' AND s.vanished IS NULL AND s.removed IS NULL) ORDER BY seq DESC LIMIT 1`
  const [row] = rows(database, sql, repository)
  return row === undefined
    ? undefined
    : { time: String(row['ended']), configuration: String(row['configuration'] ?? ''), outdone: row['outdone'] === 1 }
}

/** Ids of all snapshots of Vaultkeeper's own things that runs of this home made, in whichever repository; also of those that are gone. */
export function madeOwn(database: DatabaseSync): Set<string> {
  const sql = "SELECT result ->> 'snapshot' AS snapshot FROM runs WHERE kind = 'own' AND result ->> 'snapshot' IS NOT NULL"
  return new Set(rows(database, sql).map((row) => String(row['snapshot'])))
}

/** The accounts whose home came back into this one. */
export function returnedAccounts(database: DatabaseSync): string[] {
  const sql = "SELECT DISTINCT result ->> 'account' AS account FROM runs WHERE kind = 'comeback' AND result ->> 'account' IS NOT NULL"
  return rows(database, sql).map(({ account }) => String(account))
}
