import type { Problem } from '../../../contract/problem.ts'
import type { Core } from '../../core.ts'
import { allAgents } from '../agent-named.ts'

/** Why there is nobody to bring back where nobody was named. */
export function nothingToRecover(core: Core): Problem {
  return allAgents(core).length === 0
    ? {
        code: 'agents-none',
        sentence: 'There are no agents.',
        remedy: 'Name them under "agents" in the configuration: vaultkeeper config path tells where that is.',
      }
    : {
        code: 'agents-none-dead',
        sentence: 'No agent is dead.',
        remedy: 'To bring one back all the same, name it: vaultkeeper recover NAME',
      }
}
