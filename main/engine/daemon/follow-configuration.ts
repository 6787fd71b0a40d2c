import { type LoadedConfiguration, loadConfiguration, problemLine } from '../config/load-configuration.ts'
import { parseApart } from '../config/parse-apart.ts'
import { type ConfigurationWatch, watchConfiguration } from '../config/watch-configuration.ts'
import type { Core } from '../core.ts'
import { recordedConfiguration } from '../state/schedule-queries.ts'

/**
 * Puts the configuration in force and keeps it so: each new one is recorded and told of, each broken one is recorded with what is wrong, while the
 * last good one stays in force.
 */
export async function followConfiguration(core: Core, onChange: () => void): Promise<ConfigurationWatch> {
  const loaded = await loadConfiguration(core, undefined, parseApart)
  await take(core, loaded)
  const follow = async (next: LoadedConfiguration) => {
    await take(core, next)
    onChange()
  }
  return watchConfiguration(core, loaded, follow, undefined, parseApart)
}

async function take(core: Core, loaded: LoadedConfiguration): Promise<void> {
  const { path, hash, problems } = loaded
  core.settings.configuration = loaded.configuration
  core.settings.problems = problems.map((problem) => problemLine(problem, path))
  if (hash === recordedConfiguration(core.state.database)) return
  if (problems.length > 0)
    await core.record({ event: 'configuration.refused', path, fileHash: hash, problems: core.settings.problems.slice(0, 20) })
  else await core.record({ event: 'configuration.changed', path, fileHash: hash })
}
