import type { EndedRun, Job, JobEnd, JobKind } from '../../contract/procedures/jobs.ts'
import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import { endingOf, type EndedRun as RecordedRun } from '../runs/record-run.ts'
import { gravestVerdict } from './gravest-verdict.ts'
import { runKindOf } from './run-kind-of.ts'

/** What a job is about; the rest is filled in by and by. */
export type JobAbout = Pick<Job, 'kind' | 'title'> & Partial<Pick<Job, 'plan' | 'vault' | 'repository'>>

/** What lasts and was asked for in this process: begun by one procedure, followed and cancelled by others, from as many pages as there are. */
export type Jobs = {
  /** Begins `work` and answers at once. What it throws becomes the job's problem. */
  readonly begin: (about: JobAbout, work: (host: RunHost) => Promise<readonly RecordedRun<object>[]>) => Job
  /** Those that go on, and the last ones that ended; oldest first. */
  readonly list: () => readonly Job[]
  /** Throws a problem for one that is not known (any more). */
  readonly get: (id: string) => Job
  /** Asks a job to end politely. It is over when it says so. */
  readonly cancel: (id: string) => Job
  /** Calls back whenever a job moves: at once for its beginning, its end and its sentences, four times a second for numbers. @returns ends that */
  readonly onMove: (listener: () => void) => () => void
  /** Cancels all that goes on and waits for it. */
  readonly close: () => Promise<void>
}

/** Of ended ones so many are remembered. */
const mostEnded = 50
/** The least time between two calls because of numbers, in ms. */
const pace = 250

/** The jobs of one engine. */
export function createJobs(core: Core): Jobs {
  const jobs = new Map<string, { job: Job; readonly controller: AbortController; done: Promise<void> }>()
  const listeners = new Set<() => void>()
  let numbers: NodeJS.Timeout | undefined
  const tell = () => {
    clearTimeout(numbers)
    numbers = undefined
    for (const listener of [...listeners]) listener()
  }
  const known = (id: string) =>
    jobs.get(id) ?? fail('job-unknown', 'That is not known here any more.', 'The history tells what became of it: vaultkeeper history')
  const change = (id: string, what: Partial<Job>) => {
    const entry = known(id)
    entry.job = { ...entry.job, ...what }
  }

  function begin(about: JobAbout, work: (host: RunHost) => Promise<readonly RecordedRun<object>[]>): Job {
    const id = core.ports.randomBytes(6).toString('hex')
    const controller = new AbortController()
    const started = core.ports.clock.now().toISOString()
    const nothing = { plan: null, vault: null, repository: null, progress: null, notes: [], cancelling: false, ended: null }
    const job: Job = { ...nothing, ...about, id, started }
    const host: RunHost = {
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.step === 'note') {
          change(id, { notes: [...known(id).job.notes, core.redactor.redact(progress.text)] })
          tell()
        } else {
          change(id, { progress })
          numbers ??= setTimeout(tell, pace)
        }
      },
    }
    const entry = { job, controller, done: Promise.resolve() }
    jobs.set(id, entry)
    entry.done = endOf(core, about.kind, () => work(host)).then((ended) => {
      change(id, { ended, progress: null, cancelling: false })
      forgetOld()
      tell()
    })
    tell()
    return job
  }

  function forgetOld(): void {
    const ended = [...jobs.values()].filter(({ job }) => job.ended !== null)
    for (const { job } of ended.slice(0, Math.max(0, ended.length - mostEnded))) jobs.delete(job.id)
  }

  function cancel(id: string): Job {
    const entry = known(id)
    if (entry.job.ended === null && !entry.job.cancelling) {
      change(id, { cancelling: true })
      entry.controller.abort()
      tell()
    }
    return entry.job
  }

  return {
    begin,
    list: () => [...jobs.values()].map(({ job }) => job),
    get: (id) => known(id).job,
    cancel,
    onMove: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      for (const { controller } of jobs.values()) controller.abort()
      await Promise.all([...jobs.values()].map(({ done }) => done))
      clearTimeout(numbers)
    },
  }
}

async function endOf(core: Core, kind: JobKind, work: () => Promise<readonly RecordedRun<object>[]>): Promise<JobEnd> {
  const time = () => core.ports.clock.now().toISOString()
  try {
    const runs = (await work()).map(toEnded)
    return { time: time(), verdict: gravestVerdict(runs.map(({ verdict }) => verdict)), problem: null, runs }
  } catch (error) {
    const { verdict, problem } = endingOf(core, error, { kind: runKindOf(kind) })
    return { time: time(), verdict, problem: problem ?? null, runs: [] }
  }
}

function toEnded({ kind, run, verdict, problem, warnings, warningCount, result }: RecordedRun<object>): EndedRun {
  return {
    kind,
    run,
    verdict,
    problem: problem ?? null,
    warnings,
    warningCount: warningCount ?? warnings.length,
    result: result === undefined ? null : { ...result },
  }
}
