import { classify, isShortFile, reasonInRetries, reasonInText } from './classify.ts'
import type { Plan, Reader, Sink } from './commands/plan.ts'
import { exitCodes } from './exit-codes.ts'
import { type ExitError, firstLine, parseExitError, parseItemFailure } from './messages/errors.ts'
import { parseObject } from './messages/json.ts'
import { parseLockHolder } from './messages/lock.ts'
import type { Failed, FailureReason, ItemFailure, Outcome } from './outcome.ts'
import type { Redact } from './process/redact.ts'
import { explainStartFailure } from './process/start-failure.ts'
import { createTail } from './process/tail.ts'
import type { ProcessEnd } from './process/wait-for-end.ts'
import type { LimitReason } from './process/watchdog.ts'
import { isHopeless } from './remote-causes.ts'
import type { RequestProblem } from './request-problem.ts'

const maxFailures = 1_000
const maxWarnings = 100
const maxDetail = 64 * 1024

/** Our own part in the end of a process. */
type OwnPart = { readonly cancelled: boolean; readonly forced: boolean; readonly limit: LimitReason | undefined }

/** Gathers what one run says and makes the outcome of it. Knows nothing of processes. */
export type Collector<Result> = {
  readonly redact: Redact
  stdoutLine(line: string, sink: Sink<never>): void
  /** Returns the message if the line says that something is tried again. */
  stderrLine(line: string, sink: Sink<never>): string | undefined
  array(): void
  /** Counts a failed item; returns it without secrets. */
  failure(failure: ItemFailure): ItemFailure
  /** A line was too long to be kept. */
  dropped(): void
  refused(problem: RequestProblem): Outcome<Result>
  notStarted(error: NodeJS.ErrnoException): Outcome<Result>
  outcome(end: ProcessEnd, own: OwnPart): Outcome<Result>
}

/** Begins to gather for one run. */
export function createCollector<Result>(context: {
  plan: Plan<never, Result> | Plan<unknown, Result>
  program: string
  redact: Redact
}): Collector<Result> {
  const { plan, program, redact } = context
  const reader = plan.reader() as Reader<never, Result>
  const detail = createTail(maxDetail)
  const retries = createTail(8 * 1024)
  const failures: ItemFailure[] = []
  const warnings: string[] = []
  let failureCount = 0
  let droppedLines = 0
  let unreadableSnapshots = 0
  let unlisted = false
  let exitError: ExitError | undefined
  let headline = ''

  const retryPattern = /returned error, retrying after/
  /** A lock of somebody else's that a server refuses; whatever else is wrong with it may be gone with its owner when restic looks again. */
  const refusedLock = (line: string) => /^Load\(<lock\/[0-9a-f]+>.*\) failed: /.test(line) && isHopeless(reasonInRetries(line))
  const retriedPattern = /operation successful after \d+ retries/
  const failed = (reason: FailureReason, message: string, end: ProcessEnd | undefined): Failed<Result> => {
    const partialResult = end && plan.keepsPartial ? reader.result() : undefined
    const lock = reason === 'locked' ? parseLockHolder(exitError?.message ?? detail.text()) : undefined
    return {
      kind: 'failed',
      reason,
      message: redact(message),
      detail: redact(detail.text()),
      exitCode: end?.exitCode ?? null,
      signal: end?.signal ?? null,
      failures,
      failureCount,
      ...(lock ? { lock } : {}),
      ...(partialResult === undefined ? {} : { partialResult }),
    }
  }
  const retryOf = (line: string) => {
    retries.add(line)
    return redact(retryCause(line))
  }
  const allWarnings = () => {
    const all = [
      ...warnings,
      ...failures.slice(0, maxWarnings).map(({ item, message }) => (item === '' ? message : `${item}: ${message}`)),
    ].map(redact)
    return droppedLines === 0 ? all : [...all, `${droppedLines} lines of output were too long to be read`]
  }

  return {
    redact,
    stdoutLine(line, sink) {
      const json = plan.json === false ? undefined : parseObject(line)
      if (!json) return reader.text?.(line, sink)
      // Some errors come on stdout in text commands run with --json.
      exitError = parseExitError(json) ?? exitError
      reader.json?.(json, sink)
    },
    stderrLine(line, sink) {
      detail.add(line)
      const json = parseObject(line)
      if (json) {
        const error = parseExitError(json)
        const told = error === undefined && typeof json.message === 'string' ? json.message : ''
        if (error) exitError = error
        else if (retryPattern.test(told)) return retryOf(told)
        else if (reader.errorText && typeof json.message === 'string')
          for (const part of json.message.split('\n')) reader.errorText(part, sink)
        else {
          const failure = parseItemFailure(json, plan.during ?? plan.name)
          if (failure) sink.failure(failure)
        }
        return undefined
      }
      if (retryPattern.test(line)) return retryOf(line)
      if (/^List\(lock\) failed: /.test(line) || refusedLock(line)) {
        retries.add(line)
        sink.locksUnseen()
        return undefined
      }
      if (retriedPattern.test(line)) {
        sink.alive()
        return undefined
      }
      const unreadable = /^Ignoring "([0-9a-f]{64})": (failed to load .+)$/.exec(line)
      if (unreadable) {
        unreadableSnapshots++
        sink.failure({ item: `snapshot ${unreadable[1]}`, message: firstLine(unreadable[2] ?? ''), during: plan.name })
        return undefined
      }
      const closed = /^could not load snapshots: (.+)$/.exec(line)
      if (closed) {
        unlisted = true
        exitError ??= { code: undefined, message: closed[1] ?? '' }
        return undefined
      }
      const kept = /^Remove\(<(\w+)\/([0-9a-f]+)>\) failed: (.+)$/.exec(line)
      if (kept) {
        headline = moreTelling(headline, line)
        sink.failure({ item: `${kept[1]} ${kept[2]}`, message: firstLine(kept[3] ?? ''), during: 'remove' })
        return undefined
      }
      if (reader.errorText?.(line, sink)) return undefined
      headline = moreTelling(headline, line)
      if (warnings.length < maxWarnings) warnings.push(firstLine(line))
      return undefined
    },
    array: () => reader.array?.(),
    failure(failure) {
      failureCount++
      const kept = { ...failure, message: redact(failure.message) }
      if (failures.length < maxFailures) failures.push(kept)
      return kept
    },
    dropped() {
      droppedLines++
    },
    refused: (problem) => failed(problem.reason, problem.message, undefined),
    notStarted(error) {
      const { reason, message } = explainStartFailure(error, program, plan.cwd)
      return failed(reason, message, undefined)
    },
    outcome(end, own) {
      const { exitCode } = end
      // An answer that came all the same is an answer: a snapshot that was saved is not "cancelled". An empty list that restic gives, and ends with 0, where it
      // was not let see what there is, is none.
      if ((exitCode === exitCodes.ok || exitCode === exitCodes.partial) && !unlisted) {
        const result = reader.result()
        // restic leaves out a snapshot that it cannot read and ends with 0: a list with holes must not pass for the whole list.
        const whole = exitCode === exitCodes.ok && unreadableSnapshots === 0
        if (result !== undefined && whole) return { kind: 'done', result, warnings: allWarnings() }
        if (result !== undefined) return { kind: 'partial', result, failures, failureCount }
        if (exitCode === exitCodes.ok && !own.cancelled && !own.limit) return unanswered(end)
      }
      if (own.cancelled) return { kind: 'cancelled', forced: own.forced }
      if (own.limit) return limited(own.limit, end)
      const message = exitError?.message ?? headline
      const reason = classify({
        exitCode: unlisted && exitCode === exitCodes.ok ? exitCodes.failed : exitCode,
        signal: end.signal,
        message,
        detail: detail.text(),
        command: plan.name,
      })
      const line = reason === 'damaged' && isShortFile(detail.text()) ? 'one of its files is too short' : firstLine(message)
      return failed(reason, line === '' ? endInWords(end) : line, end)
    },
  }

  /** Exit 0 and nothing said: another program, or a restic that speaks differently. */
  function unanswered(end: ProcessEnd): Failed<Result> {
    return failed(
      plan.withoutRepository ? 'program-not-restic' : 'unknown',
      `${program} ended without the answer that restic gives to ${plan.name}`,
      end,
    )
  }

  function limited(limit: LimitReason, end: ProcessEnd): Failed<Result> {
    if (limit === 'retrying-too-long') {
      const seen = retries.text()
      return failed(reasonInRetries(seen) ?? limit, retryCause(seen.split('\n').at(-1) ?? ''), end)
    }
    const cause = reasonInText(exitError?.message ?? '')
    const words = limit === 'silent-too-long' ? 'restic did not get on' : 'restic took too long'
    return failed(limit, cause && exitError ? `${words}: ${firstLine(exitError.message)}` : words, end)
  }
}

/** `Save(<lock/62b2>) returned error, retrying after 1.2s: open x: read-only file system` without what stands before the cause. */
function retryCause(line: string): string {
  return firstLine(line.replace(/^.*?(?:returned error, retrying after \S+|\) failed): /, ''))
}

/** Which of two lines tells more of why it failed: `Fatal:` or the first word of a crash, else the later one; never a line of a stack. */
function moreTelling(before: string, line: string): string {
  if (/^(?:Fatal:|panic:|fatal error:|runtime:)/.test(before)) return before
  return /^\s|^goroutine |\.go:\d+|^\S+\(.*\)$/.test(line) ? before : line
}

function endInWords(end: ProcessEnd): string {
  return end.signal ? `restic was ended by ${end.signal}` : `restic ended with exit code ${end.exitCode}`
}
