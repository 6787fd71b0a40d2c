import { scheduleJob } from 'node-schedule'
import type { Core, RunHost } from '../core.ts'
import { tryLock } from '../home/lock.ts'
import { tellNews } from '../news/tell-news.ts'
import { fail } from '../problem-error.ts'
import { nextDue } from '../schedule/next-due.ts'
import { runningDaemon, schedulerLock } from '../schedule/running-daemon.ts'
import { createScheduler } from '../schedule/scheduler.ts'
import { unmetConditions } from '../schedule/unmet-conditions.ts'
import { executeJob } from './execute-job.ts'
import { followConfiguration } from './follow-configuration.ts'
import { watchPlans } from './watch-plans.ts'

/** The longest time between two looks, in ms: sleep, clock jumps and a new time zone are noticed after it. */
const lookEvery = 30_000

/**
 * Runs the schedule until `host.signal` ends it: what is due, what changes, what is told. One for each home; throws a problem when another is at it.
 * It ends politely: a backup in the middle is recorded as interrupted and made up for at the next start.
 * @param onReady told once it is at work
 */
export async function runDaemon(core: Core, host: RunHost, onReady: () => void): Promise<void> {
  const lock = tryLock(core.home.locks, schedulerLock, 'running the schedule')
  if (lock === undefined) {
    const other = runningDaemon(core)
    return fail(
      'daemon-running',
      `Another Vaultkeeper${other ? ` (process ${other.pid})` : ''} runs the schedule on this home already.`,
      'Nothing to do: one is enough. To run this one instead, end the other first.',
    )
  }
  try {
    await core.record({ event: 'daemon.started', pid: process.pid })
    await runUntilEnded(core, host, onReady)
    await core.record({ event: 'daemon.stopped', pid: process.pid, why: 'it was asked to end' })
  } finally {
    lock.release()
  }
}

async function runUntilEnded(core: Core, host: RunHost, onReady: () => void): Promise<void> {
  const ended = Promise.withResolvers<void>()
  // After what is due was set off, so that what is being made up for is not told as missing.
  const tell = async (): Promise<void> => {
    const now = core.ports.clock.now()
    await tellNews(core, core.settings.configuration, now, host.signal, nextDue(core, now))
  }
  const scheduler = createScheduler(core, {
    execute: (job, signal) => executeJob(core, job, { ...host, signal }),
    unmet: (plan) => unmetConditions(core, plan),
    onChange: () => void look(),
  })
  let wake: ReturnType<typeof scheduleJob> | null = null
  const cancelWake = () => wake?.cancel()
  const look = async (): Promise<void> => {
    try {
      await scheduler.tick()
      await tell()
    } catch (error) {
      // A full disk, say: what is due stays due, and is looked at again.
      core.ports.log(core.redactor.redact(`schedule: ${error instanceof Error ? (error.stack ?? '') : String(error)}`))
    }
    const next = scheduler.nextLook()
    cancelWake()
    // At the minute itself, not up to a look later. A time that has passed gives no job.
    wake = next === null || host.signal.aborted ? null : scheduleJob(next, () => void look())
  }
  const watches = watchPlans(core, scheduler)
  const configuration = await followConfiguration(core, () => {
    scheduler.mended()
    watches.renew()
    void look()
  })
  const timer = setInterval(() => void look(), lookEvery)
  host.signal.addEventListener('abort', () => ended.resolve(), { once: true })
  watches.renew()
  watches.requestAll()
  await look()
  onReady()
  if (!host.signal.aborted) await ended.promise
  clearInterval(timer)
  cancelWake()
  configuration.close()
  watches.close()
  await scheduler.stop()
}
