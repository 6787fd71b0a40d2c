import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { type KnownChange, waitingOfLane } from '../state/change-queries.ts'
import { changeNamed } from './change-named.ts'
import { compareSnapshots } from './compare-snapshots.ts'
import type { Difference } from './entry.ts'
import { hashChange } from './hash-change.ts'

/** A change that waits, and what it differs in, as the repository holds it now. */
export type ConfirmedChange = { readonly change: KnownChange; readonly opened: OpenRepository; readonly differences: readonly Difference[] }

/**
 * Makes sure that a change can be decided: that it waits, and that what the repository gives is what was found and shown. The caller holds the lock of
 * the changes. Throws problems.
 */
export async function confirmWaiting(core: Core, name: string, host: RunHost): Promise<ConfirmedChange> {
  const change = changeNamed(core, name)
  refuseDecided(core, change)
  const opened = await openRepository(core, change.repository, 'read', host)
  const differences = await compareSnapshots(core, opened, { from: change.against, to: change.snapshot }, host)
  if (hashChange(differences) !== change.hash)
    fail(
      'change-differs',
      `What the repository "${change.repository}" holds of the change ${change.id} is not what was found: its hash is another one.`,
      'Nothing was decided. Find out who altered it: vaultkeeper history --verify, and vaultkeeper verify.',
    )
  return { change, opened, differences }
}

function refuseDecided(core: Core, { id, decision, by, plan, vault, repository }: KnownChange): void {
  if (decision === null) return
  const newer = waitingOfLane(core.state.database, { plan, vault, repository }).at(-1)?.id
  if (decision !== 'superseded') fail('change-decided', `The change ${id} was ${decision} by ${by} already.`, 'Nothing to do.')
  if (newer === undefined) fail('change-gone', `The change ${id} is gone: the files are as they were approved again.`, 'Nothing to do.')
  fail(
    'change-superseded',
    `The files changed again since: a newer change took the place of ${id}.`,
    `Look at that one, and decide on it: vaultkeeper changes ${newer}`,
  )
}
