import type { Core } from '../core.ts'
import { knownVaults } from '../state/queries.ts'

/** A vault with the name and folder that it has now. */
export type NamedVault = { readonly vault: string; readonly name: string; readonly path: string; readonly configured: boolean }

/** All vaults: those of the configuration in its order, then those that were backed up by hand, by name. */
export function vaultNames(core: Core): NamedVault[] {
  const configured = Object.entries(core.settings.configuration?.vaults ?? {})
  const others = knownVaults(core.state.database).filter(({ id }) => !configured.some(([vault]) => vault === id))
  return [
    ...configured.map(([vault, { name, path }]) => ({ vault, name, path, configured: true })),
    ...others.map(({ id, name, path }) => ({ vault: id, name, path, configured: false })),
  ]
}
