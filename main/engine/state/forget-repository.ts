import type { DatabaseSync } from 'node:sqlite'

/**
 * A repository that was lost for good, and is made anew under its name: what was known of it counts no more. That its runs were made stays told, but they stand for no
 * repository: neither a good backup nor a trouble of it is one of what comes after it, and its due times count from when the schedule sees it next.
 * @param seq the line that says so; what is known from later ones stays
 */
export function forgetRepository(database: DatabaseSync, repository: string, seq: number): void {
  for (const table of ['snapshots', 'restores', 'anomalies', 'changes', 'skips'])
    database.prepare(`DELETE FROM ${table} WHERE repository = ? AND seq < ?`).run(repository, seq)
  database.prepare('UPDATE runs SET repository = NULL WHERE repository = ? AND seq < ?').run(repository, seq)
  for (const table of ['looks', 'plans', 'password_changes', 'kits'])
    database.prepare(`DELETE FROM ${table} WHERE repository = ?`).run(repository)
  database.prepare('DELETE FROM repositories WHERE name = ?').run(repository)
}
