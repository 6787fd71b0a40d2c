import type { DatabaseSync } from 'node:sqlite'
import { rows } from './queries.ts'

/** What is known of a repository's emergency kit: when its password was shown last, and when a person last proved to have it. */
export type KnownKit = { readonly shown: string | null; readonly checked: string | null }

/** The kit of one repository. */
export function knownKit(database: DatabaseSync, repository: string): KnownKit {
  const row = rows(database, 'SELECT shown, checked FROM kits WHERE repository = ?', repository)[0]
  return { shown: (row?.['shown'] as string | null | undefined) ?? null, checked: (row?.['checked'] as string | null | undefined) ?? null }
}
