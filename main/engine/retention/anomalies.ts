import type { Core } from '../core.ts'
import { thisPerson } from '../schedule/pause.ts'
import { type RecordedAnomaly, recordedAnomalies } from '../state/retention-queries.ts'
import type { Freeze } from './retention-freeze.ts'

/**
 * Records that a person has to say whether something about a series of snapshots is as it should be; once for as long as nobody has.
 * @param plan `null`: it is about all of the vault's
 */
export async function raiseAnomaly(
  core: Core,
  { plan, vault, repository }: { plan: string | null; vault: string; repository: string },
  { sentence }: Freeze,
): Promise<void> {
  const same = recordedAnomalies(core.state.database).some(
    (one) => one.answer === null && one.snapshot === null && one.repository === repository && one.vault === vault && one.plan === plan,
  )
  if (same) return
  await core.record({
    event: 'anomaly.raised',
    anomaly: core.ports.randomBytes(6).toString('hex'),
    ...(plan === null ? {} : { plan }),
    vault,
    repository,
    why: sentence,
  })
}

/**
 * Records that what holds retention back is as it should be.
 * @returns the anomalies that were answered by it
 */
export async function answerAnomalies(
  core: Core,
  of: { plan?: string | undefined; repository?: string | undefined },
): Promise<RecordedAnomaly[]> {
  const open = recordedAnomalies(core.state.database).filter(
    (one) =>
      one.answer === null &&
      (of.plan === undefined || one.plan === null || one.plan === of.plan) &&
      (of.repository === undefined || one.repository === of.repository),
  )
  for (const { id } of open) await core.record({ event: 'anomaly.answered', anomaly: id, answer: 'expected', by: thisPerson() })
  return open
}
