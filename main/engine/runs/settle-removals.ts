import type { Core } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { knownSnapshots } from '../state/queries.ts'

/**
 * Settles what a retention began and did not get to record: of the snapshots that it was to remove, those that are gone are recorded as removed by
 * it, so that nobody takes them for vanished, and those that are still there stand in the ledger like any other. The caller holds the lock of the
 * repository.
 */
export async function settleRemovals(core: Core, opened: OpenRepository): Promise<void> {
  const repository = opened.name
  const open = knownSnapshots(core.state.database, repository).filter((one) => one.removing !== null)
  if (open.length === 0) return
  const present = new Set(await opened.inside.snapshotIds())
  // Retention leaves the newest ones: a place that shows none at all has gone, with all that was in it. Who looks at it next settles this.
  if (present.size === 0) return
  for (const run of new Set(open.map(({ removing }) => removing ?? ''))) {
    const ids = open.filter(({ id, removing }) => removing === run && !present.has(id)).map(({ id }) => id)
    if (ids.length > 0) await core.record({ event: 'snapshots.removed', repository, run, ids })
  }
  const left = open.filter(({ id }) => present.has(id)).map(({ id, time }) => ({ id, time }))
  if (left.length > 0) await core.record({ event: 'snapshots.seen', repository, snapshots: left })
}
