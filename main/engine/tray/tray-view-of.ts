import { backUpLine } from './back-up-lines.ts'
import type { TrayFacts } from './gather-tray.ts'
import { jobLines } from './job-lines.ts'
import { grouped, line, open } from './menu-lines.ts'
import { pauseLines } from './pause-lines.ts'
import { problemLines } from './problem-lines.ts'
import { safeText } from './safe-text.ts'
import { type Telling, type TrayMoment, tellingAt } from './telling.ts'
import { sentence, tooltip, tooltipParts } from './tooltip.ts'
import { trayState } from './tray-state.ts'
import type { MenuLine, TrayView } from './tray-view.ts'
import { vaultLines } from './vault-lines.ts'

/** What the tray shows of how everything stands. Pure. */
export function trayView(facts: TrayFacts, moment: TrayMoment): TrayView {
  return viewWith(facts, moment.platform, tellingAt(moment))
}

/** When the same facts are shown otherwise, for time went by; within the hour. Then they are to be asked for anew, for a plan may have become stale. Pure. */
export function nextChange(facts: TrayFacts, moment: TrayMoment): Date {
  const telling = tellingAt(moment)
  viewWith(facts, moment.platform, telling)
  return telling.over()
}

/** What the tray shows where how everything stands cannot be told: never what was known before. */
export function unknownView(why: string, platform: NodeJS.Platform): TrayView {
  const text = 'Vaultkeeper cannot tell how your backups stand'
  return {
    state: 'attention',
    tooltip: tooltip([text, safeText(sentence(why), 200)], platform),
    menu: grouped([[line('answer', text, open('/')), line('problem', safeText(sentence(why), 80), open('/'))], closing]),
  }
}

const closing: readonly MenuLine[] = [line('open', 'Open Vaultkeeper', open('/')), line('quit', 'Quit Vaultkeeper', { do: 'quit' })]

function viewWith(facts: TrayFacts, platform: NodeJS.Platform, telling: Telling): TrayView {
  const { overview } = facts
  const restore = overview.vaults.some(({ copies }) => copies.some(({ snapshots }) => snapshots > 0))
    ? line('restore', 'Restore files…', open('/restore'))
    : line('restore', 'Restore files… (there is no backup yet)')
  return {
    state: trayState(facts),
    tooltip: tooltip(tooltipParts(facts, telling), platform),
    menu: grouped([
      [line('answer', safeText(sentence(overview.answer.sentence), 80), open('/')), ...problemLines(facts, telling)],
      vaultLines(overview.vaults, telling),
      jobLines(facts),
      [backUpLine(facts), restore, ...pauseLines(facts, telling)],
      closing,
    ]),
  }
}
