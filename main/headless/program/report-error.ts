import { type Command, CommanderError } from 'commander'
import { exitCode } from '../../contract/exit-code.ts'
import type { Problem } from '../../contract/problem.ts'
import { problemOfError } from '../../engine/problem-of-error.ts'
import { showProblem } from '../show-ending.ts'
import { createScreen } from '../terminal/screen.ts'

/** `asked`: the command that was run, or the program where none was named. */
type Told = { readonly json: boolean; readonly debug: boolean; readonly asked: Command }

/** Tells what ended a command line: its own words were wrong, or what they asked for went wrong. @returns the exit code */
export function reportError(error: unknown, { json, debug, asked }: Told): number {
  return error instanceof CommanderError ? reportUsage(error, json, asked) : reportProblem(error, json, debug)
}

/** What was wrong with the command line is told by commander already, to people. */
function reportUsage({ exitCode: code, code: why, message }: CommanderError, json: boolean, asked: Command): number {
  if (code === 0) return exitCode.done
  const usage = { code: 'usage', sentence: message.replace(/^error: /, ''), remedy: 'See how it is used with: vaultkeeper --help' }
  // People were shown the help, which has no sentence.
  const problem = why === 'commander.help' ? nothingAsked(asked) : usage
  if (json) createScreen(true).emit({ verdict: 'failed', exitCode: exitCode.usage, problem })
  return exitCode.usage
}

function nothingAsked(asked: Command): Problem {
  const names = asked.commands.map((command) => command.name())
  const [what, how] = asked.parent === null ? ['A command', 'vaultkeeper'] : [`A command of ${asked.name()}`, `vaultkeeper ${asked.name()}`]
  return {
    code: 'usage',
    sentence: `${what} is missing; there are: ${names.join(', ')}.`,
    remedy: `See how it is used with: ${how} --help`,
  }
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
