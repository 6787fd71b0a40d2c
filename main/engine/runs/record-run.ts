import type { HistoryEvent } from '../../contract/history-event.ts'
import type { Problem } from '../../contract/problem.ts'
import type { NotHandled } from '../../contract/procedures/ended-run.ts'
import type { RunKind } from '../../contract/run-kind.ts'
import type { Verdict } from '../../contract/verdict.ts'
import type { Core } from '../core.ts'
import { releaseBallast } from '../home/ballast.ts'
import { processStart } from '../home/process-identity.ts'
import { sessionEndOf, sessionEndWords } from '../home/session-end.ts'
import { ProblemError } from '../problem-error.ts'
import { messageOf, problemOfError } from '../problem-of-error.ts'
import { waysOn } from '../restore/ways-on.ts'
import { begunRestore } from '../state/restore-queries.ts'

/** How a run ended, with what there is to tell of it. */
export type Ending<Result> = {
  readonly verdict: Verdict
  readonly problem?: Problem | undefined
  /** Sentences, such as files that could not be read. At most the first hundred are recorded; `warningCount` counts all. */
  readonly warnings: readonly string[]
  readonly warningCount?: number
  /** Files that could not be handled, the first of them, which the warnings tell of too. Not recorded. */
  readonly failed?: readonly NotHandled[]
  readonly result?: Result | undefined
}

/** An ending together with the run that it is of. */
export type EndedRun<Result> = Ending<Result> & { readonly run: string; readonly kind: RunKind }

type Intent = Omit<Extract<HistoryEvent, { event: 'run.intent' }>, 'event' | 'run' | 'pid' | 'processStart'>

const mostWarnings = 100

/** Thrown inside a run that its host cancelled. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError'
}

/** Why a signal was aborted when a person wanted it: what the schedule set off is then left until its next time, and not made up for. */
export const byPerson = Symbol('cancelled by a person')

/** Why a signal was aborted when the network began to count every byte. */
export const byMeter = Symbol('the network counts every byte')

/**
 * Runs `work` as one record: its intent is on the disk before anything is done, its outcome before anything is told. Every way out of `work` ends in exactly one
 * outcome; when even that cannot be written, the problem says so and the run must not be called done.
 * @param signal what ends the work; its reason tells who wanted that
 */
export async function recordRun<Result extends Record<string, unknown>>(
  core: Core,
  intent: Intent,
  work: (run: string) => Promise<Ending<Result>>,
  signal?: AbortSignal,
): Promise<EndedRun<Result>> {
  // What a run would else meet half-way.
  if (await core.state.mend()) core.ports.log('state: it was damaged, and is made anew from the history')
  const run = runId(core)
  await core.record({ event: 'run.intent', run, pid: process.pid, processStart: processStart(process.pid) ?? '', ...intent })
  let ending: Ending<Result>
  const mayKeepAwake = core.settings.configuration?.app.keepAwakeDuringRuns ?? true
  const letSleep = mayKeepAwake ? core.ports.keepAwake?.() : undefined
  try {
    ending = await work(run)
  } catch (error) {
    ending = endingOf(core, error, { ...intent, run }, signal)
  } finally {
    letSleep?.()
  }
  const { verdict, problem, warnings, result } = clean(core, ending)
  const outcome: HistoryEvent = {
    event: 'run.outcome',
    run,
    verdict,
    ...(problem ? { problem } : {}),
    warnings: warnings.slice(0, mostWarnings),
    warningCount: ending.warningCount ?? warnings.length,
    ...(result ? { result } : {}),
  }
  try {
    await core.record(outcome)
  } catch (error) {
    // A full disk: the ballast was kept for this line.
    const last = releaseBallast(core.home) ? await core.record(outcome).catch((again: unknown) => ({ again })) : { again: error }
    if (last !== undefined) {
      core.unrecorded.push(outcome)
      throw notRecorded(last.again, ending)
    }
  }
  return { run, kind: intent.kind, ...ending, verdict, warnings, ...(problem ? { problem } : {}) }
}

/** `20261121T071502-9f3c2a`: sorts by time, and two that begin in the same second differ. */
function runId(core: Core): string {
  const time = core.ports.clock
    .now()
    .toISOString()
    .replace(/[-:]|\.\d+Z$/g, '')
  return `${time}-${core.ports.randomBytes(3).toString('hex')}`
}

/** What a run comes to whose work threw something. One that the schedule set off is ended by a program that ends, unless a person wanted it. */
export function endingOf(
  core: Core,
  error: unknown,
  { kind, trigger = 'manual', run }: Pick<Intent, 'kind' | 'trigger'> & { readonly run?: string },
  signal?: AbortSignal,
): Ending<never> {
  const end = error instanceof CancelledError ? sessionEndOf(core.home, process.pid, processStart(process.pid) ?? '') : undefined
  if (end !== undefined)
    return {
      verdict: 'interrupted',
      warnings: [],
      problem: {
        code: 'stopped',
        sentence: `${sessionEndWords[end]} in the middle of this ${kind}.`,
        remedy: trigger === 'manual' ? howToGoOn(core, run) : 'Nothing to do: the next start makes up for it.',
      },
    }
  if (error instanceof CancelledError && signal?.reason === byMeter)
    return {
      verdict: 'interrupted',
      warnings: [],
      problem: {
        code: 'stopped',
        sentence: `The network began to count every byte in the middle of this ${kind}.`,
        remedy: 'Nothing to do: it goes on on another network. To allow this one: "onMetered": "always" in the configuration.',
      },
    }
  if (error instanceof CancelledError && trigger !== 'manual' && signal?.reason !== byPerson)
    return {
      verdict: 'interrupted',
      warnings: [],
      problem: {
        code: 'stopped',
        sentence: `Vaultkeeper was asked to end in the middle of this ${kind}.`,
        remedy: 'Nothing to do: the next start makes up for it.',
      },
    }
  if (error instanceof CancelledError)
    return {
      verdict: 'cancelled',
      warnings: [],
      problem: {
        code: 'cancelled',
        sentence: 'Cancelled before it was done.',
        remedy: howToGoOn(core, run),
      },
    }
  if (!(error instanceof ProblemError)) core.ports.log(core.redactor.redact((error instanceof Error && error.stack) || messageOf(error)))
  return { verdict: 'failed', warnings: [], problem: problemOfError(error) }
}

function howToGoOn({ state }: Core, run: string | undefined): string {
  const begun = run === undefined ? undefined : begunRestore(state.database, run)
  return begun === undefined ? 'Run it again when it suits; it goes on where it was.' : waysOn(begun)
}

function clean<Result>(core: Core, ending: Ending<Result>): Ending<Result> {
  const { problem, warnings } = ending
  return { ...ending, warnings: warnings.map(core.redactor.redact), ...(problem ? { problem: redacted(core, problem) } : {}) }
}

/** A problem without secrets. */
export function redacted({ redactor: { redact } }: Core, problem: Problem): Problem {
  const { sentence, remedy, detail } = problem
  return { ...problem, sentence: redact(sentence), remedy: redact(remedy), ...(detail ? { detail: redact(detail) } : {}) }
}

function notRecorded(error: unknown, ending: Ending<unknown>): ProblemError {
  const why = error instanceof ProblemError ? error.problem : undefined
  const done =
    ending.verdict === 'done' || ending.verdict === 'warnings'
      ? 'was done, but'
      : `ended (${ending.problem?.sentence ?? ending.verdict}), and`
  return new ProblemError({
    code: 'not-recorded',
    sentence: `The run ${done} could not be recorded: ${why?.sentence ?? String(error)}`,
    remedy: why?.remedy ?? "Check the disk that holds Vaultkeeper's folder, and run it again.",
  })
}
