import type { Core, RunHost } from '../core.ts'
import { readyIndex } from '../index/open-index.ts'
import type { SnapshotIndex } from '../index/types.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { seeSnapshots } from '../runs/see-snapshots.ts'
import { knownSnapshots } from '../state/queries.ts'
import { type VaultSnapshots, vaultSnapshots } from './vault-snapshots.ts'

/**
 * The index of a repository with all that is there, to be closed, and whose snapshots those are. The index may have some that others made and the ledger has
 * not seen: then restic is asked for their tags. Throws problems.
 * @param vault only this one, by its id
 */
export async function readyVaults(
  core: Core,
  repository: string,
  vault: string | undefined,
  host: RunHost,
): Promise<{ readonly index: SnapshotIndex; readonly groups: readonly VaultSnapshots[] }> {
  const index = await readyIndex(core, repository, host)
  try {
    const ledger = knownSnapshots(core.state.database, repository).filter(({ vanished }) => vanished === null)
    const known = new Set(ledger.map(({ id }) => id))
    const indexed = index.database.prepare('SELECT id FROM snapshot').all()
    if (indexed.some(({ id }) => !known.has(String(id))))
      await seeSnapshots(core, await openRepository(core, repository, 'read', host), host)
    return { index, groups: vaultSnapshots(core, repository, vault) }
  } catch (error) {
    index.close()
    throw error
  }
}
