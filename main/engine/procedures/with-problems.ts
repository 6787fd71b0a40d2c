import { mapEventIterator } from '@orpc/client'
import { ORPCError, os } from '@orpc/server'
import type { Problem } from '../../contract/problem.ts'
import type { Core } from '../core.ts'
import { messageOf, problemOfError } from '../problem-of-error.ts'
import { CancelledError } from '../runs/record-run.ts'
import { isCorrupt } from '../state/is-corrupt.ts'
import type { Context } from './context.ts'

/**
 * Turns what the engine throws into the contract's error `PROBLEM`, at once or in the middle of a stream; what nobody expected is logged whole, and told
 * without its stack.
 */
export const withProblems = os.$context<Context>().middleware(async ({ next, context: { core } }) => {
  try {
    const result = await next()
    if (!isStream(result.output)) return result
    // A stream begins to work, and may fail, only when it is read.
    const told = mapEventIterator(result.output, { value: async (value) => value, error: async (error) => toProblem(core, error) })
    return { ...result, output: told as typeof result.output }
  } catch (error) {
    throw toProblem(core, error)
  }
})

function isStream(output: unknown): output is AsyncIterator<unknown> & AsyncIterable<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output
}

function toProblem({ ports, redactor: { redact }, state }: Core, error: unknown): ORPCError<string, unknown> {
  if (error instanceof ORPCError) return error
  const log = (thrown: unknown) => ports.log(redact((thrown instanceof Error && thrown.stack) || messageOf(thrown)))
  log(error)
  // Nobody waits for it: who asks again finds it made anew.
  if (isCorrupt(error)) void state.mend(error).catch(log)
  const data = problemOf(error, redact)
  return new ORPCError('PROBLEM', { defined: true, status: 409, message: 'It did not go as asked.', data, cause: error })
}

function problemOf(error: unknown, redact: (text: string) => string): Problem {
  if (error instanceof CancelledError) return { code: 'cancelled', sentence: 'Cancelled.', remedy: 'Do it again when it suits.' }
  const problem = problemOfError(error)
  return { ...problem, sentence: redact(problem.sentence) }
}
