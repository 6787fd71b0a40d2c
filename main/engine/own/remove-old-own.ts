import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { refusedRemoval } from '../repositories/refused-removal.ts'
import { circumstancesOf } from '../retention/circumstances.ts'
import { ownFreezes } from '../retention/retention-freeze.ts'
import { repositoryFacts } from '../retention/series.ts'
import { noteRefusedRemoval } from '../runs/note-refused-removal.ts'
import { settleRemovals } from '../runs/settle-removals.ts'
import { withSecondTry } from '../runs/with-second-try.ts'
import { madeOwn } from '../state/own-queries.ts'
import { knownSnapshots } from '../state/queries.ts'
import { oldOwn } from './old-own.ts'

/**
 * Removes old snapshots of Vaultkeeper's own things, by their ids, recorded before they go. Where nothing may be removed, or not now, none does. What keeps them from going is no
 * failure: the newest is there. The caller holds the lock of the repository.
 * @param newest the run that removes them, and what it made itself just now, which is not in the records yet
 * @returns how many are gone
 */
export async function removeOldOwn(
  core: Core,
  opened: OpenRepository,
  newest: { readonly run: string; readonly snapshot: string },
  host: RunHost,
): Promise<number> {
  const { database } = core.state
  const ids = oldOwn(knownSnapshots(database, opened.name), madeOwn(database).add(newest.snapshot)).map(({ id }) => id)
  if (ids.length === 0) return 0
  if (ownFreezes(repositoryFacts(core, opened.name), await circumstancesOf(core)).length > 0) return 0
  await core.record({ event: 'snapshots.removing', repository: opened.name, run: newest.run, ids })
  try {
    const forget = () => opened.restic.forget(opened.target, { ids }, { signal: host.signal }).outcome
    const outcome = await withSecondTry(core, opened, host, forget)
    const refused = outcome.kind === 'cancelled' ? undefined : refusedRemoval(outcome)
    if (refused !== undefined) await noteRefusedRemoval(core, opened, refused)
    else if (outcome.kind === 'failed') core.ports.log(core.redactor.redact(`own: old ones were not removed: ${outcome.message}`))
  } finally {
    await settleRemovals(core, opened)
  }
  const left = new Set(knownSnapshots(database, opened.name).map(({ id }) => id))
  return ids.filter((id) => !left.has(id)).length
}
