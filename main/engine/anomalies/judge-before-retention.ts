import type { Core, RunHost } from '../core.ts'
import type { JudgedLane } from '../state/anomaly-queries.ts'
import { isInDoubt, judgeLane } from './judge-lane.ts'

/**
 * Judges what a backup left unjudged: it was killed in between, or could not look. Where that fails again, whatever the reason, nothing is
 * removed while there is doubt, and the retention says so.
 */
export async function judgeBeforeRetention(core: Core, lanes: readonly JudgedLane[], host: RunHost): Promise<void> {
  for (const lane of lanes.filter((one) => isInDoubt(core, one))) {
    try {
      await judgeLane(core, lane, host)
    } catch (error) {
      core.ports.log(
        core.redactor.redact(`What changed in ${lane.vault} could not be judged: ${error instanceof Error ? error.stack : error}`),
      )
    }
  }
}
