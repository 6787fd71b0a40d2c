import type { Problem } from '../../../contract/problem.ts'
import type { Core } from '../../core.ts'
import { allAgents } from '../agent-named.ts'
import type { Standing } from './decide-order.ts'

/** Why there is nobody to bring back where nobody was named. @param standings of all agents */
export function nothingToRecover(core: Core, standings: readonly Standing[]): Problem {
  const coming = standings.filter(({ state }) => state === 'recovering').map(({ name }) => `"${name}"`)
  if (coming.length > 0)
    return {
      code: 'agents-none-dead',
      sentence: `No other agent is dead: ${coming.slice(0, 5).join(', ')} ${coming.length === 1 ? 'is' : 'are'} being brought back already.`,
      remedy: 'See how that goes: vaultkeeper agents',
    }
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
