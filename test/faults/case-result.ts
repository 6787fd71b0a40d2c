import type { Case } from './draw-cases.ts'

/** How a case ended. `noticed`: ms until the operation came back; `said`: its exit code and the code of its problem, or its verdict. */
export type CaseResult = Case & {
  readonly hit: boolean
  /** What did not hold: sentences that begin with the invariant. */
  readonly wrong: readonly string[]
  readonly noticed: number
  readonly took: number
  readonly said: string
}
