import { fork } from 'node:child_process'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { waitFor } from './cli-processes.ts'
import type { FromShellChild, ToShellChild } from './shell-child.ts'

/** The app in a process of its own. */
export type ShellProcess = {
  readonly pid: number
  readonly sees: (what: string, look: (seen: FromShellChild) => boolean) => Promise<FromShellChild>
  readonly tell: (told: ToShellChild) => void
  readonly kill: (signal: NodeJS.Signals) => void
  /** Its exit code, or what it was ended by. */
  readonly ended: Promise<number | NodeJS.Signals | null>
}

/**
 * Starts it on a home, hidden.
 * @param environment all of it
 * @param prefix what it is started by: a program that becomes it, and its parameters
 */
export function startShellProcess(root: string, environment: NodeJS.ProcessEnv, prefix: readonly string[] = []): ShellProcess {
  const [execPath = process.execPath, ...before] = [...prefix, process.execPath]
  const child = fork(path.join(import.meta.dirname, 'shell-child.ts'), [root], {
    execPath,
    execArgv: [...before, '--conditions=source', '--disable-warning=ExperimentalWarning'],
    env: environment,
  })
  let seen: FromShellChild | undefined
  child.on('message', (now: FromShellChild) => {
    seen = now
  })
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code))
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    pid: child.pid ?? 0,
    sees: (what, look) => waitFor(what, () => seen !== undefined && look(seen) && seen),
    tell: (told) => void child.send(told),
    kill: (signal) => void child.kill(signal),
    ended,
  }
}
