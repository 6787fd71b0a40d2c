import type { Core } from '../core.ts'
import { foreignVaultOf } from '../hosts/foreign-vault.ts'
import { vaultNamer } from '../hosts/vault-names.ts'
import { quote } from '../kit/quote.ts'
import { fail } from '../problem-error.ts'
import { foreignVaults } from '../state/machine-queries.ts'
import { knownVaults } from '../state/queries.ts'
import { vaultCalled } from './vault-called.ts'

/**
 * The id of the vault that a person means by its id, path or name: one of ours, else one of another machine (`notes@server`, `notes on The server`, or `notes`
 * where there is only one). Throws a problem for none, and for several.
 */
export function vaultNamed(core: Core, text: string): string {
  const vaults = knownVaults(core.state.database)
  const found = vaultCalled(vaults, text)
  if (found !== undefined) return found.id
  const foreign = foreignVaults(core.state.database)
  const nameOf = vaultNamer(core)
  const exact = foreign.find((id) => id === text || nameOf(id) === text)
  if (exact !== undefined) return exact
  const [only, another] = foreign.filter((id) => foreignVaultOf(id)?.vault === text)
  if (only !== undefined && another !== undefined)
    return fail(
      'vault-ambiguous',
      `Several other machines have a vault "${text}".`,
      `Say which with: --vault ${quote(only, process.platform)}`,
    )
  const names = [...vaults.map(({ name }) => name), ...foreign]
  return (
    only ??
    fail(
      'vault-unknown',
      `There is no vault "${text}".`,
      names.length === 0 ? 'Make a first backup with: vaultkeeper backup FOLDER' : `There are: ${names.join(', ')}.`,
    )
  )
}
