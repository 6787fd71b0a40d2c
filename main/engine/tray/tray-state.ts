import type { Overview, ProblemCard } from '../../contract/procedures/overview.ts'
import type { TrayFacts } from './gather-tray.ts'
import type { TrayState } from './tray-view.ts'
import { workOf } from './work-of.ts'

/**
 * What the icon says. Pure. What failed stays on it while it is tried again: it failed until it has succeeded. What goes on is shown even while all is paused, for
 * somebody asked for it and hears the disk. Without a backup nothing is protected, though nothing went wrong: then a person is wanted, too.
 */
export function trayState(facts: TrayFacts): TrayState {
  const { overview, refused } = facts
  const problems = needing(overview)
  if (refused || problems.some(isFailure)) return 'failed'
  if (problems.length > 0 || overview.answer.tone === 'bad') return 'attention'
  if (workOf(facts).length > 0) return 'running'
  if (isPaused(overview)) return 'paused'
  return isWithoutBackup(overview) ? 'attention' : 'protected'
}

/** What wants a person, worst first; what is only good to know is not among it. */
export function needing({ problems }: Overview): readonly ProblemCard[] {
  return problems.filter(({ tone }) => tone !== 'note').toSorted((one, other) => Number(isFailure(other)) - Number(isFailure(one)))
}

/** Whether something was tried and did not succeed. A find in a vault, a long silence and a mistake beside a good configuration wait for somebody, and that is all. */
export function isFailure({ tone, code, action }: ProblemCard): boolean {
  return tone === 'bad' && action.kind !== 'answer-anomaly' && code !== 'stale' && code !== 'configuration-refused'
}

/** Whether no plan runs by the schedule, because all or each of them are paused. */
export function isPaused({ pauses, plans }: Overview): boolean {
  const paused = new Set(pauses.map(({ plan }) => plan))
  return paused.has(null) || (plans.length > 0 && plans.every(({ plan }) => paused.has(plan)))
}

/** Whether some vault, or everything, has no backup yet. */
export function isWithoutBackup({ vaults }: Overview): boolean {
  return vaults.length === 0 || vaults.some(({ state }) => state === 'never-ran')
}

/** Whether this home was never set up. */
export function isFresh({ overview: { vaults, plans }, refused }: TrayFacts): boolean {
  return vaults.length === 0 && plans.length === 0 && !refused
}
