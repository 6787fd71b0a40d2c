import { join } from 'node:path'
import type { Core } from '../core.ts'
import { lookAtPlace } from '../repositories/local-files.ts'
import { embedded, placeOfRepository } from '../repositories/repository-place.ts'
import { knownRepository } from '../state/queries.ts'

/**
 * Whether the repository in Vaultkeeper's own folder stayed on the old machine: nothing lies at its place in this home. One that the configuration puts elsewhere, as onto
 * a drive, is never taken for lost, and neither is one whose place cannot be read.
 */
export function isEmbeddedGone(core: Core): boolean {
  const { location } = placeOfRepository(core, embedded, knownRepository(core.state.database, embedded))
  return location === join(core.home.repositories, embedded) && lookAtPlace(location) === 'nothing'
}

/** Forgets the repository in Vaultkeeper's own folder where it did not come along, so that the next backup makes it anew: otherwise its plans would fail at every run. */
export async function forgetEmbedded(core: Core): Promise<void> {
  if (knownRepository(core.state.database, embedded) !== undefined && isEmbeddedGone(core))
    await core.record({ event: 'repository.forgotten', repository: embedded })
}
