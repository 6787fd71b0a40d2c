import { type LoadedConfiguration, loadConfiguration } from '../config/load-configuration.ts'
import { parseApart } from '../config/parse-apart.ts'
import { putInForce } from '../config/put-in-force.ts'
import { type ConfigurationWatch, watchConfiguration } from '../config/watch-configuration.ts'
import type { Core } from '../core.ts'
import { runWithNode } from '../helpers/run-with-node.ts'

/**
 * Puts the configuration in force and keeps it so: each new one is recorded and told of, each broken one is recorded with what is wrong, while the
 * last good one stays in force.
 */
export async function followConfiguration(core: Core, onChange: () => void): Promise<ConfigurationWatch> {
  const parse = parseApart(core.ports.runHelper ?? runWithNode)
  const loaded = await loadConfiguration(core, undefined, parse)
  await putInForce(core, loaded)
  const follow = async (next: LoadedConfiguration) => {
    await putInForce(core, next)
    onChange()
  }
  return watchConfiguration(core, loaded, follow, undefined, parse)
}
