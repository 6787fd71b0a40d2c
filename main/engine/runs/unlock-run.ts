import type { Core, RunHost } from '../core.ts'
import { takeLock } from '../home/lock.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { repositoryLock } from '../repositories/repository-place.ts'
import { endOrphan, removeStaleLocks } from '../repositories/stale-locks.ts'
import { CancelledError, type EndedRun, recordRun } from './record-run.ts'

/** What `unlock` has to show. */
export type UnlockResult = { readonly removed: number; readonly kept: readonly string[] }

/** Removes locks that nobody alive needs, and says which it left and why. */
export async function unlock(core: Core, repository: string, host: RunHost): Promise<EndedRun<UnlockResult>> {
  return recordRun<UnlockResult>(core, { kind: 'unlock', repository }, async () => {
    const lock = await takeLock(core.home.locks, repositoryLock(repository), {
      doing: 'removing stale locks',
      signal: host.signal,
      patience: 2_000,
    })
    if (lock === undefined) {
      if (host.signal.aborted) throw new CancelledError()
      return {
        verdict: 'skipped',
        warnings: [],
        problem: {
          code: 'busy',
          sentence: 'Another Vaultkeeper is at work in this repository, so its lock is a live one.',
          remedy: 'Wait until it has ended.',
        },
      }
    }
    try {
      await endOrphan(core, repository)
      const opened: OpenRepository = await openRepository(core, repository, 'read', host)
      const result = await removeStaleLocks(core, opened, host)
      if (result.kept.length === 0) return { verdict: 'done', warnings: [], result }
      return {
        verdict: 'skipped',
        warnings: [],
        result,
        problem: {
          code: 'lock-alive',
          sentence: `The lock is held by ${result.kept.join(' and ')}.`,
          remedy: 'Wait until that has ended.',
        },
      }
    } finally {
      lock.release()
    }
  })
}
