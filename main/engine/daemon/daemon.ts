import type { Core, RunHost } from '../core.ts'
import { tryLock } from '../home/lock.ts'
import { processStart } from '../home/process-identity.ts'
import { sessionEndOf, sessionEndWords } from '../home/session-end.ts'
import { followMachines } from '../hosts/follow-machines.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { tellNews } from '../news/tell-news.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { carePlans } from '../schedule/due-plans.ts'
import { nextDue } from '../schedule/next-due.ts'
import { runningDaemon, runningSchedule, schedulerLock } from '../schedule/running-daemon.ts'
import { createScheduler, type Job } from '../schedule/scheduler.ts'
import { unmetConditions } from '../schedule/unmet-conditions.ts'
import { lookAnew } from '../secrets/keychain-now.ts'
import { isCorrupt } from '../state/is-corrupt.ts'
import { type KnownRun, latestRuns } from '../state/queries.ts'
import { latestSkips, type Skip } from '../state/schedule-queries.ts'
import { executeAsJob, executeJob } from './execute-job.ts'
import { followConfiguration } from './follow-configuration.ts'
import { followHistory } from './follow-history.ts'
import { keepAgents } from './keep-agents.ts'
import { keepIndexed, type UpdateIndex } from './keep-indexed.ts'
import { wakeAt } from './wake-at.ts'
import { watchPlans } from './watch-plans.ts'

/** The longest time between two looks, in ms: sleep, clock jumps and a new time zone are noticed after it. */
const lookEvery = 30_000

/** What a host may want to show of a daemon that is at work. */
export type DaemonShow = {
  /** It is at work. */
  readonly onReady: () => void
  /** A run that the schedule set off has ended. */
  readonly onEnded?: (run: KnownRun) => void
  /** Due times were not run, and why. */
  readonly onSkipped?: (skip: Skip) => void
  /** Something does not work that is not told by a run: the schedule could not be looked at, say, for the disk is full. A text without secrets. */
  readonly onTrouble?: (text: string) => void
}

/**
 * Runs the schedule until `host.signal` ends it: what is due, what changes, what is told. One for each home; throws a problem when another is at it.
 * It ends politely: a backup in the middle is recorded as interrupted and made up for at the next start.
 * @param updateIndex indexes what the runs add, in a process of its own, which takes its memory with it
 * @param jobs where the host has pages or a menu: what the schedule sets off is among its jobs
 */
export async function runDaemon(core: Core, host: RunHost, show: DaemonShow, updateIndex: UpdateIndex, jobs?: Jobs): Promise<void> {
  const lock = tryLock(core.home.locks, schedulerLock, runningSchedule(core))
  if (lock === undefined) {
    const other = runningDaemon(core)
    return fail(
      'daemon-running',
      `${other?.tray ? 'The tray app' : 'Another Vaultkeeper'}${other ? ` (process ${other.pid})` : ''} runs the schedule on this home already.`,
      'Nothing to do: one is enough. To run this one instead, end the other first.',
    )
  }
  try {
    await core.record({ event: 'daemon.started', pid: process.pid })
    await runUntilEnded(core, host, show, updateIndex, jobs)
    const end = sessionEndOf(core.home, process.pid, processStart(process.pid) ?? '')
    const why = end === undefined ? 'it was asked to end' : sessionEndWords[end]
    await core.record({ event: 'daemon.stopped', pid: process.pid, why })
  } finally {
    lock.release()
  }
}

async function runUntilEnded(core: Core, host: RunHost, show: DaemonShow, updateIndex: UpdateIndex, jobs: Jobs | undefined): Promise<void> {
  const { onReady, onEnded, onSkipped, onTrouble } = show
  const ended = Promise.withResolvers<void>()
  const told = new Map<string, string>()
  const trouble = (what: string) => (error: unknown) => {
    core.ports.log(core.redactor.redact(`${what}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`))
    if (isCorrupt(error))
      void core.state.mend(error).catch((again: unknown) => core.ports.log(core.redactor.redact(`state: ${String(again)}`)))
    const text = core.redactor.redact(error instanceof ProblemError ? error.problem.sentence : String(error))
    // It goes on with each look; once is enough, until it has gone well in between.
    if (![...told.values()].includes(text)) onTrouble?.(text)
    told.set(what, text)
  }
  const settled = (what: string) => () => void told.delete(what)
  // After what is due was set off, so that what is being made up for is not told as missing.
  const tell = async (): Promise<void> => {
    const now = core.ports.clock.now()
    await tellNews(core, core.settings.configuration, now, host.signal, nextDue(core, now))
  }
  const machines = followMachines(core, host)
  const scheduler = createScheduler(core, {
    execute: async (job, signal) => {
      const before = latestRuns(core.state.database, 1)[0]?.id
      const executed: Promise<unknown> =
        jobs === undefined ? executeJob(core, job, { ...host, signal }) : executeAsJob(core, jobs, job, signal)
      await executed.finally(() => {
        for (const run of runsOf(core, job, before)) onEnded?.(run)
      })
    },
    unmet: (plan) => unmetConditions(core, plan),
    onChange: () => lookSoon(),
  })
  let newestSkip = latestSkips(core.state.database, 1)[0]?.seq ?? 0
  const tellSkips = () => {
    const skips = latestSkips(core.state.database, 20).filter(({ seq }) => seq > newestSkip)
    newestSkip = skips[0]?.seq ?? newestSkip
    for (const skip of skips.reverse()) onSkipped?.(skip)
  }
  let cancelWake: () => void = () => undefined
  const look = async (): Promise<void> => {
    // A full disk, say: what is due stays due, and is looked at again.
    await scheduler.tick().then(settled('schedule'), trouble('schedule'))
    tellSkips()
    indexes.look()
    const next = scheduler.nextLook()
    cancelWake()
    // At the minute itself, not up to a look later.
    if (next !== null && !host.signal.aborted) cancelWake = wakeAt(next, lookSoon)
    await tell().then(settled('news'), trouble('news'))
    // It takes as long as a server does, and nothing waits for it.
    void machines.look().then(settled('machines'), trouble('machines'))
  }
  const looking = new Set<Promise<void>>()
  // Whatever cannot be looked at, such as a damaged state: the next look comes all the same.
  const lookNow = (): Promise<void> => look().then(settled('look'), trouble('look'))
  const lookSoon = () => {
    const one = lookNow().finally(() => looking.delete(one))
    looking.add(one)
  }
  const watches = watchPlans(core, scheduler)
  const agents = keepAgents(core, jobs, { onChange: () => lookSoon(), onTrouble: trouble('agents') })
  const tellMistakes = () => {
    const { problems, configuration } = core.settings
    const instead = configuration === null ? 'no plan is in force' : 'the last good one stays in force'
    if (problems[0] !== undefined) onTrouble?.(`The configuration has a mistake, so ${instead}: ${problems[0]}`)
  }
  const configuration = await followConfiguration(core, () => {
    tellMistakes()
    scheduler.mended()
    watches.renew()
    agents.renew()
    lookSoon()
  })
  // It looks into repositories at once, and by now the network drives that they lie on have been asked.
  const indexes = keepIndexed(core, updateIndex)
  const history = followHistory(core, () => {
    agents.stirred()
    lookSoon()
  })
  const endWatch = core.ports.machine.onChange?.(() => {
    lookAnew(core)
    scheduler.stirred()
    lookSoon()
  })
  const timer = setInterval(() => {
    // What the system does not tell of, such as a folder that was put in the place of another.
    void configuration.check()
    lookSoon()
  }, lookEvery)
  host.signal.addEventListener('abort', () => ended.resolve(), { once: true })
  watches.renew()
  agents.renew()
  await lookNow()
  onReady()
  tellMistakes()
  if (!host.signal.aborted) await ended.promise
  clearInterval(timer)
  cancelWake()
  endWatch?.()
  history.close()
  configuration.close()
  watches.close()
  await Promise.all([scheduler.stop(), indexes.stop(), agents.stop()])
  await Promise.all(looking)
  await machines.idle().catch(trouble('machines'))
}

/** The runs of a job that have ended since `before`, oldest first. */
function runsOf(core: Core, { plan, repository, vaults }: Job, before: string | undefined): KnownRun[] {
  const runs = latestRuns(core.state.database, 100)
  const known = runs.findIndex(({ id }) => id === before)
  const since = runs.slice(0, known < 0 ? runs.length : known).reverse()
  const isOf = (run: KnownRun) => (plan === carePlans.git ? vaults.includes(run.vault ?? '') : run.repository === repository)
  return since.filter((run) => run.plan === plan && isOf(run) && run.verdict !== null)
}
