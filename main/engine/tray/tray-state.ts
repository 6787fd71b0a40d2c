import type { Overview } from '../../contract/procedures/overview.ts'
import type { TrayFacts } from './gather-tray.ts'
import type { TrayState } from './tray-view.ts'
import { wantsOf } from './wants.ts'
import { workOf } from './work-of.ts'

/**
 * What the icon says. Pure. What failed stays on it while it is tried again: it failed until it has succeeded. What goes on is shown even while all is paused, for
 * somebody asked for it and hears the disk. Without a backup nothing is protected, though nothing went wrong: then a person is wanted, too.
 */
export function trayState(facts: TrayFacts): TrayState {
  const { overview } = facts
  const wants = wantsOf(facts)
  if (wants.some(({ about }) => about === 'failure')) return 'failed'
  if (wants.length > 0 || overview.answer.tone === 'bad') return 'attention'
  if (workOf(facts).length > 0) return 'running'
  if (isPaused(overview)) return 'paused'
  return isWithoutBackup(overview) ? 'attention' : 'protected'
}

/** Whether no plan runs by the schedule, because all or each of them are paused. */
export function isPaused({ pauses, plans }: Overview): boolean {
  const paused = new Set(pauses.map(({ plan }) => plan))
  return paused.has(null) || (plans.length > 0 && plans.every(({ plan }) => paused.has(plan)))
}

/** Whether some vault, or everything, has no backup yet. */
export function isWithoutBackup({ vaults }: Overview): boolean {
  return vaults.length === 0 || vaults.some(({ state, lastBackup }) => state === 'never-ran' && lastBackup === null)
}
