import type { DatabaseSync } from 'node:sqlite'
import { rows } from './queries.ts'

/** A snapshot that was found in its repository when this machine came back; `time` is when it was made. */
export type SeenAtComeback = { readonly seq: number; readonly time: string }

/**
 * The newest snapshot of a lane that was found at a comeback, and made by this machine after the history that came back ends: the history knows no run of it, and nothing newer
 * of the lane. What is recorded between the beginning of a comeback and that of the next run is of no run of ours. Copies from another repository, and what is gone, do not count.
 */
export function seenAtComeback(
  database: DatabaseSync,
  { plan, repository, vault }: { readonly plan: string; readonly repository: string; readonly vault: string },
): SeenAtComeback | undefined {
  const sql = `SELECT s.seq, s.time, (SELECT max(started) FROM runs r WHERE r.vault = s.vault AND r.plan = s.plan AND r.repository = s.repository AND r.kind = 'backup' AND r.seq < s.seq) AS before
    FROM runs c CROSS JOIN snapshots s ON s.repository = ? AND s.vault = ? AND s.seq > c.seq
      AND s.seq < coalesce((SELECT min(n.seq) FROM runs n WHERE n.seq > c.seq), s.seq + 1)
    WHERE c.kind = 'comeback' AND s.plan = ? AND s.machine IS NULL AND s.safety IS NULL AND s.original IS NULL AND s.vanished IS NULL AND s.removed IS NULL`
  return rows(database, sql, repository, vault, plan)
    .map(({ seq, time, before }) => ({ seq: Number(seq), at: Date.parse(String(time)), before: Date.parse(String(before ?? '')) || 0 }))
    .filter(({ at, before }) => at > before)
    .toSorted((one, other) => other.at - one.at)
    .map(({ seq, at }) => ({ seq, time: new Date(at).toISOString() }))[0]
}

/** Whether this machine has come back, and stored nothing in a repository since. */
export function isJustBack(database: DatabaseSync, repository: string): boolean {
  const sql = `SELECT 1 FROM runs c WHERE c.kind = 'comeback' AND NOT EXISTS
    (SELECT 1 FROM runs r WHERE r.kind IN ('backup', 'copy') AND r.repository = ? AND r.seq > c.seq AND r.verdict IN ('done', 'warnings'))`
  return rows(database, sql, repository).length > 0
}
