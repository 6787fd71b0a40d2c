import type { Core } from '../core.ts'
import { gitVault } from '../git/git-vault.ts'

/** A vault whose set-up is looked at. `path`: the real one. `configuration`: the files that a person named; empty where nobody did. */
export type GuardedVault = {
  readonly id: string
  readonly name: string
  readonly path: string
  readonly configuration: readonly string[]
}

/** The vault, or the folder, that a person means, as `gitVault` finds it. Throws a problem for neither. */
export function guardedVault(core: Core, text: string): GuardedVault {
  const { vault: id, name, path } = gitVault(core, text)
  return { id, name, path, configuration: core.settings.configuration?.vaults[id]?.configuration ?? [] }
}
