import type { TrayFacts } from './gather-tray.ts'
import { atMost, line, open, submenu } from './menu-lines.ts'
import { workInWords } from './tooltip.ts'
import type { MenuLine } from './tray-view.ts'
import { type Work, workOf } from './work-of.ts'

const most = 5

/** What is being done now; what this process does can be ended. Pure. */
export function jobLines(facts: TrayFacts): readonly MenuLine[] {
  return atMost(workOf(facts), most, jobLine, (rest) => line('jobs/more', `and ${rest} more`, open('/')))
}

function jobLine(work: Work, at: number): MenuLine {
  const { job, title, percent, step, left } = work
  if (job === null) return line(`doing/${at}`, title, open('/'))
  const id = `job/${job.id}`
  // Its numbers change while somebody reads it: they stand in the submenu, which is closed most of the time, and roughly in front.
  return submenu(id, workInWords({ ...work, left: null }), [
    line(`${id}/step`, [step, percent, left].filter((part) => part !== null).join(', ')),
    line(`${id}/open`, 'Show in Vaultkeeper', open('/')),
    job.cancelling ? line(`${id}/cancel`, 'Cancel (it is stopping)') : line(`${id}/cancel`, 'Cancel', { do: 'cancel', job: job.id }),
  ])
}
