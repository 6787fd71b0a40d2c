import { nearest } from '../../contract/configuration/nearest.ts'
import type { Configuration } from '../../contract/configuration.ts'
import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { allAgents } from './all-agents.ts'

export { allAgents }

/** An agent as it is configured, with its name. `path` is absolute; durations are milliseconds. */
export type Agent = { readonly name: string } & Configuration['agents'][string]

/** The agent of a name; throws a problem where there is none. */
export function agentNamed(core: Core, name: string): Agent {
  const agents = allAgents(core)
  const agent = agents.find((one) => one.name === name)
  if (agent !== undefined) return agent
  const near = nearest(
    name,
    agents.map((one) => one.name),
  )
  return fail(
    'agent-unknown',
    `There is no agent "${name}".`,
    near !== undefined
      ? `Did you mean "${near}"?`
      : agents.length === 0
        ? 'Name it under "agents" in the configuration: vaultkeeper config path tells where that is.'
        : `There is ${agents
            .slice(0, 20)
            .map((one) => one.name)
            .join(', ')}.`,
  )
}
