import type { Core } from '../core.ts'
import { quote } from '../kit/quote.ts'
import { momentsOf } from '../moments/moments-of.ts'
import { holdsSomething } from './described-machine.ts'

/** So many commands are told. */
const most = 3

/**
 * What to do for whoever wants a machine back in a home that is set up: have the vaults restored whose folders are not there, such as those that were left out when
 * it was brought back; or take another home, or another repository.
 */
export function takenRemedy(core: Core): string {
  const usual =
    'Bring the machine back into another folder: set VAULTKEEPER_HOME to a new one. To add that repository to this set-up instead: vaultkeeper repository adopt'
  const vaults = Object.entries(core.settings.configuration?.vaults ?? {}).filter(([, { path }]) => !holdsSomething(path))
  if (vaults.length === 0) return usual
  const stored = new Set(momentsOf(core).flatMap(({ vault, machine }) => (machine === null && vault !== null ? [vault] : [])))
  const commands = vaults
    .filter(([id]) => stored.has(id))
    .map(([id, { path }]) => `vaultkeeper restore latest --vault ${quote(id, process.platform)} --to ${quote(path, process.platform)}`)
  if (commands.length === 0) return usual
  const more = commands.length > most ? ` (and ${commands.length - most} more alike)` : ''
  return `To restore what is not there yet: ${commands.slice(0, most).join(' - and: ')}${more}. ${usual}`
}
