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
      const { removed, kept, unreadable } = await removeStaleLocks(core, opened, host)
      const result: UnlockResult = { removed, kept }
      if (kept.length === 0) return { verdict: 'done', warnings: [], result }
      const problem =
        unreadable < kept.length
          ? { code: 'lock-alive', sentence: `The lock is held by ${kept.join(' and ')}.`, remedy: 'Wait until that has ended.' }
          : {
              code: 'lock-unreadable',
              sentence: `Nothing can be written to the repository "${repository}" because of ${kept.join(' and ')}.`,
              remedy: opened.remote
                ? 'When no other machine is at work in it, remove that file there, or all locks with: restic unlock --remove-all'
                : 'It may be in use: half an hour after it was written it is removed, by the next backup or by this command.',
            }
      return { verdict: 'skipped', warnings: [], result, problem }
    } finally {
      lock.release()
    }
  })
}
