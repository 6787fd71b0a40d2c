import type { DatabaseSync } from 'node:sqlite'
import { rows } from './queries.ts'

/** Forgets all that the state has taken in, at once: it is made anew from the history, from its first line on, by whoever catches up next. */
export function emptyState(database: DatabaseSync): void {
  const tables = rows(database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const { name } of tables) database.exec(`DELETE FROM "${String(name)}"`)
    database.exec('COMMIT')
  } catch (error) {
    // A disk that is full or fails ends it by itself.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
