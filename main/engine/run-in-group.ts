import { type ChildProcess, spawn } from 'node:child_process'
import { systemCode } from './problem-error.ts'

/** A program that is started in a process group of its own, and how it is ended. */
export type GroupRequest = {
  readonly program: string
  readonly parameters: readonly string[]
  /** All of its environment. */
  readonly environment: NodeJS.ProcessEnv
  readonly folder: string
  /** Written to its standard input, which is then closed; without it there is none. */
  readonly input?: string | undefined
  /** In milliseconds. */
  readonly timeout: number
  /** How long one that was asked to end may take before it is ended by force, in milliseconds. */
  readonly politeness: number
  readonly signal?: AbortSignal | undefined
  /** Pids of process groups that a second Ctrl-C ends. */
  readonly running?: Set<number> | undefined
  readonly onOutput: (chunk: Buffer) => void
  readonly onWords: (chunk: Buffer) => void
}

/** How it ended: exactly one of exit code, ending signal, and the system's reason why it could not start; none where it was cancelled before. `ended`: why we ended it. */
export type GroupEnd = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly startError: string | null
  readonly ended: 'timeout' | 'cancelled' | null
}

/** How long output may still come after the program has ended: a child that it left behind may hold the pipe for ever. */
const lateOutput = 500

const never: GroupEnd = { code: null, signal: null, startError: null, ended: null }

/**
 * Runs a program to its end, with a time cap; never throws. What ends it is first asked of its whole group (SIGTERM), then forced. It has no terminal, so
 * nothing below it can ask anything there.
 */
export function runInGroup(request: GroupRequest): Promise<GroupEnd> {
  const { program, parameters, folder, environment, timeout, politeness, signal, running } = request
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve({ ...never, ended: 'cancelled' })
    let child: ChildProcess
    try {
      child = spawn(program, parameters, {
        cwd: folder,
        env: environment,
        stdio: [request.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
        detached: ownGroup,
        windowsHide: true,
      })
    } catch (error) {
      return resolve({ ...never, startError: systemCode(error) || 'UNKNOWN' })
    }
    let ended: GroupEnd['ended'] = null
    let force: NodeJS.Timeout | undefined
    let late: NodeJS.Timeout | undefined
    const end = (why: 'timeout' | 'cancelled') => {
      if (ended !== null) return
      ended = why
      endGroup(child.pid, 'SIGTERM')
      force = setTimeout(() => endGroup(child.pid, 'SIGKILL'), politeness)
    }
    const cancel = () => end('cancelled')
    const timer = setTimeout(() => end('timeout'), timeout)
    signal?.addEventListener('abort', cancel, { once: true })
    if (child.pid !== undefined) running?.add(child.pid)

    let settled = false
    const settle = (how: Partial<GroupEnd>) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      clearTimeout(force)
      clearTimeout(late)
      signal?.removeEventListener('abort', cancel)
      if (child.pid !== undefined) running?.delete(child.pid)
      // Of what was ended, nothing stays behind; what ended by itself may have started something on purpose.
      if (ended !== null) endGroup(child.pid, 'SIGKILL')
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
      resolve({ ...never, ...how, ended })
    }
    child.stdout?.on('data', request.onOutput)
    child.stderr?.on('data', request.onWords)
    child.on('error', (error) => {
      if (child.pid === undefined) settle({ startError: systemCode(error) || 'UNKNOWN' })
    })
    child.on('close', (code, by) => settle({ code, signal: by }))
    child.on('exit', (code, by) => {
      late = setTimeout(() => settle({ code, signal: by }), lateOutput)
    })
    // One that does not read what it is told has ended early, or does not care.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(request.input)
  })
}

const ownGroup = process.platform !== 'win32'

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(ownGroup ? -pid : pid, signal)
  } catch {
    // It has ended by itself in this very moment.
  }
}
