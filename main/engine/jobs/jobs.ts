import type { EndedRun } from '../../contract/procedures/ended-run.ts'
import type { Job, JobEnd, JobKind, Progress } from '../../contract/procedures/jobs.ts'
import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import { byPerson, endingOf, redacted } from '../runs/record-run.ts'
import { gravestVerdict } from './gravest-verdict.ts'
import { runKindOf } from './run-kind-of.ts'

/** What a job is about; the rest is filled in by and by. */
export type JobAbout = Pick<Job, 'kind' | 'title'> & Partial<Pick<Job, 'plan' | 'vault' | 'repository'>>

/** What a job came to: its runs, and what its kind has to show besides. `verdict`, where the runs alone do not tell it. */
export type JobOutcome = { readonly runs: readonly EndedRun[] } & Partial<Pick<JobEnd, 'verdict' | 'indexes' | 'remarks'>>

/** What a job does. What it throws becomes the job's problem. */
export type JobWork = (host: RunHost) => Promise<JobOutcome>

/** What lasts and was asked for in this process: begun by one procedure, followed and cancelled by others, from as many pages as there are. */
export type Jobs = {
  /** Begins `work` and answers at once. */
  readonly begin: (about: JobAbout, work: JobWork) => Job
  /** Does `work` as a job that `signal` ends as well, and rejects as it does: for what nobody asked for, but may want to see and to cancel. */
  readonly during: (about: JobAbout, work: JobWork, signal: AbortSignal) => Promise<void>
  /** Those that go on, and the last ones that ended; oldest first. */
  readonly list: () => readonly Job[]
  /** Throws a problem for one that is not known (any more). */
  readonly get: (id: string) => Job
  /** Asks a job to end politely. It is over when it says so. */
  readonly cancel: (id: string) => Job
  /** Calls back whenever a job moves: at once for its beginning, its end and its sentences, five times a second for numbers. @returns ends that */
  readonly onMove: (listener: () => void) => () => void
  /** Cancels all that goes on and waits for it. */
  readonly close: () => Promise<void>
}

/** Of ended ones so many are remembered. */
const mostEnded = 50
/** The least time between two calls because of numbers, in ms: as often as restic tells them. */
const pace = 200

/** The jobs of one engine. */
export function createJobs(core: Core): Jobs {
  const jobs = new Map<string, { job: Job; readonly controller: AbortController; done: Promise<void> }>()
  const over: string[] = []
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

  function begin(about: JobAbout, work: JobWork): Job {
    const id = core.ports.randomBytes(6).toString('hex')
    const controller = new AbortController()
    const started = core.ports.clock.now().toISOString()
    const nothing = { plan: null, vault: null, repository: null, progress: null, notes: [], cancelling: false, ended: null }
    const job: Job = { ...nothing, ...about, title: core.redactor.redact(about.title), id, started }
    const host: RunHost = {
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.step === 'note') {
          change(id, { notes: [...known(id).job.notes, core.redactor.redact(progress.text)] })
          tell()
        } else {
          change(id, { progress: withoutSecrets(core, progress) })
          numbers ??= setTimeout(tell, pace)
        }
      },
    }
    const entry = { job, controller, done: Promise.resolve() }
    jobs.set(id, entry)
    entry.done = endOf(core, about.kind, controller.signal, () => work(host)).then((ended) => {
      change(id, { ended, progress: null, cancelling: false })
      forgetOld(id)
      tell()
    })
    tell()
    return job
  }

  /** In the order in which they ended: whoever follows one that lasted longest has to see how it ended. */
  function forgetOld(id: string): void {
    over.push(id)
    for (const old of over.splice(0, Math.max(0, over.length - mostEnded))) jobs.delete(old)
  }

  function cancel(id: string): Job {
    const entry = known(id)
    if (entry.job.ended === null && !entry.job.cancelling) {
      change(id, { cancelling: true })
      entry.controller.abort(byPerson)
      tell()
    }
    return entry.job
  }

  async function during(about: JobAbout, work: JobWork, signal: AbortSignal): Promise<void> {
    const ended = Promise.withResolvers<void>()
    const { id } = begin(about, async (host) => {
      const working = work(host)
      working.then(() => ended.resolve(), ended.reject)
      return working
    })
    const end = () => jobs.get(id)?.controller.abort(signal.reason)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
    await ended.promise.finally(() => signal.removeEventListener('abort', end))
  }

  return {
    begin,
    during,
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

async function endOf(core: Core, kind: JobKind, signal: AbortSignal, work: () => Promise<JobOutcome>): Promise<JobEnd> {
  const time = () => core.ports.clock.now().toISOString()
  const nothing = { problem: null, runs: [], indexes: [], remarks: [] }
  try {
    const outcome = await work()
    const verdicts = outcome.runs.map(({ verdict }) => verdict)
    const verdict = verdicts.length === 0 && signal.aborted ? 'cancelled' : gravestVerdict(verdicts)
    return { ...nothing, verdict, ...outcome, time: time() }
  } catch (error) {
    const { verdict, problem } = endingOf(core, error, { kind: runKindOf(kind) })
    return { ...nothing, verdict, problem: problem ? redacted(core, problem) : null, time: time() }
  }
}

/** The name of a file may be one. */
function withoutSecrets({ redactor }: Core, progress: Progress): Progress {
  return 'current' in progress && progress.current !== undefined ? { ...progress, current: redactor.redact(progress.current) } : progress
}
