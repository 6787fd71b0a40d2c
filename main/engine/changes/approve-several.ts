import type { Problem } from '../../contract/problem.ts'
import type { Core, RunHost } from '../core.ts'
import { ProblemError } from '../problem-error.ts'
import { approve, type Decided } from './approve.ts'

/** What became of several approvals: those that were made, and why the others were not. */
type Approvals = { readonly approved: readonly Decided[]; readonly problems: readonly { readonly id: string; readonly problem: Problem }[] }

/** Approves changes one after the other; one that cannot be does not keep the others from it. */
export async function approveSeveral(core: Core, ids: readonly string[], by: string, host: RunHost): Promise<Approvals> {
  const approved: Decided[] = []
  const problems: { id: string; problem: Problem }[] = []
  for (const id of ids) {
    // Approved already together with the same change in another repository.
    if (approved.some(({ also }) => also.includes(id))) continue
    try {
      approved.push(await approve(core, id, by, host))
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      problems.push({ id, problem: error.problem })
    }
  }
  return { approved, problems }
}
