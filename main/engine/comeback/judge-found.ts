import { judgeBeforeRetention } from '../anomalies/judge-before-retention.ts'
import { isInDoubt } from '../anomalies/judge-lane.ts'
import type { Core, RunHost } from '../core.ts'
import { knownSnapshots } from '../state/queries.ts'
import { recordedAnomalies } from '../state/retention-queries.ts'
import { nameOfVault } from '../vaults.ts'

/**
 * Judges what was stored of vaults behind the end of the history that came back, before it is chosen what to restore: what was encrypted or emptied is not what anybody wants back.
 * @returns what a person should know of it
 */
export async function judgeFound(core: Core, repository: string, vaults: readonly string[], host: RunHost): Promise<string[]> {
  const { database } = core.state
  const found = knownSnapshots(database, repository).filter(({ machine }) => machine === null)
  const lanes = vaults.flatMap((vault) => {
    const plans = new Set(found.filter((one) => one.vault === vault).map(({ plan }) => plan))
    return [...plans].map((plan) => ({ plan, repository, vault }))
  })
  host.onProgress({ step: 'note', text: 'Looking whether what was backed up last is as it should be' })
  await judgeBeforeRetention(core, lanes, host)
  const open = recordedAnomalies(database).filter(
    (one) => one.answer === null && one.snapshot !== null && one.repository === repository && vaults.includes(one.vault),
  )
  return [
    ...open.map(
      ({ why }) =>
        `${why}. Nobody has said that this was meant, so what is restored is the newest state without it: see vaultkeeper status.`,
    ),
    ...lanes
      .filter((lane) => isInDoubt(core, lane))
      .map(
        ({ vault }) => `Whether what was backed up last of ${nameOfVault(core, vault)} is as it should be could not be told: look at it.`,
      ),
  ]
}
