import type { Core, RunHost } from '../core.ts'
import { endedRun } from '../jobs/ended-run.ts'
import type { JobOutcome } from '../jobs/jobs.ts'
import { ProblemError } from '../problem-error.ts'
import { type RestoreRequest, restore } from '../runs/restore-run.ts'

/** Restores several vaults, one after the other. One that cannot be restored does not keep the others from it; a person who cancels ends all that is left. */
export async function rebuild(core: Core, requests: readonly RestoreRequest[], host: RunHost): Promise<JobOutcome> {
  const runs: JobOutcome['runs'][number][] = []
  const remarks: string[] = []
  for (const request of requests) {
    if (host.signal.aborted) break
    try {
      runs.push(endedRun.restore(core, await restore(core, request, host)))
    } catch (error) {
      // It did not come as far as a run of its own.
      if (!(error instanceof ProblemError)) throw error
      remarks.push(`${request.vault ?? request.reference}: ${error.problem.sentence} ${error.problem.remedy}`)
    }
  }
  return remarks.length === 0 ? { runs } : { runs, remarks, verdict: 'failed' }
}
