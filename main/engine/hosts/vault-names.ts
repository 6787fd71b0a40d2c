import type { Core } from '../core.ts'
import { knownVaults } from '../state/queries.ts'
import { foreignVaultOf } from './foreign-vault.ts'

/**
 * What a person calls another machine: as the configuration names it, else its host name. Another account of this machine is told by its name. Pure.
 * @param machines of the configuration
 */
export function machineName(machine: string, machines: Readonly<Record<string, { readonly name: string | null }>> | undefined): string {
  const named = machines?.[machine]?.name ?? machine
  const slash = machine.indexOf('/')
  if (named !== machine || slash < 0) return named
  return `${machine.slice(slash + 1)}'s account on ${machine.slice(0, slash)}`
}

/** Tells what a person calls a vault, of ours or, as `notes on The server`, of another machine; `null` where nobody knows it. Reads the records once. */
export function vaultNamer(core: Core): (vault: string | null) => string | null {
  const names = new Map(knownVaults(core.state.database).map(({ id, name }) => [id, name]))
  const machines = core.settings.configuration?.machines
  return (vault) => {
    if (vault === null) return null
    const foreign = foreignVaultOf(vault)
    return names.get(vault) ?? (foreign === undefined ? null : `${foreign.vault} on ${machineName(foreign.machine, machines)}`)
  }
}
