import { hostname } from 'node:os'
import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { refusedRemoval } from '../repositories/refused-removal.ts'
import { noteRefusedRemoval } from '../runs/note-refused-removal.ts'
import { settleRemovals } from '../runs/settle-removals.ts'
import { withSecondTry } from '../runs/with-second-try.ts'
import { homeHost, knownSnapshots } from '../state/queries.ts'
import { oldOwn } from './old-own.ts'

/**
 * Removes old snapshots of Vaultkeeper's own things, by their ids, recorded before they go. Where nothing may be removed none does. What keeps them from going is no
 * failure: the newest is there. The caller holds the lock of the repository.
 * @returns how many are gone
 */
export async function removeOldOwn(core: Core, opened: OpenRepository, run: string, host: RunHost): Promise<number> {
  if (opened.appendOnly) return 0
  const ids = oldOwn(knownSnapshots(core.state.database, opened.name), homeHost(core.state.database) ?? hostname()).map(({ id }) => id)
  if (ids.length === 0) return 0
  await core.record({ event: 'snapshots.removing', repository: opened.name, run, ids })
  try {
    const forget = () => opened.restic.forget(opened.target, { ids }, { signal: host.signal }).outcome
    const outcome = await withSecondTry(core, opened, host, forget)
    const refused = outcome.kind === 'cancelled' ? undefined : refusedRemoval(outcome)
    if (refused !== undefined) await noteRefusedRemoval(core, opened, refused)
    else if (outcome.kind === 'failed') core.ports.log(core.redactor.redact(`own: old ones were not removed: ${outcome.message}`))
  } finally {
    await settleRemovals(core, opened)
  }
  const left = new Set(knownSnapshots(core.state.database, opened.name).map(({ id }) => id))
  return ids.filter((id) => !left.has(id)).length
}
