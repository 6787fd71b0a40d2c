import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

/** The checkout that the tests belong to. */
export const projectFolder = path.join(import.meta.dirname, '..', '..')

/** How the command line is started from a checkout: what `npm run vaultkeeper` says, with full paths, so that it works from any folder. */
export const sourceCommand: readonly string[] = readCommand()

const shipped = process.env['VAULTKEEPER_SHIPPED']

/** How the command line is started by tests: as it is shipped, where that was built for them (`shipped-cli.ts`), else from the checkout. */
export const cliCommand: readonly string[] = shipped ? [process.execPath, shipped] : sourceCommand

/** How a program ended. `took` in ms. */
export type Ended = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly took: number
}

/** A program that runs. Output can be read while it does. */
export type Running = {
  readonly pid: number
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  readonly ended: Promise<Ended>
}

/** How to start a program. The environment is whole: nothing of the tests' own reaches it. */
export type StartOptions = {
  readonly environment: Readonly<Record<string, string>>
  readonly cwd?: string | undefined
  readonly input?: string | undefined
  /** After this many ms it is killed, and the test fails by the missing exit code. */
  readonly cap?: number | undefined
}

const longest = 60_000

/** Starts a program that is given by its full path or found on PATH. */
export function start(command: readonly string[], options: StartOptions): Running {
  const [program = '', ...parameters] = command
  const begun = performance.now()
  const child = spawn(program, parameters, {
    env: { ...options.environment },
    cwd: options.cwd,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(options.input)
  const timer = setTimeout(() => child.kill('SIGKILL'), options.cap ?? longest)
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code, signal, ...output, took: performance.now() - begun })
    })
  })
  return { pid: child.pid ?? 0, child, stdout: () => output.stdout, stderr: () => output.stderr, ended }
}

function readCommand(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
  const [, ...words] = (scripts['vaultkeeper'] ?? '').split(' ')
  const script = words.pop() ?? ''
  return [process.execPath, ...words, path.join(projectFolder, script)]
}
