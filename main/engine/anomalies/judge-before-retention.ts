import type { Core, RunHost } from '../core.ts'
import { ProblemError } from '../problem-error.ts'
import { CancelledError } from '../runs/record-run.ts'
import type { JudgedLane } from '../state/anomaly-queries.ts'
import { isInDoubt, judgeLane } from './judge-lane.ts'

/**
 * Judges what a backup left unjudged: it was killed in between, or could not look. Where that fails again, the reason is that of the retention itself, or
 * is told by it: nothing is removed while there is doubt.
 */
export async function judgeBeforeRetention(core: Core, lanes: readonly JudgedLane[], host: RunHost): Promise<void> {
  for (const lane of lanes.filter((one) => isInDoubt(core, one))) {
    try {
      await judgeLane(core, lane, host)
    } catch (error) {
      if (!(error instanceof ProblemError) && !(error instanceof CancelledError)) throw error
      core.ports.log(core.redactor.redact(`What changed in ${lane.vault} could not be judged: ${error.message}`))
    }
  }
}
