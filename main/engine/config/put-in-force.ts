import type { Core } from '../core.ts'
import { askNetworkMounts } from '../machine/silent-mounts.ts'
import { placesOnDisk } from '../repositories/places-on-disk.ts'
import { recordedConfiguration } from '../state/schedule-queries.ts'
import { type LoadedConfiguration, problemLine } from './load-configuration.ts'

/**
 * Puts a configuration in force in this process, asks the network drives that it names whether they are there, and records that it is another one, or what is
 * wrong with it. The recovery documents are brought up to it.
 */
export async function putInForce(core: Core, { path, hash, problems, configuration }: LoadedConfiguration): Promise<void> {
  core.settings.configuration = configuration
  core.settings.hash = hash
  core.settings.problems = problems.map((problem) => problemLine(problem, path))
  await askNetworkMounts(placesOnDisk(core))
  if (hash === recordedConfiguration(core.state.database)) return
  if (problems.length > 0)
    await core.record({ event: 'configuration.refused', path, fileHash: hash, problems: core.settings.problems.slice(0, 20) })
  else {
    await core.record({ event: 'configuration.changed', path, fileHash: hash })
    await (await import('../recovery/keep-documents.ts')).keepDocuments(core)
  }
}
