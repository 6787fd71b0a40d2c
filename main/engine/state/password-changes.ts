import type { DatabaseSync } from 'node:sqlite'
import { rows } from './queries.ts'

/** A change of a password that was begun and not brought to its end: by which run, and the key that was in use before. */
export type PendingPasswordChange = { readonly run: string; readonly key: string }

/** The change of a repository's password that goes on, or was cut off. */
export function pendingPasswordChange(database: DatabaseSync, repository: string): PendingPasswordChange | undefined {
  const row = rows(database, 'SELECT run, key FROM password_changes WHERE repository = ?', repository)[0]
  return row === undefined ? undefined : { run: String(row['run']), key: String(row['key']) }
}
