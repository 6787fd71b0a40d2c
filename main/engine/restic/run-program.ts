import { spawn } from 'node:child_process'
import { systemCode } from '../problem-error.ts'
import { pathFolders } from './search-path.ts'

/** What became of a small helper program: exactly one of exit code, ending signal, or the reason why it could not start. */
export type ProgramEnd = Readonly<{
  code: number | null
  signal: NodeJS.Signals | null
  /** System error code when the program could not be started at all (`ENOENT`, `EACCES` ...). */
  startError: string | undefined
  timedOut: boolean
  stdout: string
  stderr: string
}>

/** How to run a program. */
type RunOptions = Readonly<{
  environment: NodeJS.ProcessEnv
  timeoutMs: number
  cwd?: string | undefined
  signal?: AbortSignal | undefined
}>

/** The shape of {@link runProgram}, for tests that stand in for it. */
export type RunProgram = (program: string, args: readonly string[], options: RunOptions) => Promise<ProgramEnd>

/** More than any of these programs has to say; what comes after is read and dropped. */
const OUTPUT_CAP = 256 * 1024

/** The system would take a program from whatever folder is the current one where PATH has an entry that is empty or relative. */
function withoutHere(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, ...others } = environment
  if (process.platform === 'win32' || PATH === undefined) return environment
  const folders = pathFolders(environment, process.platform)
  // An empty one would mean the current folder, too; without any the system has its own.
  return folders.length === 0 ? others : { ...others, PATH: folders.join(':') }
}

/**
 * Runs a short helper program (a version question, apt, dpkg) to its end and tells how it ended; never throws. When time is up or the
 * signal aborts, the whole process group is killed, so that a script's own children do not stay behind.
 */
export const runProgram: RunProgram = (program, args, options) =>
  new Promise((resolve) => {
    const ownGroup = process.platform !== 'win32'
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: withoutHere(options.environment),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ownGroup,
      windowsHide: true,
    })
    const output = { stdout: '', stderr: '' }
    let startError: string | undefined
    let timedOut = false
    const kill = () => killGroup(child.pid, ownGroup)
    const timer = setTimeout(() => {
      timedOut = true
      kill()
    }, options.timeoutMs)
    options.signal?.addEventListener('abort', kill, { once: true })
    if (options.signal?.aborted) kill()

    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8')
      child[name].on('data', (text: string) => {
        if (output[name].length < OUTPUT_CAP) output[name] += text
      })
    }
    child.on('error', (error) => {
      startError = systemCode(error) || 'UNKNOWN'
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', kill)
      resolve({ code: startError === undefined ? code : null, signal, startError, timedOut, ...output })
    })
  })

function killGroup(pid: number | undefined, ownGroup: boolean): void {
  if (pid === undefined) return
  try {
    process.kill(ownGroup ? -pid : pid, 'SIGKILL')
  } catch {
    // It has ended by itself in this very moment.
  }
}
