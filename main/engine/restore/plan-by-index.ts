import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { indexedSnapshot } from './indexed-snapshot.ts'
import { type PlanRequest, planRestore } from './plan-restore.ts'
import type { RestorePlan } from './restore-plan.ts'

/**
 * Plans a restore by what the index has of the snapshot, which spares restic the reading of all its folders; `undefined` where only restic can tell. Only where
 * nothing is there yet: what is to be held against a snapshot is asked of the snapshot itself. restic is asked whether it is still there, and whether it lets us
 * in, so that nothing is begun where it does not. Throws problems.
 */
export async function planByIndex(
  core: Core,
  opened: OpenRepository,
  request: PlanRequest,
  host: RunHost,
): Promise<RestorePlan | undefined> {
  const { snapshot, scope, target } = request
  const indexed = target.empty ? indexedSnapshot(core, opened.name, snapshot.id, scope) : undefined
  if (indexed === undefined) return undefined
  try {
    const asked = opened.restic.snapshots(opened.readTarget, { ids: [snapshot.id] }, { signal: host.signal }).outcome
    const [planned] = await Promise.allSettled([planRestore(core, opened, { ...request, known: indexed.nodes }, host)])
    const answer = await asked
    // Why a snapshot is not there, or cannot be read, restic says when it is to list it.
    if (answer.kind === 'failed' && answer.reason === 'damaged') return undefined
    if (!opened.done(answer).some(({ id }) => id === snapshot.id)) return undefined
    if (planned.status === 'fulfilled') return planned.value
    // An index that is damaged may have less than there is: no restore is refused on its word.
    if (host.signal.aborted) throw planned.reason
    return undefined
  } finally {
    indexed.close()
  }
}
