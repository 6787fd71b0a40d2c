import { setTimeout as delay } from 'node:timers/promises'
import { loadAndTake, takeConfiguration } from '../config/take-configuration.ts'
import { watchConfiguration } from '../config/watch-configuration.ts'
import type { Core, RunHost } from '../core.ts'
import { tryLock } from '../home/lock.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { tellDesktop } from '../news/tell-desktop.ts'
import { ProblemError } from '../problem-error.ts'
import { runningDaemon, schedulerLock } from '../schedule/running-daemon.ts'
import { type DaemonShow, runDaemon } from './daemon.ts'
import type { UpdateIndex } from './keep-indexed.ts'

/** How often it is looked whether the other one has ended, in ms. */
const lookEvery = 2_000

/**
 * Runs the schedule until `host.signal` ends it, as soon as no other process on this home does. While another does, only the configuration is kept in force
 * here, of which that one records what it says, and news are told on the desktop, which that one may not have.
 * @param jobs what the schedule sets off is among them
 * @param onElsewhere is told the process that runs the schedule instead
 */
export async function runDaemonInTurn(
  core: Core,
  host: RunHost,
  show: DaemonShow & { readonly onElsewhere: (pid: number | undefined) => void },
  updateIndex: UpdateIndex,
  jobs: Jobs,
): Promise<void> {
  while (!host.signal.aborted) {
    try {
      return await runDaemon(core, host, show, updateIndex, jobs)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'daemon-running') throw error
    }
    show.onElsewhere(runningDaemon(core)?.pid)
    await whileElsewhere(core, host.signal)
  }
}

async function whileElsewhere(core: Core, signal: AbortSignal): Promise<void> {
  const loaded = await loadAndTake(core)
  const configuration = watchConfiguration(core, loaded, (next) => takeConfiguration(core, next))
  const tell = tellDesktop(core, signal)
  let failed = ''
  const complain = (error: unknown) => {
    const text = core.redactor.redact(`Telling news: ${error instanceof Error ? (error.stack ?? '') : String(error)}`)
    // It goes on with each look; once is enough.
    if (text !== failed) core.ports.log(text)
    failed = text
  }
  try {
    while (!signal.aborted) {
      await delay(lookEvery, undefined, { signal }).catch(() => undefined)
      const free = tryLock(core.home.locks, schedulerLock, 'taking over the schedule')
      free?.release()
      if (free !== undefined) return
      await tell().catch(complain)
    }
  } finally {
    configuration.close()
  }
}
