import type { DatabaseSync } from 'node:sqlite'

/** Which vaults of this machine each repository holds snapshots of. */
export function vaultsSaved(database: DatabaseSync): { repository: string; vault: string }[] {
  return database
    .prepare(
      'SELECT DISTINCT repository, vault FROM snapshots WHERE vault IS NOT NULL AND machine IS NULL AND removed IS NULL AND vanished IS NULL',
    )
    .all() as { repository: string; vault: string }[]
}
