import { type ChildProcess, spawn } from 'node:child_process'
import { systemCode } from '../problem-error.ts'
import { gitEnvironment } from './git-environment.ts'

/** How to run git. */
export type GitRequest = {
  readonly folder: string
  /** The environment of this program; git gets what {@link gitEnvironment} chooses of it. */
  readonly environment: NodeJS.ProcessEnv
  /** Ends it, in ms. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
  /** The most that is kept of what it writes, in bytes; 4 MiB if left out. */
  readonly most?: number | undefined
  /** What else is set for this one: an object store, a configuration. */
  readonly more?: Readonly<Record<string, string>> | undefined
  /** The person has said which ssh git uses: see git-environment.ts. */
  readonly ownSsh?: boolean | undefined
  /** The hooks of the repository may run: a push is the person's own, a look is not. */
  readonly hooks?: boolean | undefined
  /** Written to its standard input. */
  readonly input?: string | undefined
  /** Takes what it writes instead of keeping it. */
  readonly onOutput?: ((chunk: Buffer) => void) | undefined
  /** Process groups that a second Ctrl-C ends. */
  readonly running?: Set<number> | undefined
}

/** How a git ended: exactly one of exit code, signal, and the system's reason why it could not start. `cut`: it wrote more than was kept. */
export type GitEnd = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly startError: string | null
  readonly ended: 'timeout' | 'cancelled' | null
  readonly stdout: string
  readonly stderr: string
  readonly cut: boolean
}

const mostOutput = 4 * 1024 * 1024
const mostWords = 16 * 1024
/** How long one that was asked to end may take, in ms: it removes its lock files meanwhile. */
const politeness = 2_000
/** How long output may still come after it has ended: a credential cache that it started holds the pipe for ever. */
const lateOutput = 500

/**
 * Runs `git` with these parameters to its end; never throws. It is asked to end (SIGTERM) when its time is up or `signal` says so, its whole group is ended
 * two seconds later. It has no terminal, so that neither it nor an ssh below it can ask anything there.
 */
export function runGit(parameters: readonly string[], request: GitRequest): Promise<GitEnd> {
  const { folder, environment, timeout, signal, most = mostOutput, more = {}, ownSsh = false, hooks = false } = request
  return new Promise((resolve) => {
    const kept = { out: [] as Buffer[], outLength: 0, words: '', cut: false }
    const end = (rest: Partial<GitEnd>) =>
      resolve({
        ...{ code: null, signal: null, startError: null, ended: null },
        ...{ stdout: Buffer.concat(kept.out).toString('utf8'), stderr: kept.words, cut: kept.cut },
        ...rest,
      })
    if (signal?.aborted) return end({ ended: 'cancelled' })
    let child: ChildProcess
    try {
      child = spawn('git', [...(hooks ? quietly : withoutHooks), ...parameters], {
        cwd: folder,
        env: { ...gitEnvironment(environment, ownSsh), ...more },
        stdio: [request.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
        detached: ownGroup,
        windowsHide: true,
      })
    } catch (error) {
      return end({ startError: systemCode(error) || 'UNKNOWN' })
    }
    let ended: GitEnd['ended'] = null
    let force: NodeJS.Timeout | undefined
    const stop = (why: 'timeout' | 'cancelled') => {
      if (ended !== null) return
      ended = why
      endGroup(child.pid, 'SIGTERM')
      force = setTimeout(() => endGroup(child.pid, 'SIGKILL'), politeness)
    }
    const cancel = () => stop('cancelled')
    const timer = setTimeout(() => stop('timeout'), timeout)
    signal?.addEventListener('abort', cancel, { once: true })
    if (child.pid !== undefined) request.running?.add(child.pid)
    let settled = false
    const settle = (rest: Partial<GitEnd>) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      clearTimeout(force)
      signal?.removeEventListener('abort', cancel)
      if (child.pid !== undefined) request.running?.delete(child.pid)
      // Of what was ended nothing stays behind: an ssh that hangs holds its connection.
      if (ended !== null) endGroup(child.pid, 'SIGKILL')
      child.stdout?.destroy()
      child.stderr?.destroy()
      end({ ...rest, ended })
    }
    // One that ends before it has read all of it says so by its exit code.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(request.input)
    child.stdout?.on('data', (chunk: Buffer) => {
      if (request.onOutput) return request.onOutput(chunk)
      if (kept.outLength >= most) kept.cut = true
      else {
        kept.out.push(chunk)
        kept.outLength += chunk.length
      }
    })
    child.stderr?.setEncoding('utf8')
    child.stderr?.on('data', (text: string) => {
      // The cause stands at the end.
      kept.words = `${kept.words}${text}`.slice(-mostWords)
    })
    child.on('error', (error) => {
      if (child.pid === undefined) settle({ startError: systemCode(error) || 'UNKNOWN' })
    })
    child.on('close', (code, by) => settle({ code, signal: by }))
    child.on('exit', (code, by) => setTimeout(() => settle({ code, signal: by }), lateOutput).unref())
  })
}

/** A monitor that the repository names is a program of its own, and would be started by a look. */
const quietly = ['-c', 'core.fsmonitor=false', '-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'advice.detachedHead=false']
const withoutHooks = [...quietly, '-c', 'core.hooksPath=/dev/null']

const ownGroup = process.platform !== 'win32'

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(ownGroup ? -pid : pid, signal)
  } catch {
    // It has ended by itself in this very moment.
  }
}
