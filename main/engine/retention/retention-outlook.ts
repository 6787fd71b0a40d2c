import { Keep } from '../../contract/configuration/keep.ts'
import type { RetentionOutlook } from '../../contract/procedures/plans.ts'
import { describeIssues, predicateFor } from '../config/describe-issues.ts'
import { pathText } from '../config/positions.ts'
import { repositoriesWith } from '../copy/mirrors.ts'
import type { Core } from '../core.ts'
import type { KnownSnapshot } from '../state/queries.ts'
import { circumstancesOf } from './circumstances.ts'
import { previewRetention, type RetentionPreview } from './preview-retention.ts'

/** More are counted, not listed. */
const mostListed = 50

/**
 * What rules that somebody thinks of would remove now, or why they are no rules. Nothing is removed, and no restic process is needed. A plan that is not in
 * force yet has nothing to remove.
 * @param keep as it would stand in the configuration; the rules in force if `undefined`
 */
export async function retentionOutlook(
  core: Core,
  plan: string,
  keep: unknown,
): Promise<{ readonly mistakes: readonly string[]; readonly outlook: readonly RetentionOutlook[] }> {
  const rules = keep === undefined ? { success: true as const, data: undefined } : Keep.safeParse(keep, { error: predicateFor })
  if (!rules.success) {
    const mistakes = describeIssues(rules.error.issues, keep)
    return { mistakes: mistakes.map(({ subject, predicate }) => `${pathText(['keep', ...subject])} ${predicate}.`), outlook: [] }
  }
  const { configuration } = core.settings
  const circumstances = await circumstancesOf(core)
  const outlook = (configuration === null ? [] : repositoriesWith(configuration, plan)).flatMap((repository) => {
    // Where a repository has rules of its own, those of the plan do not count.
    const ownRules = (configuration?.repositories[repository]?.keep ?? null) !== null
    const previews = previewRetention(core, { plan, repository, keep: ownRules ? undefined : rules.data }, circumstances)
    return previews.map((preview) => toOutlook(preview, ownRules))
  })
  return { mistakes: [], outlook }
}

function toOutlook({ repository, vault, keep, remove, freezes }: RetentionPreview, ownRules: boolean): RetentionOutlook {
  const reasons = new Map<string, number>()
  for (const { reasons: why } of keep) for (const reason of why) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  const oldest = keep.at(-1)
  return {
    repository,
    vault,
    ownRules,
    kept: keep.length,
    removed: remove.length,
    reasons: [...reasons].map(([reason, snapshots]) => ({ reason, snapshots })),
    oldestKept: oldest === undefined ? null : toSnapshot(oldest.snapshot),
    remove: remove.slice(0, mostListed).map(toSnapshot),
    freezes: freezes.map(({ code, sentence, remedy }) => ({ code, sentence, remedy })),
  }
}

function toSnapshot({ id, label, time, files, bytes }: KnownSnapshot) {
  return { id, label, time, files, bytes }
}
