import type { Core, RunHost } from '../core.ts'
import { takeLock } from '../home/lock.ts'
import { CancelledError } from './record-run.ts'

/**
 * Does `work` while it holds a lock of this home, and gives the lock back whatever comes of it. Waits for another Vaultkeeper and says what that is
 * doing. Throws {@link CancelledError} when it is cancelled while it waits.
 * @param work is told whether it was waited for: what was found out before may be hours old
 */
export async function underLock<Result>(
  core: Core,
  name: string,
  doing: string,
  host: RunHost,
  work: (waited: boolean) => Promise<Result>,
): Promise<Result> {
  let waited = false
  const lock = await takeLock(core.home.locks, name, {
    doing,
    signal: host.signal,
    onWait: (owner) => {
      waited = true
      host.onProgress({ step: 'note', text: `Waiting: another Vaultkeeper is ${owner?.doing ?? 'at work'}` })
    },
  })
  if (lock === undefined) throw new CancelledError()
  try {
    return await work(waited)
  } finally {
    lock.release()
  }
}
