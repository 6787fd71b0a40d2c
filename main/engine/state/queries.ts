import type { DatabaseSync } from 'node:sqlite'
import type { PasswordSource } from '../../contract/password-source.ts'
import type { Problem } from '../../contract/problem.ts'
import type { RunKind } from '../../contract/run-kind.ts'
import type { SnapshotCounts } from '../../contract/snapshot-counts.ts'
import type { Trigger } from '../../contract/trigger.ts'
import type { Verdict } from '../../contract/verdict.ts'
import type { VerificationReport } from '../../contract/verification-report.ts'
import { jsonOrNull } from './json-column.ts'
import { prepared } from './prepared.ts'

/** A repository as the history knows it. `id` is missing while its creation has not been confirmed. */
export type KnownRepository = {
  readonly name: string
  readonly id: string | null
  readonly location: string
  readonly fingerprint: string | null
  readonly password: PasswordSource
  readonly damaged: { readonly since: string; readonly files: readonly string[]; readonly packs: readonly string[] } | null
  /** Since when it is known that its place lets nothing be removed; `null` where that was not found. */
  readonly appendOnly: string | null
}

/** A folder that has been backed up. */
export type KnownVault = { readonly id: string; readonly name: string; readonly path: string }

/**
 * A snapshot that Vaultkeeper has made or seen: the ledger. `vanished` is when it was found to be gone without our doing; `removing` the run of
 * ours that was to remove it; `pinned` since when it is to be kept whatever the rules say.
 */
export type KnownSnapshot = {
  readonly id: string
  /** In which order they became known: clocks may lie, this order does not. */
  readonly seq: number
  readonly repository: string
  readonly time: string
  readonly tree: string | null
  readonly vault: string | null
  readonly label: string | null
  readonly files: number | null
  readonly bytes: number | null
  readonly verified: string | null
  readonly vanished: string | null
  readonly plan: string | null
  readonly due: string | null
  readonly removing: string | null
  readonly removed: string | null
  readonly pinned: string | null
  /** The machine that made it; `null` until it was seen in the repository: then a run of this home has just made it. */
  readonly host: string | null
  /** The restore or undo before which it was made, of what that was to overwrite; such a snapshot is of no vault and of no series. */
  readonly safety: string | null
  /** The other machine that made it, whose vault stands as `notes@server`; `null` for what this home made (hosts/foreign-vault.ts). */
  readonly machine: string | null
  /** The snapshot that it was copied from, in whichever repository; or its own id before it was given other tags. */
  readonly original: string | null
}

/** A run as it stands in the records. Without `verdict` it is still going on, or was cut off. */
export type KnownRun = {
  readonly id: string
  readonly seq: number
  readonly kind: RunKind
  readonly repository: string | null
  readonly vault: string | null
  readonly path: string | null
  readonly label: string | null
  readonly target: string | null
  readonly snapshot: string | null
  readonly pid: number
  /** When that process began, so that another one with its pid is not taken for it. */
  readonly processStart: string
  readonly started: string
  readonly ended: string | null
  readonly verdict: Verdict | null
  readonly problem: Problem | null
  readonly warnings: readonly string[]
  readonly counts: SnapshotCounts | null
  readonly report: VerificationReport | null
  readonly result: Readonly<Record<string, unknown>> | null
  readonly unchanged: boolean
  /** How long the snapshot itself took. */
  readonly snapshot_ms: number | null
  readonly plan: string | null
  /** The due time that it was for. */
  readonly due: string | null
  /** 1: under a clock that ran ahead. */
  readonly ahead: number
  readonly trigger: Trigger | null
  /** The repository that a copy was made from. */
  readonly source: string | null
  /** The agent that it is to bring back. */
  readonly agent: string | null
}

/** A row of the state as SQLite gives it. */
export type Row = Record<string, string | number | null>

/** All rows of a query. */
export const rows = (database: DatabaseSync, sql: string, ...values: (string | number | null)[]) =>
  prepared(database, sql).all(...values) as Row[]

/** The host name under which this home's snapshots are made: the one it had when the home was made, for names change. */
export function homeHost(database: DatabaseSync): string | undefined {
  return rows(database, 'SELECT host FROM home')[0]?.['host'] as string | undefined
}

const repositoryRow = 'SELECT name, id, location, fingerprint, password, damaged, append_only AS appendOnly FROM repositories'

/** One repository by name. */
export function knownRepository(database: DatabaseSync, name: string): KnownRepository | undefined {
  const row = rows(database, `${repositoryRow} WHERE name = ?`, name)[0]
  return row && ({ ...row, damaged: jsonOrNull(row['damaged']) } as KnownRepository)
}

/** All repositories that the history knows, by name. */
export function knownRepositories(database: DatabaseSync): KnownRepository[] {
  const found = rows(database, `${repositoryRow} ORDER BY name`)
  return found.map((row) => ({ ...row, damaged: jsonOrNull(row['damaged']) }) as KnownRepository)
}

/** Names of the repositories whose place was found to let nothing be removed. */
export function foundAppendOnly(database: DatabaseSync): ReadonlySet<string> {
  return new Set(rows(database, 'SELECT name FROM repositories WHERE append_only IS NOT NULL').map(({ name }) => String(name)))
}

/** All vaults, by name. */
export function knownVaults(database: DatabaseSync): KnownVault[] {
  return rows(database, 'SELECT id, name, path FROM vaults ORDER BY name, id') as unknown as KnownVault[]
}

/** The ledger of one repository, oldest first in the order in which Vaultkeeper saw them: clocks may lie, this order does not. */
export function knownSnapshots(database: DatabaseSync, repository: string): KnownSnapshot[] {
  return rows(
    database,
    'SELECT * FROM snapshots WHERE repository = ? AND removed IS NULL ORDER BY seq, time',
    repository,
  ) as unknown as KnownSnapshot[]
}

/** Newest snapshot of a vault that one plan made, or (`null`) that was made by hand, and that is still there. */
export function newestOfPlan(database: DatabaseSync, repository: string, vault: string, plan: string | null): KnownSnapshot | undefined {
  const sql =
    'SELECT * FROM snapshots WHERE repository = ? AND vault = ? AND plan IS ? AND vanished IS NULL AND removed IS NULL ORDER BY seq DESC LIMIT 1'
  return database.prepare(sql).get(repository, vault, plan) as unknown as KnownSnapshot | undefined
}

/** Newest snapshot of a vault, or of any vault, that is still there. */
export function newestSnapshot(database: DatabaseSync, repository: string, vault?: string): KnownSnapshot | undefined {
  const found =
    vault === undefined
      ? rows(
          database,
          'SELECT * FROM snapshots WHERE repository = ? AND vanished IS NULL AND removed IS NULL ORDER BY seq DESC LIMIT 1',
          repository,
        )
      : rows(
          database,
          'SELECT * FROM snapshots WHERE repository = ? AND vault = ? AND vanished IS NULL AND removed IS NULL ORDER BY seq DESC LIMIT 1',
          repository,
          vault,
        )
  return found[0] as unknown as KnownSnapshot | undefined
}

/** Labels that a vault's snapshots in a repository have, or had. */
export function takenLabels(database: DatabaseSync, repository: string, vault: string, prefix: string): Set<string> {
  const sql = "SELECT label FROM snapshots WHERE repository = ? AND vault = ? AND label LIKE ? || '%'"
  const found = rows(database, sql, repository, vault, prefix)
  return new Set(found.map((row) => row['label'] as string))
}

/** Runs without an outcome, oldest first. */
export function openRuns(database: DatabaseSync): KnownRun[] {
  return rows(database, 'SELECT * FROM runs WHERE verdict IS NULL ORDER BY seq').map(toRun)
}

/** The latest runs, newest first. */
export function latestRuns(database: DatabaseSync, most: number): KnownRun[] {
  return rows(database, 'SELECT * FROM runs ORDER BY seq DESC LIMIT ?', most).map(toRun)
}

/** The latest backup of a vault, whatever came of it. */
export function latestBackup(database: DatabaseSync, vault: string): KnownRun | undefined {
  return rows(
    database,
    "SELECT * FROM runs WHERE vault = ? AND kind = 'backup' AND repository IS NOT NULL ORDER BY seq DESC LIMIT 1",
    vault,
  ).map(toRun)[0]
}

/** The latest backup of a vault that ended well, and whose snapshot nothing was found against since. */
export function latestGoodBackup(database: DatabaseSync, vault: string): KnownRun | undefined {
  const sql = `SELECT * FROM runs WHERE vault = ? AND kind = 'backup' AND repository IS NOT NULL AND verdict IN ('done', 'warnings')
    AND NOT EXISTS (SELECT 1 FROM snapshots s WHERE s.id = runs.snapshot AND (s.verified IS NULL OR s.vanished IS NOT NULL)) ORDER BY seq DESC LIMIT 1`
  return rows(database, sql, vault).map(toRun)[0]
}

/** The latest backup of a vault into a repository, by one plan or (`null`) by hand, that ended well. */
export function latestGoodOfPlan(database: DatabaseSync, repository: string, vault: string, plan: string | null): KnownRun | undefined {
  const sql =
    "SELECT * FROM runs WHERE vault = ? AND repository = ? AND plan IS ? AND kind = 'backup' AND verdict IN ('done', 'warnings') ORDER BY seq DESC LIMIT 1"
  const row = database.prepare(sql).get(vault, repository, plan) as Row | undefined
  return row && toRun(row)
}

/** How many backups of a vault into a repository were verified: the turn of the rotating sample. */
export function verifiedBackupCount(database: DatabaseSync, repository: string, vault: string): number {
  const sql = "SELECT count(*) AS n FROM runs WHERE vault = ? AND repository = ? AND kind = 'backup' AND report IS NOT NULL"
  const row = rows(database, sql, vault, repository)[0]
  return Number(row?.['n'] ?? 0)
}

/**
 * The latest runs that wrote to a repository, or were to, and have ended; newest first. A restore, an undo or the recovery of an agent writes there when it takes a safety snapshot;
 * of one that was cut off nobody knows, and one that could not take its own may have left a lock.
 */
export function endedWritings(database: DatabaseSync, repository: string): KnownRun[] {
  const sql = `SELECT * FROM runs WHERE repository = ? AND verdict IS NOT NULL AND (kind IN ('backup', 'repair', 'copy', 'keys') OR kind = 'recover' AND verdict IN ('interrupted', 'cancelled') OR
    problem ->> 'code' = 'safety-failed' OR kind IN ('restore', 'undo') AND
    (verdict IN ('interrupted', 'cancelled') OR EXISTS (SELECT 1 FROM restores WHERE run = runs.id AND safety IS NOT NULL))) ORDER BY seq DESC LIMIT 100`
  return rows(database, sql, repository).map(toRun)
}

/** A run from its row. */
export function toRun({ trigger_: trigger, ...row }: Row): KnownRun {
  return {
    ...row,
    trigger: trigger ?? null,
    problem: jsonOrNull(row['problem']),
    warnings: jsonOrNull(row['warnings']) ?? [],
    counts: jsonOrNull(row['counts']),
    report: jsonOrNull(row['report']),
    result: jsonOrNull(row['result']),
    unchanged: row['unchanged'] === 1,
  } as unknown as KnownRun
}
