import type { DatabaseSync } from 'node:sqlite'
import { type KnownRun, rows, toRun } from './queries.ts'

/** One run, by its id. */
export function knownRun(database: DatabaseSync, id: string): KnownRun | undefined {
  return rows(database, 'SELECT * FROM runs WHERE id = ?', id).map(toRun)[0]
}
