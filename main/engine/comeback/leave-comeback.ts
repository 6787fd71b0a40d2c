import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import { closeInterruptedRuns } from '../runs/recover.ts'
import { underLock } from '../runs/under-lock.ts'
import { forgetEmbedded } from './forget-embedded.ts'
import { recordVaultsHere } from './record-vaults.ts'
import { forgetComeback, unfinishedComeback } from './unfinished-comeback.ts'

/**
 * Leaves a return that was cut off as far as it came, also where none of its repositories can be had any more: what is in the vaults is backed up from now on. Throws problems.
 */
export function leaveComeback(core: Core, host: RunHost): Promise<void> {
  return underLock(core, 'comeback', 'leaving a return as it is', host, async () => {
    const unfinished = unfinishedComeback(core)
    if (unfinished === undefined) return
    if (!unfinished.history)
      fail(
        'comeback-hardly-begun',
        `The history of ${unfinished.host} did not come back, so there is nothing to go on with.`,
        'Say it again: vaultkeeper init --from REPOSITORY. Or begin in a new folder that VAULTKEEPER_HOME names.',
      )
    await closeInterruptedRuns(core)
    await forgetEmbedded(core)
    await recordVaultsHere(core)
    forgetComeback(core)
  })
}
