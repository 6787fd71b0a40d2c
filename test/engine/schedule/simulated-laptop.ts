import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Configuration } from '../../../main/contract/configuration.ts'
import type { HistoryEvent } from '../../../main/contract/history-event.ts'
import type { Core } from '../../../main/engine/core.ts'
import { createEngine } from '../../../main/engine/engine.ts'
import { processStart } from '../../../main/engine/home/process-identity.ts'
import { labelFor } from '../../../main/engine/labels.ts'
import { createScheduler, type Job, type Scheduler } from '../../../main/engine/schedule/scheduler.ts'
import { fakeKeychain } from '../../helpers/fake-keychain.ts'
import { calmMachine } from '../../helpers/temporary-home.ts'
import type { Disturbances, Span } from './disturbances.ts'
import type { Random } from './random.ts'

const minute = 60_000
/** As far apart as looks may be without being taken for sleep: what happens in between is not looked at, and the year passes sooner. */
const lookEvery = 2.9 * minute

/** A run as the laptop made it: `began` and `ended` in real time, whatever its clock showed. */
type SimulatedRun = {
  readonly plan: string
  readonly repository: string
  readonly vault: string | null
  readonly due: string
  readonly trigger: string
  readonly label: string
  readonly began: number
  /** What its clock showed then, and when the first vault of the same job began. */
  readonly clock: number
  readonly jobClock: number
  /** `null` when its process was killed. */
  ended: number | null
  good: boolean
  /** Of its problem. */
  code: string | null
}

/** The laptop: what to simulate, and how often things fail there. */
export type Laptop = {
  readonly root: string
  readonly configuration: Configuration
  readonly zone: string
  readonly year: Span
  readonly disturbances: Disturbances
  readonly random: Random
  /** Of how many runs one fails. */
  readonly failing: number
  /** Looks only when something may be due: for a year in which nothing happens. */
  readonly hurried?: boolean
}

/** What became of a year. */
export type SimulatedYear = {
  readonly runs: SimulatedRun[]
  readonly lives: number
  readonly looks: number
  /** Which lines of the history were written in each excursion of the clock: after the first number, up to the second. */
  readonly excursionLines: readonly (readonly [number, number])[]
}

/** One life of the process. */
type Life = {
  readonly core: Core
  readonly close: () => void
  readonly scheduler: Scheduler
  readonly body: ChildProcess
  busy: number
}
type Work = { ends: number; readonly resolve: (how: 'ended' | 'aborted') => void; readonly life: Life }

/**
 * Lets a year pass: the real scheduler on a real home, with the time, the sleep of the machine, the ends of its process and the backups themselves
 * simulated. A killed process leaves its runs as they are; its pid is that of a real process, which is gone then.
 */
export async function simulate(laptop: Laptop): Promise<SimulatedYear> {
  const { year, random, disturbances, configuration } = laptop
  const runs: SimulatedRun[] = []
  const works = new Set<Work>()
  let now = year.from
  let offset = 0
  let [asleepSince, down, withoutDrive, withoutNetwork] = [null as number | null, false, false, false]
  let life: Life | null = null
  let nextLook = now
  let wanted = false
  let [lives, looks] = [0, 0]
  let writing: Promise<void> = Promise.resolve()
  let failed: Error | undefined
  const owed: HistoryEvent[] = []
  let linesBefore = 0
  const linesWritten = () => life?.core.state.last()?.seq ?? linesBefore
  const excursionLines: [number, number][] = []
  const clock = { now: () => new Date(now + offset), monotonic: () => now }

  const begin = async (): Promise<void> => {
    lives++
    const engine = await createEngine(laptop.root, {
      clock,
      keychain: fakeKeychain(),
      machine: { ...calmMachine, zone: () => laptop.zone },
      environment: {},
      log: (text) => {
        failed ??= new Error(text)
      },
      randomBytes,
    })
    engine.core.settings.configuration = configuration
    const body = spawn('sleep', ['infinity'], { stdio: 'ignore' })
    await once(body, 'spawn')
    const scheduler = createScheduler(engine.core, {
      execute: (job, signal) => execute(made, job, signal),
      unmet: async ({ repository, remote }) => {
        if (repository === 'local' && withoutDrive) return ['drive-not-connected']
        return remote && withoutNetwork ? ['no-network'] : []
      },
      onChange: () => {
        wanted = true
      },
    })
    const made: Life = { core: engine.core, close: engine.close, scheduler, body, busy: 0 }
    life = made
    for (const event of owed.splice(0)) await made.core.record(event)
    nextLook = now
  }

  const end = async (killed: boolean): Promise<void> => {
    if (life === null) return
    const ending = life
    life = null
    if (!killed) {
      const stopped = ending.scheduler.stop()
      for (const work of works) if (work.life === ending) work.resolve('aborted')
      await stopped
    }
    for (const work of works) if (work.life === ending) works.delete(work)
    linesBefore = ending.core.state.last()?.seq ?? 0
    ending.close()
    const gone = once(ending.body, 'exit')
    ending.body.kill('SIGKILL')
    await gone
  }

  /** What a backup does as far as the schedule is concerned: each vault is one run, which takes its time and may fail. */
  const execute = async (mine: Life, job: Job, signal: AbortSignal): Promise<void> => {
    mine.busy++
    const jobClock = now + offset
    for (const vault of job.vaults.length === 0 ? [null] : job.vaults) {
      if (signal.aborted) break
      const { run, intent } = describe(mine, job, vault, jobClock)
      runs.push(run)
      const id = `run-${runs.length}`
      await record(mine, { ...intent, run: id })
      mine.busy--
      const how = await new Promise<'ended' | 'aborted'>((resolve) => {
        const work: Work = {
          ends: now + random.spread(5000, 20 * minute),
          life: mine,
          resolve: (what) => {
            works.delete(work)
            mine.busy++
            resolve(what)
          },
        }
        works.add(work)
      })
      const code =
        how === 'aborted'
          ? 'interrupted'
          : random.chance(laptop.failing)
            ? random.pick(['repository-offline', 'wrong-password', 'restic-killed', 'lock-lost'])
            : null
      run.ended = now
      run.good = code === null
      run.code = code
      await record(mine, {
        event: 'run.outcome',
        run: id,
        verdict: code === null ? 'done' : code === 'interrupted' ? 'interrupted' : 'failed',
        ...(code === null ? {} : { problem: { code, sentence: 'It failed.', remedy: 'None.' } }),
        warnings: [],
        warningCount: 0,
      })
    }
    mine.busy--
  }

  /** One after the other: two that wait for the lock of the history wait for longer than the writing takes. */
  const record = (mine: Life, event: HistoryEvent): Promise<void> => {
    writing = writing.then(() => mine.core.record(event))
    return writing
  }

  const describe = (mine: Life, { plan, repository, due, trigger }: Job, vault: string | null, jobClock: number) => {
    const kind = configuration.plans[plan]?.kind ?? 'custom'
    const zone = configuration.plans[plan]?.timeZone ?? laptop.zone
    const time = new Date(due ?? Number.NaN)
    const label = labelFor(kind, time, new Set(), zone, plan)
    const run: SimulatedRun = {
      plan,
      repository,
      vault,
      due: time.toISOString(),
      trigger,
      label,
      began: now,
      clock: now + offset,
      jobClock,
      ended: null,
      good: false,
      code: 'interrupted',
    }
    const pid = mine.body.pid ?? 0
    const intent = {
      event: 'run.intent' as const,
      kind:
        plan === '@check'
          ? ('check' as const)
          : plan === '@drill'
            ? ('drill' as const)
            : plan === '@prune'
              ? ('prune' as const)
              : ('backup' as const),
      repository,
      ...(vault === null ? {} : { vault }),
      plan,
      due: run.due,
      trigger,
      pid,
      processStart: processStart(pid) ?? '',
    }
    return { run, intent }
  }

  /** Lets what was set off go on until all of it waits for time to pass. */
  const settle = async (): Promise<void> => {
    while (life !== null && (wanted || life.busy > 0)) {
      if (failed !== undefined) throw failed
      if (life.busy > 0) await new Promise(setImmediate)
      else {
        wanted = false
        await look(life)
      }
    }
  }

  const look = async ({ scheduler }: Life): Promise<void> => {
    looks++
    await scheduler.tick()
    const next = scheduler.nextLook()?.getTime() ?? Number.POSITIVE_INFINITY
    const wait = next - offset - now
    nextLook = now + (wait > 0 && (laptop.hurried || wait < lookEvery) ? wait : lookEvery)
  }

  const edges = edgesOf(disturbances, {
    sleep: (asleep) => {
      if (asleep) {
        asleepSince = now
        return
      }
      // What ran stood still.
      for (const work of works) work.ends += now - (asleepSince ?? now)
      asleepSince = null
      nextLook = now + random.between(0, 30_000)
      if (life === null && !down) return begin()
    },
    restart: async (isDown, killed) => {
      down = isDown
      if (isDown) await end(killed)
      else if (asleepSince === null && life === null) await begin()
    },
    excursion: (by) => {
      offset = by
      const line = linesWritten()
      if (by !== 0) excursionLines.push([line, line])
      else excursionLines.push([excursionLines.pop()?.[0] ?? line, line])
      nextLook = Math.min(nextLook, now + random.between(0, 30_000))
    },
    drive: (gone) => {
      withoutDrive = gone
    },
    network: (gone) => {
      withoutNetwork = gone
    },
    pause: async (paused, { open, from, to }) => {
      if (paused && life !== null)
        await life.core.record({
          event: 'schedule.paused',
          until: open ? null : new Date(now + offset + to - from).toISOString(),
          by: 'somebody',
        })
      if (paused || !open) return
      const resumed: HistoryEvent = { event: 'schedule.resumed', by: 'somebody' }
      if (life === null) owed.push(resumed)
      else await life.core.record(resumed)
    },
  })

  await begin()
  while (now < year.to) {
    const edge = edges[0]
    const awake = life !== null && asleepSince === null
    const ending = awake ? Math.min(...[...works].map(({ ends }) => ends)) : Number.POSITIVE_INFINITY
    const next = Math.min(edge?.at ?? year.to, year.to, ending, awake ? nextLook : Number.POSITIVE_INFINITY)
    now = Math.max(now, next)
    if (edge !== undefined && edge.at <= now) {
      edges.shift()
      await edge.apply()
    } else if (awake && life !== null) {
      for (const work of [...works]) if (work.ends <= now) work.resolve('ended')
      if (nextLook <= now) await look(life)
    }
    await settle()
  }
  await end(false)
  return { runs, lives, looks, excursionLines }
}

type Edge = { readonly at: number; readonly apply: () => Promise<void> | void }

/** What the disturbances do to the laptop, in the order in which it happens. */
function edgesOf(
  { sleeps, restarts, excursions, withoutDrive, withoutNetwork, pauses }: Disturbances,
  act: {
    sleep: (asleep: boolean) => Promise<void> | void
    restart: (down: boolean, killed: boolean) => Promise<void>
    excursion: (by: number) => void
    drive: (gone: boolean) => void
    network: (gone: boolean) => void
    pause: (paused: boolean, pause: Disturbances['pauses'][number]) => Promise<void>
  },
): Edge[] {
  const both = <Kind extends Span>(spans: readonly Kind[], apply: (begins: boolean, span: Kind) => Promise<void> | void): Edge[] =>
    spans.flatMap((span) => [
      { at: span.from, apply: () => apply(true, span) },
      { at: span.to, apply: () => apply(false, span) },
    ])
  return [
    ...both(sleeps, act.sleep),
    ...both(restarts, (begins, { killed }) => act.restart(begins, killed)),
    ...both(excursions, (begins, { by }) => act.excursion(begins ? by : 0)),
    ...both(withoutDrive, act.drive),
    ...both(withoutNetwork, act.network),
    ...both(pauses, act.pause),
  ].sort((a, b) => a.at - b.at)
}
