import type { AnomalyRules } from '../../contract/configuration/conditions.ts'
import type { SnapshotCounts } from '../../contract/snapshot-counts.ts'
import { encryptedPart } from './judge-changes.ts'

/** What restic counted of a snapshot against the one before; `counts` null where nobody knows. */
export type Counted = { readonly files: number | null; readonly counts: Pick<SnapshotCounts, 'filesNew' | 'filesChanged'> | null }

/**
 * Whether the counts of a snapshot leave room for an anomaly at all. It costs nothing, and is the end of it for nearly every run. Pure.
 * @param before the files of the snapshot that restic counted against
 * @param churn what {@link churnOf} says of the runs since files were looked into the last time
 */
export function mayBeAnomaly(before: number | null, after: Counted, churn: number, rules: AnomalyRules): boolean {
  if (before !== null && before < rules.atLeastFiles) return false
  if (before === null || after.counts === null || after.files === null) return true
  const isMany = (count: number, part: number) => count >= rules.atLeastFiles && count >= part * before
  return isMany(missing(before, after), rules.deleted) || isMany(churn + churnOf(before, after), Math.min(rules.changed, encryptedPart))
}

/** How many files may have got another content: those that changed, and those that may stand in the place of others. Pure. */
export function churnOf(before: number | null, after: Counted): number {
  if (before === null || after.counts === null) return 0
  return after.counts.filesChanged + Math.min(after.counts.filesNew, missing(before, after))
}

/** How many files are not where they were: gone, or moved. restic does not tell, but its totals do. */
function missing(before: number, { files, counts }: Counted): number {
  return Math.max(0, before + (counts?.filesNew ?? 0) - (files ?? 0))
}
