import { CommanderError } from 'commander'
import { exitCode } from '../../contract/exit-code.ts'
import { problemOfError } from '../../engine/problem-of-error.ts'
import { showProblem } from '../show-ending.ts'
import { createScreen } from '../terminal/screen.ts'

/** Tells what ended a command line: its own words were wrong, or what they asked for went wrong. @returns the exit code */
export function reportError(error: unknown, { json, debug }: { readonly json: boolean; readonly debug: boolean }): number {
  return error instanceof CommanderError ? reportUsage(error, json) : reportProblem(error, json, debug)
}

/** What was wrong with the command line is told by commander already, to people. */
function reportUsage({ exitCode: code, message }: CommanderError, json: boolean): number {
  if (code === 0) return exitCode.done
  const problem = { code: 'usage', sentence: message.replace(/^error: /, ''), remedy: 'See how it is used with: vaultkeeper --help' }
  if (json) createScreen(true).emit({ verdict: 'failed', exitCode: exitCode.usage, problem })
  return exitCode.usage
}

/** What goes wrong before there is a run to record it (the home cannot be used), or in spite of one. */
function reportProblem(error: unknown, json: boolean, debug: boolean): number {
  const screen = createScreen(json)
  const cancelled = error instanceof Error && error.name === 'CancelledError'
  const problem = cancelled ? { code: 'cancelled', sentence: 'Cancelled.', remedy: 'Run it again when it suits.' } : problemOfError(error)
  const code = cancelled ? exitCode.cancelled : exitCode.failed
  if (json) screen.emit({ verdict: cancelled ? 'cancelled' : 'failed', exitCode: code, problem })
  else showProblem(screen, problem)
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return code
}
