import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { HistoryEvent } from '../../main/contract/history-event.ts'
import type { Verdict } from '../../main/contract/verdict.ts'
import { parseConfiguration } from '../../main/engine/config/parse-configuration.ts'
import type { Core } from '../../main/engine/core.ts'
import { executeJob } from '../../main/engine/daemon/execute-job.ts'
import type { Machine } from '../../main/engine/ports.ts'
import { recordRun } from '../../main/engine/runs/record-run.ts'
import { createScheduler, type Job, type Scheduler } from '../../main/engine/schedule/scheduler.ts'
import { unmetConditions } from '../../main/engine/schedule/unmet-conditions.ts'
import type { FakeKeychain } from './fake-keychain.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from './temporary-home.ts'

/** How a pretended backup ends: well, or with the code of a problem. */
export type Pretended = { readonly verdict: Verdict; readonly code?: string }

/** A scheduler on a home of its own, whose clock stands still but for `at`. */
export type ScheduleBench = TestHome & {
  /** Vaults and repositories lie here. */
  readonly folder: string
  readonly scheduler: Scheduler
  /** What was set off, in order. */
  readonly jobs: readonly Job[]
  /** Puts a configuration in force, as the daemon does. */
  readonly configure: (configuration: object) => void
  /** Sets the clock, looks, and waits until all that came of it has ended. */
  readonly at: (time: string) => Promise<void>
  /** The same without waiting. */
  readonly lookAt: (time: string) => Promise<void>
  readonly events: <Name extends HistoryEvent['event']>(name: Name) => Extract<HistoryEvent, { event: Name }>[]
  /** The runs of the history, in order: `plan/repository/vault due trigger: verdict code`, without what does not apply. */
  readonly runs: () => string[]
  /** What was not run: `plan/repository from..to xcount reason`. */
  readonly skips: () => string[]
}

/** Opens one. `execute` takes the place of real backups; it is given the job, and what pretends one (by another core, if wanted). */
export async function scheduleBench(options: {
  folder?: string
  configuration: object
  started: string
  root?: string
  machine?: Partial<Machine>
  keychain?: FakeKeychain
  environment?: NodeJS.ProcessEnv
  /** Snapshots bear the time that is set. */
  shifted?: boolean
  execute?: ((job: Job, pretend: (job: Job, ending?: Pretended, by?: Core) => Promise<void>, core: Core) => Promise<unknown>) | 'real'
}): Promise<ScheduleBench> {
  const folder = options.folder ?? temporaryFolder('schedule')
  const home = await testHome(options)
  home.setTime(new Date(options.started))
  const { core } = home
  const configure = (configuration: object) => {
    const text = JSON.stringify({ version: 1, verification: { check: false, drill: false }, ...configuration })
    const parsed = parseConfiguration(text, { person: folder, embedded: path.join(core.home.repositories, 'default') })
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    for (const { path: vault } of Object.values(parsed.configuration.vaults)) mkdirSync(vault, { recursive: true })
    core.settings.configuration = parsed.configuration
  }
  configure(options.configuration)
  const jobs: Job[] = []
  let changed = false
  const { execute = (job: Job, pretend: (job: Job) => Promise<void>) => pretend(job) } = options
  const scheduler = createScheduler(core, {
    execute: async (job, signal) => {
      jobs.push(job)
      if (execute === 'real') await executeJob(core, job, testHost(signal))
      else await execute(job, (what, ending, by = core) => pretend(by, what, ending), core)
    },
    unmet: (plan) => unmetConditions(core, plan),
    onChange: () => {
      changed = true
    },
  })
  const lookAt = async (time: string) => {
    home.setTime(new Date(time))
    await scheduler.tick()
  }
  const events = <Name extends HistoryEvent['event']>(name: Name) =>
    recorded(home.root).filter((line) => line.event === name) as unknown as Extract<HistoryEvent, { event: Name }>[]
  return {
    ...home,
    folder,
    scheduler,
    jobs,
    configure,
    lookAt,
    at: async (time) => {
      await lookAt(time)
      do {
        changed = false
        await scheduler.settled()
        await scheduler.tick()
      } while (changed)
    },
    events,
    runs: () => {
      const outcomes = new Map(events('run.outcome').map((line) => [line.run, line]))
      return events('run.intent').map(({ run, plan = '-', repository, vault, due, trigger }) => {
        const { verdict = 'open', problem } = outcomes.get(run) ?? {}
        const lane = [plan, repository, vault].filter((part) => part !== undefined).join('/')
        return `${[lane, ...(due ? [shown(due)] : []), trigger ?? 'manual'].join(' ')}: ${[verdict, ...(problem ? [problem.code] : [])].join(' ')}`
      })
    },
    skips: () =>
      events('plan.skipped').map(
        ({ plan, repository, from, to, count, reason }) => `${plan}/${repository} ${shown(from)}..${shown(to)} x${count} ${reason}`,
      ),
  }
}

/** Records runs as a backup would, one for each vault, without making one. */
async function pretend(core: Core, job: Job, { verdict, code }: Pretended = { verdict: 'done' }): Promise<void> {
  const kind =
    job.plan === '@check'
      ? 'check'
      : job.plan === '@drill'
        ? 'drill'
        : job.plan === '@prune'
          ? 'prune'
          : job.plan === '@copy'
            ? 'copy'
            : 'backup'
  for (const vault of job.vaults.length === 0 ? [undefined] : job.vaults)
    await recordRun(
      core,
      {
        kind,
        repository: job.repository,
        ...(vault === undefined ? {} : { vault }),
        plan: job.plan,
        trigger: job.trigger,
        ...(job.due === null ? {} : { due: job.due }),
      },
      async () => ({
        verdict,
        warnings: [],
        ...(code === undefined ? {} : { problem: { code, sentence: 'It went as the test wants it.', remedy: 'None.' } }),
      }),
    )
}

function shown(time: string): string {
  return time.slice(5, 16)
}
