import type { Core } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { knownSnapshots } from '../state/queries.ts'
import { compareLedger } from './compare-ledger.ts'

/** Records the snapshots that are in the ledger and no longer in the repository, though no retention was to remove them. @returns their ids */
export async function noteVanished(core: Core, opened: OpenRepository): Promise<string[]> {
  const ledger = knownSnapshots(core.state.database, opened.name).filter((one) => one.vanished === null && one.removing === null)
  const { vanished } = compareLedger(
    ledger.map(({ id }) => id),
    await opened.inside.snapshotIds(),
  )
  if (vanished.length > 0) await core.record({ event: 'snapshots.vanished', repository: opened.name, ids: vanished })
  return vanished
}
