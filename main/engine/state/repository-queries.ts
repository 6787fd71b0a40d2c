import type { DatabaseSync } from 'node:sqlite'
import { ownMark } from '../own/own-mark.ts'
import { jsonOrNull } from './json-column.ts'
import { type KnownRun, rows, toRun } from './queries.ts'

/** Runs that tell by their end whether a repository can be worked with. */
const telling = "('init', 'backup', 'copy', 'verify', 'check', 'repair', 'retention', 'prune', 'keys')"

/** The last run in a repository that ended and tells how that stands; what was skipped tells nothing, nor a change of keys that was refused. */
export function lastTellingRun(database: DatabaseSync, repository: string): KnownRun | undefined {
  const sql = `SELECT * FROM runs WHERE repository = ? AND kind IN ${telling} AND verdict IS NOT NULL AND verdict NOT IN ('skipped', 'cancelled') AND (kind <> 'keys' OR verdict = 'done') ORDER BY seq DESC LIMIT 1`
  return rows(database, sql, repository).map(toRun)[0]
}

/** When a run in a repository last ended well; `null` where none ever did. */
export function lastSuccess(database: DatabaseSync, repository: string): string | null {
  const sql = `SELECT max(ended) AS ended FROM runs WHERE repository = ? AND kind IN ${telling} AND verdict IN ('done', 'warnings', 'not-verified')`
  return (rows(database, sql, repository)[0]?.['ended'] as string | null | undefined) ?? null
}

/** What a repository took when space was freed there last, in bytes. */
export function bytesWhenPruned(database: DatabaseSync, repository: string): number | null {
  const sql = `SELECT result FROM runs WHERE repository = ? AND kind = 'prune' AND result IS NOT NULL ORDER BY seq DESC LIMIT 1`
  const result = rows(database, sql, repository)[0]?.['result']
  const { remainingBytes } = jsonOrNull<{ remainingBytes?: unknown }>(result) ?? {}
  return typeof remainingBytes === 'number' ? remainingBytes : null
}

/** How many snapshots are in a repository, and how many of them other machines made; those of Vaultkeeper's own things are not counted. */
export function snapshotCounts(database: DatabaseSync, repository: string): { readonly snapshots: number; readonly foreign: number } {
  const sql =
    'SELECT count(*) AS snapshots, count(machine) AS foreign_ FROM snapshots WHERE repository = ? AND removed IS NULL AND vanished IS NULL AND safety IS NOT ?'
  const row = rows(database, sql, repository, ownMark)[0]
  return { snapshots: Number(row?.['snapshots'] ?? 0), foreign: Number(row?.['foreign_'] ?? 0) }
}
