import { ORPCError, os } from '@orpc/server'
import type { Problem } from '../../contract/problem.ts'
import { isDamage } from '../index/index-file.ts'
import { ProblemError } from '../problem-error.ts'
import { CancelledError } from '../runs/record-run.ts'
import type { Context } from './context.ts'

/** Turns what the engine throws into the contract's error `PROBLEM`; what nobody expected is logged whole, and told without its stack. */
export const withProblems = os.$context<Context>().middleware(async ({ next, context: { core } }) => {
  try {
    return await next()
  } catch (error) {
    if (error instanceof ORPCError) throw error
    core.ports.log(core.redactor.redact(error instanceof Error ? (error.stack ?? error.message) : String(error)))
    throw new ORPCError('PROBLEM', {
      defined: true,
      status: 409,
      message: 'It did not go as asked.',
      data: problemOf(error, core.redactor.redact),
      cause: error,
    })
  }
})

function problemOf(error: unknown, redact: (text: string) => string): Problem {
  if (error instanceof ProblemError) return error.problem
  if (error instanceof CancelledError) return { code: 'cancelled', sentence: 'Cancelled.', remedy: 'Do it again when it suits.' }
  if (isDamage(error))
    return {
      code: 'index-damaged',
      sentence: 'The index of the snapshots is damaged.',
      remedy: 'Make it anew with: vaultkeeper index --rebuild',
    }
  return {
    code: 'unexpected',
    sentence: `Something went wrong that Vaultkeeper did not expect: ${redact(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))}`,
    remedy: 'Try again; if it stays, tell us.',
  }
}
