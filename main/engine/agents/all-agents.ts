import type { Core } from '../core.ts'
import type { Agent } from './agent-named.ts'

/** The agents of the configuration in force, in its order. Apart from what a name is looked up with, which an idle daemon need not load. */
export function allAgents({ settings }: Pick<Core, 'settings'>): Agent[] {
  return Object.entries(settings.configuration?.agents ?? {}).map(([name, agent]) => ({ name, ...agent }))
}
