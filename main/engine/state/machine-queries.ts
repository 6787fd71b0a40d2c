import type { DatabaseSync } from 'node:sqlite'
import { type KnownSnapshot, rows } from './queries.ts'

/** The snapshots of other machines that are there, in all repositories; those that were made before a restore there are no backups. */
export function snapshotsOfOthers(
  database: DatabaseSync,
): Pick<KnownSnapshot, 'id' | 'repository' | 'time' | 'machine' | 'vault' | 'vanished'>[] {
  const sql = `SELECT id, repository, time, machine, vault, vanished FROM snapshots
    WHERE machine IS NOT NULL AND removed IS NULL AND vanished IS NULL AND safety IS NULL`
  return rows(database, sql) as unknown as ReturnType<typeof snapshotsOfOthers>
}

/** When it was last found that there is nothing newer of a machine that should have backed up by then, by repository. */
export function looksOfRepositories(database: DatabaseSync): Map<string, string> {
  return new Map(rows(database, 'SELECT repository, time FROM looks').map(({ repository, time }) => [String(repository), String(time)]))
}

/** The vaults of other machines that have snapshots here, by their ids in the ledger. */
export function foreignVaults(database: DatabaseSync): string[] {
  const sql = `SELECT DISTINCT vault FROM snapshots WHERE machine IS NOT NULL AND vault IS NOT NULL AND removed IS NULL AND vanished IS NULL ORDER BY vault`
  return rows(database, sql).map(({ vault }) => String(vault))
}

/** A machine whose newest snapshots are gone from a repository, how many, and since when; over once it has backed up there again. */
export type LostOfMachine = { readonly machine: string; readonly repository: string; readonly count: number; readonly since: string }

/** See {@link LostOfMachine}. */
export function lostOfMachines(database: DatabaseSync): LostOfMachine[] {
  const sql = `SELECT machine, repository, count(*) AS count, min(vanished) AS since FROM snapshots lost
    WHERE machine IS NOT NULL AND vanished IS NOT NULL AND removed IS NULL AND NOT EXISTS (SELECT 1 FROM snapshots s WHERE s.machine = lost.machine
      AND s.repository = lost.repository AND s.vanished IS NULL AND s.removed IS NULL AND unixepoch(s.time) > unixepoch(lost.vanished))
    GROUP BY machine, repository ORDER BY since`
  return rows(database, sql) as unknown as LostOfMachine[]
}
