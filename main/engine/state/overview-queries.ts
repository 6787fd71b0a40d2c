import type { DatabaseSync } from 'node:sqlite'
import type { Verdict } from '../../contract/verdict.ts'
import type { VerificationReport } from '../../contract/verification-report.ts'
import { jsonOrNull } from './json-column.ts'
import { rows } from './queries.ts'

/** Snapshots of a vault that are there; those that were made for safety before something else are no states of it. */
const there = 'vault IS NOT NULL AND vanished IS NULL AND removed IS NULL AND safety IS NULL'

/** How many snapshots each plan, or (`plan` null) a person, has of a vault in a repository, and which is the newest. */
export type SnapshotsOfLane = {
  readonly vault: string
  readonly repository: string
  readonly count: number
  readonly newest: string
  readonly label: string | null
  readonly time: string
  readonly plan: string | null
  readonly files: number | null
  readonly bytes: number | null
}

/** See {@link SnapshotsOfLane}. Those with the newest snapshot come first. */
export function snapshotsByLane(database: DatabaseSync): SnapshotsOfLane[] {
  const sql = `SELECT vault, repository, count(*) AS count, id AS newest, label, time, plan, files, bytes, max(seq) AS seq FROM snapshots
    WHERE ${there} GROUP BY vault, repository, plan ORDER BY seq DESC`
  return rows(database, sql).map(({ seq: _, ...row }) => row as unknown as SnapshotsOfLane)
}

/** The newest snapshot that a plan, or (`plan` null) a person, has of a vault and whose content was read back, with what is recorded of that. */
export type ProvenSnapshot = {
  readonly vault: string
  readonly plan: string | null
  readonly repository: string
  readonly id: string
  readonly label: string | null
  readonly verified: string
  readonly files: number | null
  /** What the backup that made it read back; `null` where a verification proved it. */
  readonly report: VerificationReport | null
}

/** See {@link ProvenSnapshot}. The newest come first. */
export function provenByVault(database: DatabaseSync): ProvenSnapshot[] {
  // The bare columns of a GROUP BY with max() are those of the row that has it.
  const sql = `WITH newest AS (SELECT vault, plan, repository, id, label, verified, files, max(seq) AS seq FROM snapshots WHERE ${there} AND verified IS NOT NULL GROUP BY vault, plan)
    SELECT newest.vault, newest.plan, newest.repository, newest.id, newest.label, newest.verified, newest.files,
      (SELECT report FROM runs WHERE snapshot = newest.id AND vault = newest.vault AND kind = 'backup' AND ended = newest.verified) AS report
    FROM newest ORDER BY seq DESC`
  return rows(database, sql).map((row) => ({ ...row, report: jsonOrNull(row['report']) }) as unknown as ProvenSnapshot)
}

/** A backup that ended well, and when. */
export type GoodBackup = {
  readonly vault: string
  readonly repository: string
  readonly time: string
  readonly snapshot: string | null
  readonly label: string | null
}

/** The newest good backup of each vault into each repository, by whichever plan, that nothing was found against since; the newest first. */
export function goodByVault(database: DatabaseSync): GoodBackup[] {
  // Of each lane its newest is looked up: all runs of years would have to be held against their snapshots.
  const sql = `WITH lanes AS (SELECT DISTINCT vault, plan, repository FROM runs INDEXED BY runs_newest WHERE kind = 'backup' AND vault IS NOT NULL),
      newest AS (SELECT (SELECT r.seq FROM runs r INDEXED BY runs_newest LEFT JOIN snapshots s ON s.id = r.snapshot
        WHERE r.kind = 'backup' AND r.vault = lanes.vault AND r.plan IS lanes.plan AND r.repository = lanes.repository AND r.verdict IN ('done', 'warnings')
          AND s.vanished IS NULL AND (s.id IS NULL OR s.verified IS NOT NULL) ORDER BY r.seq DESC LIMIT 1) AS seq FROM lanes)
    SELECT r.vault, r.repository, coalesce(r.ended, r.started) AS time, r.snapshot, coalesce(r.label, s.label) AS label, max(r.seq) AS seq
    FROM newest JOIN runs r ON r.seq = newest.seq LEFT JOIN snapshots s ON s.id = r.snapshot GROUP BY r.vault, r.repository ORDER BY seq DESC`
  return rows(database, sql) as unknown as GoodBackup[]
}

/** The oldest snapshot since a time of what one plan, or a person, saves of a vault into a repository: what growth is reckoned from. */
export function oldestSince(
  database: DatabaseSync,
  { vault, repository, plan }: Pick<SnapshotsOfLane, 'vault' | 'repository' | 'plan'>,
  since: string,
): { readonly time: string; readonly files: number; readonly bytes: number } | undefined {
  const sql = `SELECT time, files, bytes FROM snapshots
    WHERE repository = ? AND vault = ? AND plan IS ? AND time >= ? AND bytes IS NOT NULL AND files IS NOT NULL AND ${there} ORDER BY seq LIMIT 1`
  return rows(database, sql, repository, vault, plan, since)[0] as unknown as { time: string; files: number; bytes: number } | undefined
}

/** Of which vaults a backup is recorded as going on, whether its process is still there or not. */
export function openBackups(database: DatabaseSync): { vault: string; started: string; pid: number; processStart: string }[] {
  const sql =
    "SELECT vault, started, pid, processStart FROM runs WHERE verdict IS NULL AND kind = 'backup' AND vault IS NOT NULL ORDER BY seq"
  return rows(database, sql) as unknown as { vault: string; started: string; pid: number; processStart: string }[]
}

/** A stretch of time in which a zone's wall clock is so many seconds ahead of UTC, and the vault that is asked for, if it is one. */
export type AskedDays = { readonly from: string; readonly to: string; readonly offset: number; readonly vault: string | undefined }

const asked = ({ from, to, offset, vault }: AskedDays) => [`${offset} seconds`, from, to, vault ?? null] as const

/** How many snapshots of each vault were made on each day. */
export function snapshotsByDay(database: DatabaseSync, days: AskedDays): { vault: string; day: string; count: number }[] {
  const sql = `SELECT vault, date(time, ?) AS day, count(*) AS count FROM snapshots
    WHERE ${there} AND time >= ? AND time < ? AND coalesce(?, vault) = vault GROUP BY vault, day`
  return rows(database, sql, ...asked(days)) as unknown as { vault: string; day: string; count: number }[]
}

const ofBackups =
  "FROM runs WHERE kind = 'backup' AND vault IS NOT NULL AND verdict IS NOT NULL AND started >= ? AND started < ? AND coalesce(?, vault) = vault"

/** How the backups of each vault ended on each day; each verdict once. */
export function verdictsByDay(database: DatabaseSync, days: AskedDays): { vault: string; day: string; verdict: Verdict }[] {
  const sql = `SELECT vault, date(started, ?) AS day, verdict ${ofBackups} GROUP BY vault, day, verdict`
  return rows(database, sql, ...asked(days)) as unknown as { vault: string; day: string; verdict: Verdict }[]
}

/** What a plan (`null`: a person) backed up of a vault on a day: what its newest backup held, and what all of them stored. */
export type BackedUpDay = {
  readonly vault: string
  readonly plan: string | null
  readonly day: string
  readonly files: number
  readonly bytes: number
  readonly stored: number
}

/** See {@link BackedUpDay}; oldest first. */
export function backedUpByDay(database: DatabaseSync, days: AskedDays): BackedUpDay[] {
  // The bare columns of a GROUP BY with max() are those of the row that has it.
  const sql = `SELECT vault, plan, day, counts ->> 'files' AS files, counts ->> 'bytes' AS bytes, stored FROM
    (SELECT vault, plan, date(started, ?) AS day, counts, sum(counts ->> 'bytesStored') AS stored, max(seq) AS seq ${ofBackups} AND counts IS NOT NULL
     GROUP BY vault, plan, day) ORDER BY seq`
  return rows(database, sql, ...asked(days)) as unknown as BackedUpDay[]
}
