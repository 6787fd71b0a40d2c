import type { DatabaseSync } from 'node:sqlite'
import type { SnapshotCounts } from '../../contract/snapshot-counts.ts'
import { jsonOf } from './json-column.ts'
import { homeHost, type Row, rows } from './queries.ts'
import { makersOf } from './retention-queries.ts'

/** A plan, or (`null`) a person, into a repository, of one vault: each such lane of snapshots is judged by itself. */
export type JudgedLane = { readonly plan: string | null; readonly repository: string; readonly vault: string }

/**
 * What was said of a snapshot's changes: by its counts alone, or its files were looked into, and perhaps none of them had become noise. `answer`: a
 * person's, to the anomaly that it belongs to.
 */
export type Judged = {
  readonly anomaly: string | null
  readonly by: 'counts' | 'files' | 'clean files'
  readonly answer: 'expected' | 'restored' | null
}

/** A snapshot of a lane with what restic counted against the one before it, where that is known. */
export type JudgedSnapshot = {
  readonly id: string
  readonly seq: number
  readonly files: number | null
  readonly counts: SnapshotCounts | null
  readonly judged: Judged | null
}

/** The snapshots of a lane that this home made and that are there, oldest first. Those made for safety before something else are no states of the vault. */
export function judgedSnapshots(database: DatabaseSync, { plan, repository, vault }: JudgedLane): JudgedSnapshot[] {
  const host = homeHost(database) ?? ''
  const found = rows(
    database,
    `SELECT s.id, s.seq, s.time, s.files, j.snapshot IS NOT NULL AS known, j.anomaly, j.by, a.answer
     FROM snapshots s LEFT JOIN judgements j ON j.snapshot = s.id LEFT JOIN anomalies a ON a.id = j.anomaly
     WHERE s.repository = ? AND s.vault = ? AND s.plan IS ? AND s.vanished IS NULL AND s.removed IS NULL AND (s.host IS NULL OR s.host = ?)
       AND s.safety IS NULL
     ORDER BY s.seq, s.time`,
    repository,
    vault,
    plan,
    host,
  )
  const counts = countsOfLane(database, { plan, repository, vault })
  const isMade = makersOf(database, { plan, repository, vault })
  const made = found.filter((row) => isMade({ id: String(row['id']), time: String(row['time']), seq: Number(row['seq']) }))
  return made.map((row) => ({
    id: String(row['id']),
    seq: Number(row['seq']),
    files: row['files'] as number | null,
    counts: counts.get(String(row['id'])) ?? null,
    judged:
      row['known'] === 1
        ? { anomaly: row['anomaly'] as string | null, by: row['by'] as Judged['by'], answer: row['answer'] as Judged['answer'] }
        : null,
  }))
}

/** What restic counted, by snapshot. One that was found instead of made has no counts: it took no time. */
function countsOfLane(database: DatabaseSync, { plan, repository, vault }: JudgedLane): Map<string, SnapshotCounts> {
  const found: Row[] = rows(
    database,
    "SELECT snapshot, counts FROM runs WHERE vault = ? AND plan IS ? AND repository = ? AND kind = 'backup' AND unchanged = 0 AND snapshot_ms > 0",
    vault,
    plan,
    repository,
  )
  return new Map(found.map((row) => [String(row['snapshot']), jsonOf<SnapshotCounts>(row['counts'])]))
}

/** Snapshots that belong to an anomaly of which nobody said that it was meant so, and their copies in other repositories. */
export function unusualSnapshots(database: DatabaseSync): Set<string> {
  const sql = `WITH unusual AS (SELECT j.snapshot FROM judgements j JOIN anomalies a ON a.id = j.anomaly WHERE coalesce(a.answer, '') <> 'expected')
    SELECT snapshot FROM unusual UNION SELECT id FROM snapshots WHERE original IN (SELECT snapshot FROM unusual)`
  return new Set(rows(database, sql).map((row) => String(row['snapshot'])))
}

/** Restores from a repository into a folder that began after a place in the history; for one that took another back, where that one began. */
export function restoresInto(
  database: DatabaseSync,
  repository: string,
  target: string,
  since: number,
): { readonly snapshot: string; readonly undoneSeq: number | null }[] {
  const sql = `SELECT r.snapshot, u.seq AS undoneSeq FROM restores r LEFT JOIN restores u ON u.run = r.undoes
     WHERE r.repository = ? AND r.target = ? AND r.seq > ? ORDER BY r.seq`
  return rows(database, sql, repository, target, since) as unknown as { snapshot: string; undoneSeq: number | null }[]
}
