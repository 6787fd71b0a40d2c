import type { Job } from '../../contract/procedures/jobs.ts'
import type { TrayFacts } from './gather-tray.ts'
import { atMost, line, open, submenu } from './menu-lines.ts'
import { safeText } from './safe-text.ts'
import type { MenuLine } from './tray-view.ts'

const most = 12

/** Back up now: all, or one plan where there are several. What is being done already is not begun twice. Pure. */
export function backUpLine(facts: TrayFacts): MenuLine {
  const { plans } = facts.overview
  const going = facts.jobs.filter(({ kind, ended, cancelling }) => kind === 'backup' && ended === null && !cancelling)
  const [only] = plans
  if (only === undefined) return line('back-up', 'Back up now (no plan is set up)')
  const all = going.some(isOfAll)
  const begun = (plan: string) => all || going.some((job) => job.plan === plan)
  if (plans.length === 1) return one('back-up', 'Back up now', null, begun(only.plan))
  const ofPlan = ({ plan }: (typeof plans)[number]) => one(`back-up/plan/${plan}`, `Plan "${safeText(plan)}"`, plan, begun(plan))
  return submenu('back-up', 'Back up now', [
    one('back-up/all', 'All plans', null, all),
    { kind: 'separator' },
    ...atMost(plans, most, ofPlan, (rest) => line('back-up/more', `and ${rest} more plans`, open('/plans'))),
  ])
}

function one(id: string, text: string, plan: string | null, begun: boolean): MenuLine {
  return begun ? line(id, `${text} (it is running)`) : line(id, text, { do: 'back-up', plan })
}

function isOfAll({ plan, vault }: Job): boolean {
  return plan === null && vault === null
}
