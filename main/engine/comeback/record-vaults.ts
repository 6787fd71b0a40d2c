import type { Core } from '../core.ts'
import { realOrSame } from '../machine/real-or-same.ts'
import { knownVaults } from '../state/queries.ts'

/**
 * Records where the vaults of the configuration are here, where that is elsewhere than on the old machine, as under another home folder: what goes back to its place must not
 * go to the old one. Ids stay as they are: which folder had another id before is looked at when it is backed up.
 */
export async function recordVaultsHere(core: Core): Promise<void> {
  const known = new Map(knownVaults(core.state.database).map((vault) => [vault.id, vault]))
  for (const [vault, { name, path: written }] of Object.entries(core.settings.configuration?.vaults ?? {})) {
    const before = known.get(vault)
    const path = realOrSame(written)
    if (before !== undefined && before.path !== path) await core.record({ event: 'vault.known', vault, name, path })
  }
}
