import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** How the tray app went: it ran and ended, or it did not come to run, and why. */
export type TrayRun = { readonly ran: true; readonly exitCode: number } | { readonly ran: false; readonly why: string }

/** A program that fails within this time, in ms, has not come to run: a display that is none, a library that is missing, a sandbox that is refused. */
const atOnce = 10_000

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs the tray app until it ends. Signals are passed on to it, each once: it has a process group of its own, for from a terminal it would hear Ctrl-C a second time,
 * which means to end by force.
 */
export function runTrayApp(runtime: string, script: string, environment: NodeJS.ProcessEnv): Promise<TrayRun> {
  // With it Electron is nothing but Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = environment
  const begun = performance.now()
  let asked = false
  const pass = (signal: NodeJS.Signals) => {
    asked = true
    // On Windows a console tells all of its programs, and this would end it by force.
    if (process.platform !== 'win32') child.kill(signal)
  }
  // Before there is a program: a signal that comes while it starts would else end this process alone, and leave the other.
  for (const signal of passedOn) process.on(signal, pass)
  const child = spawn(runtime, [script], { stdio: ['ignore', 'inherit', 'inherit'], detached: process.platform !== 'win32', env })
  return new Promise<TrayRun>((resolve) => {
    child.on('error', (error) => resolve({ ran: false, why: error.message }))
    child.on('close', (code, signal) => {
      if (asked) return resolve({ ran: true, exitCode: code ?? 0 })
      if (code !== 0 && performance.now() - begun < atOnce)
        return resolve({ ran: false, why: `Electron ended at once, with ${signal ?? `exit code ${code}`}` })
      resolve({ ran: true, exitCode: code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0) })
    })
  }).finally(() => {
    for (const signal of passedOn) process.off(signal, pass)
  })
}
