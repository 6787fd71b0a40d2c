import type { Core } from '../../core.ts'
import { agentNamed } from '../agent-named.ts'

/** The names that were asked for, each once, in the order of the configuration. Throws a problem for one that is not there. */
export function wishedAgents(core: Core, names: readonly string[]): string[] {
  for (const name of names) agentNamed(core, name)
  return Object.keys(core.settings.configuration?.agents ?? {}).filter((name) => names.includes(name))
}
