import type { Problem } from '../contract/problem.ts'

/**
 * Carries a {@link Problem} up to the run that records it. Thrown where going on makes no sense; caught in one place, `runs/record-run.ts`
 * (and by hosts for what happens before there is a run).
 */
export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem, cause?: unknown) {
    super(problem.sentence, { cause })
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** Throws a {@link ProblemError}; an expression, so that it can stand behind `??`. */
export function fail(code: string, sentence: string, remedy: string, detail?: string): never {
  throw new ProblemError({ code, sentence, remedy, ...(detail === undefined ? {} : { detail }) })
}

/** The `code` of a Node system error (`ENOENT`, `EROFS` ...), or an empty text. */
export function systemCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
