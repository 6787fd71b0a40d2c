import type { TrayFacts } from './gather-tray.ts'
import { line, submenu } from './menu-lines.ts'
import { safeText } from './safe-text.ts'
import type { Telling } from './telling.ts'
import { pauseInWords } from './tooltip.ts'
import { isPaused } from './tray-state.ts'
import type { MenuLine } from './tray-view.ts'

/** Pauses what runs by the schedule, and goes on with it. Where only some plans are paused, both can be done. Pure. */
export function pauseLines(facts: TrayFacts, { until }: Telling): readonly MenuLine[] {
  const { pauses, plans } = facts.overview
  const resume = (text: string) => line('resume', text, { do: 'resume' })
  if (isPaused(facts.overview)) return [resume(`Resume (${lower(pauseInWords(facts, until))})`)]
  if (plans.length === 0) return [line('pause', 'Pause (no plan is set up)')]
  const [first] = pauses
  const which = pauses.length === 1 && first?.plan ? `plan "${safeText(first.plan)}" is paused` : `${pauses.length} plans are paused`
  return [
    submenu('pause', 'Pause', [
      line('pause/hour', 'For 1 hour', { do: 'pause', length: 'hour' }),
      line('pause/until-tomorrow', 'Until tomorrow', { do: 'pause', length: 'until-tomorrow' }),
      line('pause/until-resumed', 'Until I resume', { do: 'pause', length: 'until-resumed' }),
    ]),
    ...(pauses.length > 0 ? [resume(`Resume (${which})`)] : []),
  ]
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
