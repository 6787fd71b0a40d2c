import type { Core } from '../core.ts'
import type { Freeze } from '../retention/retention-freeze.ts'
import type { JudgedLane } from '../state/anomaly-queries.ts'
import { recordedAnomalies } from '../state/retention-queries.ts'
import type { AnomalyCode } from './judge-changes.ts'

/**
 * Records that a person has to say whether something about a series of snapshots is as it should be; once for as long as nobody has.
 * @param plan `null`: it is about all of the vault's
 */
export async function raiseDoubt(core: Core, { plan, vault, repository }: JudgedLane, { sentence }: Freeze): Promise<void> {
  const same = recordedAnomalies(core.state.database).some(
    (one) => one.answer === null && one.code === null && one.repository === repository && one.vault === vault && one.plan === plan,
  )
  if (!same) await record(core, { plan, vault, repository }, { why: sentence })
}

/** Raises all doubts of a retention that was held back which only a person can answer. */
export async function raiseDoubts(
  core: Core,
  { plan, vault, repository, freezes }: { plan: string; vault: string; repository: string; freezes: readonly Freeze[] },
): Promise<void> {
  for (const one of freezes.filter(({ asks }) => asks)) await raiseDoubt(core, { plan, vault, repository }, one)
}

/** What is unusual about the content of a vault. `against`: the last good snapshot; `snapshot` has the change, where there is one. */
export type Unusual = {
  readonly code: AnomalyCode
  readonly why: string
  readonly snapshot?: string
  readonly against: string
  readonly numbers: Record<string, number>
}

/** Records that a person has to say whether a change of a vault's content was meant. @returns the id of the anomaly */
export async function raiseUnusual(core: Core, lane: JudgedLane, unusual: Unusual): Promise<string> {
  return record(core, lane, unusual)
}

async function record(core: Core, { plan, vault, repository }: JudgedLane, what: { why: string } | Unusual): Promise<string> {
  const anomaly = core.ports.randomBytes(6).toString('hex')
  await core.record({ event: 'anomaly.raised', anomaly, ...(plan === null ? {} : { plan }), vault, repository, ...what })
  return anomaly
}
