import type { Core } from '../core.ts'
import { momentsOf } from '../moments/moments-of.ts'
import { holdsSomething } from './described-machine.ts'
import { restoreCommands } from './restore-commands.ts'

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
  const ours = momentsOf(core).filter(({ machine }) => machine === null)
  const commands = vaults.flatMap(([id, { path }]) => {
    const newest = ours.find(({ vault }) => vault === id)
    return newest === undefined ? [] : (restoreCommands(core, newest.repository, id, path) ?? [])
  })
  if (commands.length === 0) return usual
  const more = commands.length > most ? ` (and ${commands.length - most} more alike)` : ''
  return `To restore what is not there yet: ${commands.slice(0, most).join(' - and: ')}${more}. ${usual}`
}
