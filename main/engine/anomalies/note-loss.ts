import type { Core } from '../core.ts'
import { type JudgedLane, judgedSnapshots } from '../state/anomaly-queries.ts'
import { recordedAnomalies } from '../state/retention-queries.ts'
import type { AnomalyCode } from './judge-changes.ts'
import { anomalyRules, standingOf } from './judge-lane.ts'
import { raiseUnusual } from './raise-anomaly.ts'

/** Problems of a backup by which a vault that held something holds nothing any more: no snapshot tells of it. */
const losses: Readonly<Record<string, { readonly code: AnomalyCode; readonly sentence: (files: number) => string }>> = {
  'folder-emptied': {
    code: 'vault-emptied',
    sentence: (files) => `All ${files} files are gone: the folder was emptied, or its disk is not connected`,
  },
  'nothing-selected': {
    code: 'vault-emptied',
    sentence: (files) => `None of the ${files} files that were backed up is taken any more: they are gone, or the patterns are other ones`,
  },
  'folder-missing': {
    code: 'vault-missing',
    sentence: (files) => `The folder is gone with its ${files} files, or its disk is not connected`,
  },
}
const codesOfLoss: ReadonlySet<string | null> = new Set(['vault-emptied', 'vault-missing'] satisfies AnomalyCode[])

/**
 * Raises an anomaly where a backup could save nothing because a vault is empty or gone: once until a person has answered, whichever repository it was
 * noticed for, and not again after "expected" before something has been backed up.
 * @param problem the code of the backup's problem
 */
export async function noteLoss(core: Core, lane: JudgedLane, problem: string): Promise<void> {
  const loss = losses[problem]
  const { good } = standingOf(core, lane)
  const rules = anomalyRules(core, lane)
  if (loss === undefined || good === undefined || (good.files ?? 0) < rules.atLeastFiles || rules.deleted >= 1) return
  const newest = judgedSnapshots(core.state.database, lane).at(-1)?.seq ?? 0
  const isKnown = recordedAnomalies(core.state.database).some(
    (one) =>
      one.plan === lane.plan &&
      one.vault === lane.vault &&
      codesOfLoss.has(one.code) &&
      (one.answer === null || (one.answer === 'expected' && one.seq > newest)),
  )
  if (isKnown) return
  const { files } = good
  await raiseUnusual(core, lane, {
    code: loss.code,
    why: loss.sentence(files ?? 0),
    against: good.id,
    numbers: { filesBefore: files ?? 0, lost: files ?? 0 },
  })
}
