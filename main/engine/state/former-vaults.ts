import type { DatabaseSync } from 'node:sqlite'

/** A folder that was backed up before it was named in the configuration: what was recorded under its old id is its own. */
export function renameVault(database: DatabaseSync, formerly: string, vault: string): void {
  database
    .prepare('INSERT INTO former_vaults (id, vault) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET vault = excluded.vault')
    .run(formerly, vault)
  // Names may go on, or back: each former one leads to the one that is in use, and that one nowhere.
  database.prepare('UPDATE former_vaults SET vault = ? WHERE vault = ?').run(vault, formerly)
  database.prepare('DELETE FROM former_vaults WHERE id = ?').run(vault)
  for (const table of ['runs', 'snapshots', 'changes', 'anomalies'])
    database.prepare(`UPDATE ${table} SET vault = ? WHERE vault = ?`).run(vault, formerly)
  database.prepare('DELETE FROM vaults WHERE id = ?').run(formerly)
}

/** The id that a vault has now, by any that it ever had. */
export function vaultNow(database: DatabaseSync, id: string): string {
  const row = database.prepare('SELECT vault FROM former_vaults WHERE id = ?').get(id) as { vault: string } | undefined
  return row?.vault ?? id
}
