import type { ChildProcess } from 'node:child_process'
import { PassThrough, type Readable } from 'node:stream'
import { reasonInRetries } from './classify.ts'
import { type Collector, createCollector } from './collector.ts'
import { globalFlags } from './commands/flags.ts'
import { type Plan, quietWork, type RetryingEvent, type Sink } from './commands/plan.ts'
import { limitsFor } from './limits.ts'
import type { Outcome } from './outcome.ts'
import { type Delivery, deliverSecrets } from './process/deliver.ts'
import { childEnvironment } from './process/environment.ts'
import { maskLocation } from './process/redact.ts'
import { giveInput, spawnChild } from './process/spawn.ts'
import { createLineSplitter } from './process/split-lines.ts'
import { createValueSplitter } from './process/split-values.ts'
import { createStopper, type Stopper } from './process/stop.ts'
import { type ProcessEnd, waitForEnd } from './process/wait-for-end.ts'
import { createWatchdog, type LimitReason, type Limits } from './process/watchdog.ts'
import { isHopeless } from './remote-causes.ts'
import type { Repository } from './repository.ts'
import { problemWith, secretsOf } from './request-problem.ts'
import { safely } from './safely.ts'
import { type ResticSettings, withSafeCallbacks } from './settings.ts'
import { createEventQueue, type Task } from './task.ts'

/** What a caller may say about one run. */
export type Control = {
  /** Aborting it ends the process: SIGINT, then SIGKILL after `stopGrace`. */
  readonly signal?: AbortSignal | undefined
  readonly limits?: Limits | undefined
  /** Told whenever restic tries something again; also for commands whose iteration gives rows only. */
  readonly onRetrying?: ((event: RetryingEvent) => void) | undefined
  /** A program with its first words that becomes what the rest of its words say, such as `['nice', '-n', '5']`: restic is started by way of it. */
  readonly launcher?: readonly string[] | undefined
}

const maxLineLength = 64 * 1024 * 1024
const maxElementBytes = 400 * 1024 * 1024

/** A task whose bytes are the caller's: dump. */
export type RunningCommand<Event, Result> = Task<Event, Result> & { readonly stdout: Readable }

/** Runs a plan. Nothing here throws for what restic or the system does: it all ends in the outcome. */
export function runCommand<Event, Result>(
  givenSettings: ResticSettings,
  repository: Repository | undefined,
  plan: Plan<Event, Result>,
  control: Control = {},
): RunningCommand<Event, Result> {
  const settings = withSafeCallbacks(givenSettings)
  let stopper: Stopper | undefined
  let child: ChildProcess | undefined
  let left = false
  let limitHit: LimitReason | undefined
  const stdout = new PassThrough()
  stdout.on('error', () => {}) // pipeline() hears it; nobody else has to
  const leave = () => {
    left = true
    stop()
  }
  /** Ends the process. Nothing may be held back from now on: a restic that cannot write its last line does not end. */
  const stop = () => {
    if (!stopper) return
    stopper.stop()
    queue.release()
    if (plan.framing !== 'bytes') return
    child?.stdout?.unpipe(stdout)
    child?.stdout?.resume()
  }
  const queue = createEventQueue<Event>({
    highWater: plan.rows ? 4_096 : 10_000,
    lossless: plan.rows === true,
    onHold(held) {
      watchdog?.hold(held)
      if (held) child?.stdout?.pause()
      else child?.stdout?.resume()
    },
    onLeft: plan.stopWhenLeft ? leave : () => {},
  })
  let watchdog: ReturnType<typeof createWatchdog> | undefined

  const outcome = run().then((result) => {
    queue.end()
    if (result.kind === 'done' || result.kind === 'partial') stdout.end()
    else stdout.destroy(new Error(result.kind === 'failed' ? result.message : 'cancelled'))
    return result
  })

  return {
    get outcome() {
      queue.expectNobody()
      return outcome
    },
    stdout,
    [Symbol.asyncIterator]: () => queue[Symbol.asyncIterator](),
  }

  async function run(): Promise<Outcome<Result>> {
    const sources = [repository, plan.source].filter((one) => one !== undefined)
    const problem = problemWith(plan, sources)
    const collector = createCollector<Result>({ plan, program: settings.program, redact: secretsOf(settings, plan, sources) })
    if (problem) return collector.refused(problem)
    if (control.signal?.aborted) return { kind: 'cancelled', forced: false }

    let delivery: Delivery
    try {
      delivery = deliverSecrets(repository, plan.source, plan.secrets ?? [])
    } catch (error) {
      return collector.notStarted(error as NodeJS.ErrnoException)
    }
    const started = performance.now()
    const args = [
      ...(repository ? globalFlags(asCached(repository, settings), plan.neverLocks === true, plan.source) : []),
      ...delivery.args,
      ...(plan.json ? ['--json'] : []),
      ...plan.args,
    ]
    const shown = collector.redact(
      [settings.program, ...args.map((arg) => arg.replace(/^(--(?:from-)?password-command=).*/s, '$1***'))].join(' '),
    )
    settings.onLog?.({ level: 'debug', text: `run: ${shown}` })
    try {
      const environment = childEnvironment({
        parent: process.env,
        cacheDirectory: settings.cacheDirectory,
        added: [
          { RESTIC_PROGRESS_FPS: plan.json ? '5' : '1' },
          settings.environment,
          plan.source?.environment,
          repository?.environment,
          plan.environment,
        ],
        own: delivery.environment,
      })
      const [program = settings.program, ...words] = [...(control.launcher ?? []), settings.program, ...args]
      child = spawnChild({
        program,
        args: words,
        env: environment,
        cwd: plan.cwd,
        hasInput: delivery.input !== undefined,
        descriptors: delivery.descriptors,
      })
    } catch (error) {
      delivery.remove()
      return collector.notStarted(error as NodeJS.ErrnoException)
    }
    delivery.release()
    try {
      const end = await attend(child, delivery.input, collector)
      const seconds = ((performance.now() - started) / 1000).toFixed(2)
      settings.onLog?.({ level: 'debug', text: `end: ${plan.name}: ${end.signal ?? `exit ${end.exitCode}`} after ${seconds} s` })
      if (end.error) return collector.notStarted(end.error)
      return collector.outcome(end, {
        cancelled: stopper?.stopping === true && limitHit === undefined,
        forced: stopper?.forced === true,
        limit: limitHit,
      })
    } finally {
      delivery.remove()
    }
  }

  /** Gives the child what it is to read, reads everything it says, and waits for its end. */
  async function attend(process: ChildProcess, input: string | undefined, collector: Collector<Result>): Promise<ProcessEnd> {
    const own = createStopper(process, settings.stopGrace ?? 10_000)
    stopper = own
    const watch = createWatchdog(limitsOf(plan.limits), (reason) => {
      if (own.stopping) return
      limitHit = reason
      stop()
    })
    watchdog = watch
    control.signal?.addEventListener('abort', stop, { once: true })
    if (left) stop()

    connectOutput(process, collector, watch)
    const ended = waitForEnd(
      process,
      () => own.ended(),
      () => {
        // Ours to clear away only if it was we who ended restic: otherwise it may be a helper that is meant to stay.
        if (own.stopping) own.killGroup()
      },
    )
    if (process.pid !== undefined) {
      const location = repository && maskLocation(repository.location)
      settings.onProcess?.({
        pid: process.pid,
        command: plan.name,
        ...(location === undefined ? {} : { repositoryLocation: location }),
        ended: ended.then(() => {}),
      })
    }
    giveInput(process, input)
    const end = await ended
    watch.stop()
    control.signal?.removeEventListener('abort', stop)
    return end
  }

  function limitsOf(command: Limits | undefined): Limits {
    return limitsFor({
      settings: settings.limits,
      repository: repository?.limits ?? plan.source?.limits,
      plan: command,
      control: control.limits,
      retryLock: repository?.retryLock,
    })
  }

  function connectOutput(process: ChildProcess, collector: Collector<Result>, watch: ReturnType<typeof createWatchdog>): void {
    let lastKey: string | number | undefined
    const sink: Sink<Event> = {
      emit(event) {
        watch.alive()
        queue.push(event)
      },
      progress(event, key) {
        if (key !== lastKey) watch.alive()
        lastKey = key
        queue.conflate(event)
      },
      alive: () => watch.alive(),
      locksUnseen() {
        watch.locksUnseen()
        stopper?.hurry()
      },
      quiet: () => watch.allowSilence(limitsOf(quietWork).silence),
      failure(failure) {
        watch.alive()
        const kept = collector.failure(failure)
        if (plan.announces) queue.push({ type: 'failure', ...kept } as Event)
      },
    }
    const stderr = createLineSplitter({
      maxLength: maxLineLength,
      onDropped: () => collector.dropped(),
      onLine(line) {
        if (settings.onLog) settings.onLog({ level: 'debug', text: `stderr: ${collector.redact(line.slice(0, 8_192))}` })
        const retry = collector.stderrLine(line, sink)
        if (retry === undefined) return
        const event: RetryingEvent = { type: 'retrying', message: retry, since: watch.retrying(isHopeless(reasonInRetries(retry))) }
        // All that is left to it is to remove its lock, from a place that does not answer.
        stopper?.hurry()
        safely(() => control.onRetrying?.(event))
        settings.onRetrying?.(event)
        if (plan.announces) queue.push(event as Event)
      },
    })
    const out = plan.framing === 'values' ? arrayOutput(collector, sink) : lineOutput(collector, sink)
    process.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk)).on('end', () => stderr.end())
    process.stderr?.on('error', () => {})
    process.stdout?.on('error', () => {})
    if (plan.framing === 'bytes') {
      process.stdout?.on('data', () => watch.alive())
      process.stdout?.pipe(stdout, { end: false })
      stdout.once('close', () => {
        // Closed before the end: the reader has gone away. What restic still writes is read and forgotten.
        if (process.exitCode !== null || process.signalCode !== null) return
        leave()
      })
      // A slow reader pauses the pipe: that is not restic's silence.
      process.stdout?.on('pause', () => watch.hold(true)).on('resume', () => watch.hold(false))
    } else {
      process.stdout?.on('data', (chunk: Buffer) => out.push(chunk)).on('end', () => out.end())
    }
  }

  function lineOutput(collector: Collector<Result>, sink: Sink<Event>) {
    return createLineSplitter({
      maxLength: maxLineLength,
      onLine: (line) => collector.stdoutLine(line, sink),
      onDropped: () => collector.dropped(),
    })
  }
  function arrayOutput(collector: Collector<Result>, sink: Sink<Event>) {
    return createValueSplitter({
      maxBytes: maxElementBytes,
      onValue: (json) => collector.stdoutLine(json, sink),
      onArray: () => collector.array(),
      onDropped: () => collector.dropped(),
    })
  }
}

/** The repository as its commands are run now. */
function asCached(repository: Repository, { cacheUsable }: ResticSettings): Repository {
  return repository.noCache || cacheUsable === undefined || cacheUsable() ? repository : { ...repository, noCache: true }
}
