import type { AnomalyRules } from '../../contract/configuration/conditions.ts'
import type { Core } from '../core.ts'
import { type JudgedLane, type JudgedSnapshot, judgedSnapshots } from '../state/anomaly-queries.ts'
import { recordedAnomalies } from '../state/retention-queries.ts'
import type { AnomalyCode } from './judge-changes.ts'

/** What was found in one repository of a plan. `since`: the good snapshot there that it was compared with. */
export type Found = {
  readonly code: AnomalyCode
  readonly since: JudgedSnapshot
  readonly next: JudgedSnapshot
  readonly rules: AnomalyRules
}

/**
 * The anomaly by which a person was asked about the same change already: the vault is backed up into several repositories, and each finds it by itself.
 * Open, or answered with "expected": that holds for as long as the vault has about as many files as it had then.
 * @returns its id
 */
export function answeredElsewhere(
  core: Core,
  { plan, vault, repository }: JudgedLane,
  { code, since, next, rules }: Found,
): string | undefined {
  const { database } = core.state
  const same = recordedAnomalies(database).filter(
    (one) =>
      one.plan === plan &&
      one.vault === vault &&
      one.repository !== repository &&
      one.code === code &&
      one.snapshot !== null &&
      one.seq > since.seq &&
      one.answer !== 'restored',
  )
  const isAlike = (files: number | null | undefined) =>
    typeof files === 'number' && next.files !== null && Math.abs(files - next.files) < Math.max(rules.atLeastFiles, next.files * 0.05)
  return same.findLast((one) => {
    const there = judgedSnapshots(database, { plan, vault, repository: one.repository })
    return isAlike(there.find(({ id }) => id === one.snapshot)?.files)
  })?.id
}
