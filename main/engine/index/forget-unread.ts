import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { fileOf, indexState, openIndex } from './open-index.ts'
import { updateIndex } from './update-index.ts'

/**
 * Has the next update read once more the snapshots that could not be read, for all that is in the repository was read meanwhile. What fails is logged: nothing
 * depends on an index.
 */
export async function forgetUnread(core: Core, opened: OpenRepository, host: RunHost): Promise<void> {
  try {
    const index = openIndex(core, opened.name)
    const unread = index === undefined ? 0 : indexState(index.database).failed
    index?.close()
    if (unread > 0) await updateIndex(core, opened, fileOf(core, opened.name), host, { only: [], again: true })
  } catch (error) {
    core.ports.log(`index of ${opened.name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
