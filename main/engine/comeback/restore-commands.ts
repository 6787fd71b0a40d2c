import type { Core } from '../core.ts'
import { quote } from '../kit/quote.ts'
import { holdsSomething } from './described-machine.ts'
import { statesOfVault } from './states-of-vault.ts'

/** The commands that bring a vault back from a repository, by ids, for what is newest may hold a part of it; `undefined` where there is nothing of it. */
export function restoreCommands(core: Core, repository: string, vault: string, target: string): string | undefined {
  const commands = statesOfVault(core, repository, vault, []).map((state, at) => {
    const over = at > 0 || holdsSomething(target) ? ' --overwrite if-changed' : ''
    return `vaultkeeper restore ${state.slice(0, 8)} --to ${quote(target, process.platform)}${over}`
  })
  return commands.length === 0 ? undefined : commands.join(' - and then: ')
}
