import type { Core } from '../core.ts'
import { quote } from '../kit/quote.ts'
import { knownVaults } from '../state/queries.ts'
import { vaultWord } from './vault-called.ts'

/** The flag by which the next command means this very vault, whatever others are called. @param vault an id; one of another machine goes by that */
export function vaultFlag(core: Core, vault: string): string {
  const vaults = knownVaults(core.state.database)
  const own = vaults.find(({ id }) => id === vault)
  return `--vault ${own === undefined ? quote(vault, process.platform) : vaultWord(vaults, own)}`
}
