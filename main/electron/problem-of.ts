import { ORPCError } from '@orpc/server'
import type { Problem } from '../contract/problem.ts'
import { ProblemError } from '../engine/problem-error.ts'

/** Why something was refused or failed, as it is told to a person: of a call through the contract, or of the engine itself. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  if (error instanceof ORPCError && isProblem(error.data)) return error.data
  return {
    code: 'unexpected',
    sentence: 'Something went wrong that Vaultkeeper did not expect.',
    remedy: 'Try again; if it stays, tell us.',
    detail: error instanceof Error ? error.message : String(error),
  }
}

function isProblem(data: unknown): data is Problem {
  return typeof data === 'object' && data !== null && 'sentence' in data && typeof data.sentence === 'string' && 'remedy' in data
}
