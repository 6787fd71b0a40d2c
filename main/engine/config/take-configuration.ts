import type { Core } from '../core.ts'
import { askNetworkMounts } from '../machine/silent-mounts.ts'
import { placesOnDisk } from '../repositories/places-on-disk.ts'
import { type LoadedConfiguration, loadConfiguration, problemLine } from './load-configuration.ts'

/** Takes a configuration in this process, without a record: that is for whoever runs the schedule. One with mistakes is told of, and what was good before stays. */
export function takeConfiguration(core: Core, { configuration, problems, path, hash }: LoadedConfiguration): void {
  core.settings.configuration = configuration
  core.settings.hash = hash
  core.settings.problems = problems.map((problem) => problemLine(problem, path))
}

/** Reads the configuration and takes it, and asks the network drives that it names whether they are there. */
export async function loadAndTake(core: Core): Promise<LoadedConfiguration> {
  const loaded = await loadConfiguration(core)
  takeConfiguration(core, loaded)
  await askNetworkMounts(placesOnDisk(core))
  return loaded
}
