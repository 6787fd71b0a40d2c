import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { indexedSnapshot } from './indexed-snapshot.ts'
import { type PlanRequest, planRestore } from './plan-restore.ts'
import { refusalOf } from './refuse-plan.ts'
import type { RestorePlan } from './restore-plan.ts'

/**
 * Plans a restore by what the index has of the snapshot, which spares restic the reading of all its folders; `undefined` where only restic can tell. Only where
 * nothing is there yet: what is to be held against a snapshot is asked of the snapshot itself. An index that is damaged may have less than there is, or other
 * than there is: nothing is refused, or left out, on its word. Throws where it is cancelled.
 */
export async function planByIndex(
  core: Core,
  opened: OpenRepository,
  request: PlanRequest,
  host: RunHost,
): Promise<RestorePlan | undefined> {
  const { snapshot, scope, target } = request
  if (!target.empty || !(await isThere(opened, snapshot.id))) return undefined
  const indexed = indexedSnapshot(core, opened.name, snapshot.id, scope)
  if (indexed === undefined) return undefined
  try {
    const plan = await planRestore(core, opened, { ...request, known: indexed.nodes }, host)
    return refusalOf(plan) === undefined && plan.preview.leftOut.count === 0 ? plan : undefined
  } catch (error) {
    if (host.signal.aborted) throw error
    core.ports.log(`restore by the index of ${opened.name}: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  } finally {
    indexed.close()
  }
}

/** Of a folder its file names tell at once, and restic would go by its own cache; on a server only restic can tell, when it restores. */
async function isThere({ remote, inside }: OpenRepository, id: string): Promise<boolean> {
  return remote || (await inside.snapshotIds()).includes(id)
}
