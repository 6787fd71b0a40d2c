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
  /** The machine slept, and whether the lock was there all the time could not be found out: the repository has to be checked. */
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
  const clock = () => core.ports.clock.now().getTime()
  let last = clock()
  let [asking, lost, unsure] = [false, false, false]
  const timer = setInterval(() => {
    const before = last
    last = clock()
    if (last - before < sleepGap || asking || lost) return
    asking = true
    void ownLock(core, opened, host, before)
      .then((found) => {
        asking = false
        unsure ||= found === 'made-since'
        lost = found === 'none'
        if (lost) controller.abort()
      })
      // Not to know is to be unsure: `asking` stays.
      .catch((error: unknown) => core.ports.log(core.redactor.redact(`lock after sleep: ${String(error)}`)))
  }, lookEvery)
  return {
    host: { ...host, signal: AbortSignal.any([host.signal, controller.signal]) },
    lost: () => lost,
    // A gap that nobody has looked at yet counts as well: the process may have ended in the very moment of waking.
    unsure: () => unsure || asking || clock() - last > sleepGap,
    stop: () => clearInterval(timer),
  }
}

/** `made-since`: it was exchanged after the sleep, so that nobody can tell whether the one before was there all the time. */
type OwnLock = 'there' | 'made-since' | 'none'

async function ownLock(core: Core, opened: OpenRepository, host: RunHost, before: number): Promise<OwnLock> {
  const found = await findOwnLock(core, opened, host, before)
  if (found !== 'none') return found
  await delay(secondLook)
  return (await findOwnLock(core, opened, host, before)) === 'none' ? 'none' : 'made-since'
}

async function findOwnLock(core: Core, opened: OpenRepository, host: RunHost, before: number): Promise<OwnLock> {
  const own = new Set(core.running)
  let found: OwnLock = 'none'
  for (const id of await opened.inside.lockIds()) {
    const outcome = await opened.restic.catLock(opened.readTarget, { id }, { signal: host.signal }).outcome
    if (outcome.kind !== 'done' || outcome.result.hostname !== hostname() || !own.has(outcome.result.pid)) continue
    if (Date.parse(outcome.result.time) <= before) return 'there'
    found = 'made-since'
  }
  return found
}
