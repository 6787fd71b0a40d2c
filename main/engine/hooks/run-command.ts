import { type ChildProcess, spawn } from 'node:child_process'
import { systemCode } from '../problem-error.ts'
import { redactionMask } from '../secrets/redact.ts'

/** A program of a person's own: an argv array, never a line for a shell. */
export type CommandRequest = {
  readonly command: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  readonly folder: string
  /** Written to its standard input, which is then closed. */
  readonly input: string
  /** In milliseconds. */
  readonly timeout: number
  /** Pids of process groups that a second Ctrl-C ends. */
  readonly running?: Set<number>
  /** Takes secrets out of what it wrote. */
  readonly redact: (text: string) => string
}

/** How it ended: exactly one of exit code, ending signal, and the system's reason why it could not start. */
export type CommandEnd = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly startError: string | null
  /** Why we ended it. */
  readonly ended: 'timeout' | 'cancelled' | null
  /** The last of what it wrote to standard output and standard error, at most {@link mostOutput} characters, without secrets. */
  readonly output: string
}

/** How much of the output is told, in characters. */
const mostOutput = 4096
/** The longest part of a secret that a cut may leave over, in characters. */
const longestSecret = 2048
/** How long a program that was asked to end may take before it is ended by force, in milliseconds. */
const politeness = 5_000
/** How long output may still come after the program has ended: a child that it left behind may hold the pipe for ever. */
const lateOutput = 500

/** Runs a command to its end, with a time cap; never throws. What ends it is first asked of it (SIGTERM), after five seconds forced on its whole group. */
export function runCommand(request: CommandRequest, signal: AbortSignal): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const [program = '', ...parameters] = request.command
    const tail = createTail(mostOutput + longestSecret)
    const never = (startError: string): CommandEnd => ({ code: null, signal: null, startError, ended: null, output: '' })
    if (signal.aborted) {
      resolve({ ...never(''), startError: null, ended: 'cancelled' })
      return
    }
    let child: ChildProcess
    try {
      child = spawn(program, parameters, {
        cwd: request.folder,
        env: request.environment,
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: ownGroup,
        windowsHide: true,
      })
    } catch (error) {
      resolve(never(systemCode(error) || 'UNKNOWN'))
      return
    }
    let ended: CommandEnd['ended'] = null
    let startError: string | null = null
    let force: NodeJS.Timeout | undefined
    const end = (why: 'timeout' | 'cancelled') => {
      if (ended !== null) return
      ended = why
      endGroup(child.pid, 'SIGTERM')
      force = setTimeout(() => endGroup(child.pid, 'SIGKILL'), politeness)
    }
    const cancel = () => end('cancelled')
    const timer = setTimeout(() => end('timeout'), request.timeout)
    signal.addEventListener('abort', cancel, { once: true })
    if (child.pid !== undefined) request.running?.add(child.pid)

    let settled = false
    const settle = (code: number | null, by: NodeJS.Signals | null) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      clearTimeout(force)
      signal.removeEventListener('abort', cancel)
      if (child.pid !== undefined) request.running?.delete(child.pid)
      // Of what was ended, nothing stays behind; what ended by itself may have started something on purpose.
      if (ended !== null) endGroup(child.pid, 'SIGKILL')
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
      resolve({ code: startError === null ? code : null, signal: by, startError, ended, output: shown(tail.text(), request.redact) })
    }
    child.stdout?.on('data', tail.take)
    child.stderr?.on('data', tail.take)
    child.on('error', (error) => {
      if (child.pid !== undefined) return
      startError = systemCode(error) || 'UNKNOWN'
      settle(null, null)
    })
    child.on('close', settle)
    child.on('exit', (code, by) => setTimeout(() => settle(code, by), lateOutput))
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

/** Keeps the last `size` bytes of what it is given. */
function createTail(size: number): { take: (chunk: Buffer) => void; text: () => { kept: string; cut: boolean } } {
  let kept = Buffer.alloc(0)
  let cut = false
  return {
    take: (chunk) => {
      cut ||= kept.length + chunk.length > size
      kept = chunk.length >= size ? Buffer.from(chunk.subarray(-size)) : Buffer.concat([kept, chunk]).subarray(-size)
    },
    text: () => ({ kept: kept.toString('utf8'), cut }),
  }
}

/** A secret that the cut went through is not recognised as one: so what comes before the first that is, is left out. */
function shown({ kept, cut }: { kept: string; cut: boolean }, redact: (text: string) => string): string {
  const clean = redact(kept)
  if (!cut) return clean.slice(-mostOutput)
  const masked = clean.indexOf(redactionMask)
  const leftOut = masked < 0 ? longestSecret : Math.min(masked, longestSecret)
  return clean.slice(leftOut).slice(-mostOutput)
}
