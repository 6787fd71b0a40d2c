import type { DatabaseSync } from 'node:sqlite'
import { type KnownRun, type KnownSnapshot, knownSnapshots, rows, toRun } from './queries.ts'
import type { Anomaly } from './schedule-queries.ts'

/** An anomaly with its place in the history, and what a person said to it. */
export type RecordedAnomaly = Anomaly & { readonly seq: number; readonly answer: 'expected' | 'restored' | null }

/** All anomalies, answered or not, oldest first. */
export function recordedAnomalies(database: DatabaseSync): RecordedAnomaly[] {
  const sql = 'SELECT id, seq, time, plan, vault, repository, snapshot, why, answer, code, against FROM anomalies ORDER BY seq'
  return rows(database, sql) as unknown as RecordedAnomaly[]
}

/** A snapshot of the ledger, with where the history first names it. */
export type PlacedSnapshot = KnownSnapshot & { readonly seq: number }

/** The ledger of a repository, oldest first in the order in which Vaultkeeper saw them, with that order. */
export function placedSnapshots(database: DatabaseSync, repository: string): PlacedSnapshot[] {
  return knownSnapshots(database, repository) as unknown as PlacedSnapshot[]
}

/** A lane, or what is backed up by hand (`plan` null). */
type AnyLane = { readonly plan: string | null; readonly repository: string; readonly vault: string | null }

/** From when to when snapshots may have been made, in ms; and where in the history they were first named then. */
type Unrecorded = { readonly from: number; readonly to: number; readonly after?: number; readonly until?: number }

/**
 * Tells which snapshots are a lane's own: a backup recorded them, or was at work at their time and was cut off before it could, or they are what this machine made
 * between the end of a history that came back and its return.
 */
export function makersOf(database: DatabaseSync, lane: AnyLane): (snapshot: Pick<PlacedSnapshot, 'id' | 'time' | 'seq'>) => boolean {
  const recorded = snapshotsOfRuns(database, lane)
  const unrecorded = [...unfinishedBackups(database, lane), ...betweenHistories(database, lane.repository)]
  return ({ id, seq, time }) => {
    const at = Date.parse(time)
    return (
      recorded.has(id) || unrecorded.some(({ from, to, after = 0, until = seq }) => from <= at && at <= to && after < seq && seq <= until)
    )
  }
}

function snapshotsOfRuns(database: DatabaseSync, { plan, repository, vault }: AnyLane): Set<string> {
  const sql = "SELECT snapshot FROM runs WHERE plan IS ? AND repository = ? AND vault IS ? AND kind = 'backup' AND snapshot IS NOT NULL"
  return new Set(rows(database, sql, plan, repository, vault).map((row) => String(row['snapshot'])))
}

/** When backups of a lane were at work, in ms, that ended without a snapshot to show: one may have been saved all the same. */
function unfinishedBackups(database: DatabaseSync, { plan, repository, vault }: AnyLane): Unrecorded[] {
  const sql =
    "SELECT started, ended FROM runs WHERE plan IS ? AND repository = ? AND vault IS ? AND kind = 'backup' AND snapshot IS NULL AND coalesce(verdict, '') NOT IN ('done', 'warnings', 'skipped')"
  return rows(database, sql, plan, repository, vault).map(({ started, ended }) => ({
    from: Date.parse(String(started)),
    to: typeof ended === 'string' ? Date.parse(ended) : Number.POSITIVE_INFINITY,
  }))
}

/**
 * What was stored in a repository behind the end of a history that came back is found with the first backup there at the latest; what is found later was put there
 * by somebody else, whatever time it bears.
 */
function betweenHistories(database: DatabaseSync, repository: string): Unrecorded[] {
  const sql = `SELECT seq, started, (SELECT b.started FROM runs b WHERE b.seq < c.seq ORDER BY b.seq DESC LIMIT 1) AS before,
      (SELECT min(s.seq) FROM runs r JOIN snapshots s ON s.id = r.snapshot WHERE r.kind = 'backup' AND r.repository = ? AND r.seq > c.seq AND s.seq > c.seq) AS until
    FROM runs c WHERE kind = 'comeback'`
  return rows(database, sql, repository).map(({ seq, started, before, until }) => ({
    from: Date.parse(String(before ?? '')) || 0,
    to: Date.parse(String(started)),
    after: Number(seq),
    ...(until === null ? {} : { until: Number(until) }),
  }))
}

/** Snapshots of a lane that were copied from another repository, where they are known as the same plan's of the same vault, with the same content. */
export function copiesOfOurs(database: DatabaseSync, { plan, repository, vault }: AnyLane): Set<string> {
  const sql = `SELECT c.id FROM snapshots c JOIN snapshots o ON o.id = c.original WHERE c.plan IS ? AND c.repository = ? AND c.vault IS ?
    AND o.repository <> c.repository AND o.plan IS c.plan AND o.vault IS c.vault AND coalesce(o.tree, c.tree) IS c.tree`
  return new Set(rows(database, sql, plan, repository, vault).map((row) => String(row['id'])))
}

/** The id of a vault and all that it had before: the tags of its snapshots name the one of their time. */
export function idsOfVault(database: DatabaseSync, vault: string): string[] {
  const sql =
    'WITH RECURSIVE former (id) AS (SELECT ? UNION SELECT former_vaults.id FROM former_vaults JOIN former ON former_vaults.vault = former.id) SELECT id FROM former'
  return rows(database, sql, vault).map((row) => String(row['id']))
}

/** The latest run of retention of a plan in a repository that has ended. */
export function latestRetention(database: DatabaseSync, plan: string, repository: string): KnownRun | undefined {
  const sql =
    "SELECT * FROM runs WHERE plan = ? AND repository = ? AND vault IS NULL AND kind = 'retention' AND verdict IS NOT NULL ORDER BY seq DESC LIMIT 1"
  return rows(database, sql, plan, repository).map(toRun)[0]
}

/** When the latest runs began, the last one in the history first. */
export function latestStarts(database: DatabaseSync, most: number): string[] {
  return rows(database, 'SELECT started FROM runs ORDER BY seq DESC LIMIT ?', most).map((row) => String(row['started']))
}

/** Ids of snapshots that retention has removed from a repository. */
export function removedSnapshots(database: DatabaseSync, repository: string): Set<string> {
  const sql = 'SELECT id FROM snapshots WHERE repository = ? AND removed IS NOT NULL'
  return new Set(rows(database, sql, repository).map((row) => String(row['id'])))
}

/** How many bytes the backups of this home have stored in a repository, as restic counted them. */
export function storedIn(database: DatabaseSync, repository: string): number {
  const sql = "SELECT sum(counts ->> 'bytesStored') AS bytes FROM runs WHERE repository = ? AND kind = 'backup' AND counts IS NOT NULL"
  return Number(rows(database, sql, repository)[0]?.['bytes'] ?? 0)
}
