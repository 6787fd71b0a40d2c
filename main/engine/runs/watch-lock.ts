import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'

/** What became of the lock of a restic process that was at work while the machine slept. */
export type LockWatch = {
  /** For restic: aborted when a person cancels, and when its lock was lost. */
  readonly host: RunHost
  /** The machine slept, and the lock was gone afterwards: others may have removed what this run builds on. */
  readonly lost: () => boolean
  /** The machine slept, and restic had ended before its lock could be looked for: the repository has to be checked. */
  readonly unsure: () => boolean
  readonly stop: () => void
}

const lookEvery = 2_000
/** A gap between two looks that is no busy machine any more, in ms. */
const sleepGap = 15_000
/** restic exchanges its lock every few minutes, and takes a moment to make the first: looked for again after this, in ms. */
const secondLook = 3_000

/**
 * Watches over a run for sleep. A process that was suspended goes on as if nothing had been; meanwhile somebody may have taken its lock for stale,
 * removed it, and pruned what the run relies on. restic does not notice, and ends with 0 over a damaged repository.
 */
export function watchLock(core: Core, opened: OpenRepository, host: RunHost): LockWatch {
  const controller = new AbortController()
  let last = core.ports.clock.now().getTime()
  let state: 'fine' | 'asking' | 'lost' = 'fine'
  const timer = setInterval(() => {
    const now = core.ports.clock.now().getTime()
    const gap = now - last
    last = now
    if (gap < sleepGap || state !== 'fine') return
    state = 'asking'
    void ownLockIsThere(core, opened, host)
      .then((there) => {
        state = there ? 'fine' : 'lost'
        if (!there) controller.abort()
      })
      // Not to know is to be unsure: the repository is checked at the end.
      .catch((error: unknown) => core.ports.log(core.redactor.redact(`lock after sleep: ${String(error)}`)))
  }, lookEvery)
  return {
    host: { ...host, signal: AbortSignal.any([host.signal, controller.signal]) },
    lost: () => state === 'lost',
    // A gap that nobody has looked at yet counts as well: the process may have ended in the very moment of waking.
    unsure: () => state === 'asking' || core.ports.clock.now().getTime() - last > sleepGap,
    stop: () => clearInterval(timer),
  }
}

async function ownLockIsThere(core: Core, opened: OpenRepository, host: RunHost): Promise<boolean> {
  if (await holdsLock(core, opened, host)) return true
  await delay(secondLook)
  return holdsLock(core, opened, host)
}

async function holdsLock(core: Core, opened: OpenRepository, host: RunHost): Promise<boolean> {
  const own = new Set(core.running)
  for (const id of await opened.inside.lockIds()) {
    const outcome = await opened.restic.catLock(opened.readTarget, { id }, { signal: host.signal }).outcome
    if (outcome.kind === 'done' && outcome.result.hostname === hostname() && own.has(outcome.result.pid)) return true
  }
  return false
}
