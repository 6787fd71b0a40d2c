import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { knownVaults } from '../state/queries.ts'

/** The id of the vault that a person means by its id, path or name. Throws a problem for none. */
export function vaultNamed(core: Core, text: string): string {
  const vaults = knownVaults(core.state.database)
  const found = vaults.find((vault) => vault.id === text || vault.path === text) ?? vaults.find((vault) => vault.name === text)
  return (
    found?.id ??
    fail(
      'vault-unknown',
      `There is no vault "${text}".`,
      vaults.length === 0
        ? 'Make a first backup with: vaultkeeper backup FOLDER'
        : `There are: ${vaults.map(({ name }) => name).join(', ')}.`,
    )
  )
}
