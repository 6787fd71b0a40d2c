import type { Core } from '../core.ts'
import { type Circumstances, doubtsAbout } from '../retention/retention-freeze.ts'
import { freezeFacts } from '../retention/series.ts'
import { recordedAnomalies } from '../state/retention-queries.ts'

/**
 * Ends the questions about snapshots of a repository whose cause is gone: what was saved under a clock that ran ahead is of the past by now, what had
 * vanished is there again. Nobody has answered them, so nothing else counts as answered. By a clock that is not believed nothing is gone.
 */
export async function settleDoubts(core: Core, repository: string, circumstances: Circumstances): Promise<void> {
  if (!circumstances.clock.believed) return
  for (const { id, plan, vault, answer, code, snapshot, repository: of } of recordedAnomalies(core.state.database)) {
    if (of !== repository || answer !== null || code !== null || snapshot !== null) continue
    const series = plan === null ? undefined : { plan, vault, repository }
    const facts = freezeFacts(core, repository, circumstances, series)
    const entries = facts.entries.filter((one) => one.plan === plan && one.vault === vault)
    if (doubtsAbout({ ...facts, entries }).length === 0) await core.record({ event: 'anomaly.passed', anomaly: id })
  }
}
