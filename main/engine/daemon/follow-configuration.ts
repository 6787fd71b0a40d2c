import { type LoadedConfiguration, loadConfiguration } from '../config/load-configuration.ts'
import { parseApart } from '../config/parse-apart.ts'
import { putInForce } from '../config/put-in-force.ts'
import { type ConfigurationWatch, watchConfiguration } from '../config/watch-configuration.ts'
import type { Core } from '../core.ts'
import { runWithNode } from '../helpers/run-with-node.ts'

/**
 * Puts the configuration in force and keeps it so: each new one is recorded and told of, each broken one is recorded with what is wrong, while the
 * last good one stays in force. One whose record cannot be written is in force all the same, and is recorded by a later look.
 * @param onChange another one is in force; told once of each
 */
export async function followConfiguration(core: Core, onChange: () => void): Promise<ConfigurationWatch> {
  const parse = parseApart(core.ports.runHelper ?? runWithNode)
  const loaded = await loadConfiguration(core, undefined, parse)
  await putInForce(core, loaded)
  let told = loaded
  const follow = async (next: LoadedConfiguration) => {
    try {
      await putInForce(core, next)
    } finally {
      // What came again only for its record is no news: what waits for a mend would be tried anew with each look.
      const isNew = next !== told
      told = next
      if (isNew) onChange()
    }
  }
  return watchConfiguration(core, loaded, follow, undefined, parse)
}
