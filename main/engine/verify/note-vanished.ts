import type { Core } from '../core.ts'
import { noteGoneOfOthers } from '../hosts/note-gone-of-others.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { knownSnapshots } from '../state/queries.ts'
import { compareLedger } from './compare-ledger.ts'

/** Records the snapshots that are in the ledger and no longer in the repository, though no retention was to remove them. @returns the ids of ours */
export async function noteVanished(core: Core, opened: OpenRepository): Promise<string[]> {
  return noteGone(core, opened.name, await opened.inside.snapshotIds())
}

/**
 * The same, by what is there.
 * @param present ids of the snapshots that are there
 * @returns the ids of ours that have vanished: what became of another machine's is that machine's affair
 */
export async function noteGone(core: Core, repository: string, present: Iterable<string>): Promise<string[]> {
  const ledger = knownSnapshots(core.state.database, repository)
  const own = ledger.filter((one) => one.vanished === null && one.removing === null && one.machine === null)
  const there = [...present]
  const { vanished } = compareLedger(
    own.map(({ id }) => id),
    there,
  )
  if (vanished.length > 0) await core.record({ event: 'snapshots.vanished', repository, ids: vanished })
  await noteGoneOfOthers(core, repository, there)
  return vanished
}
