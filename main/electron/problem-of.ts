import { ORPCError } from '@orpc/server'
import type { Problem } from '../contract/problem.ts'
import { messageOf, problemOfError } from '../engine/problem-of-error.ts'

/** Why something was refused or failed, as it is told to a person: of a call through the contract, or of the engine itself. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError && isProblem(error.data)) return error.data
  const problem = problemOfError(error)
  if (problem.code !== 'unexpected') return problem
  // A window is no place for what an error says of itself: that is for the log.
  return {
    ...problem,
    sentence: 'Something went wrong that Vaultkeeper did not expect.',
    remedy: 'Try again; if it stays, tell us.',
    detail: messageOf(error),
  }
}

function isProblem(data: unknown): data is Problem {
  return typeof data === 'object' && data !== null && 'sentence' in data && typeof data.sentence === 'string' && 'remedy' in data
}
