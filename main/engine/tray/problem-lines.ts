import type { TrayFacts } from './gather-tray.ts'
import { line, open } from './menu-lines.ts'
import type { Telling } from './telling.ts'
import type { MenuLine } from './tray-view.ts'
import { isFresh, moreWants, wantInWords, wantsOf } from './wants.ts'

/** What wants a person: the first step, the worst problem, how many more there are, and changes to approve. Each opens where it is mended. Pure. */
export function problemLines(facts: TrayFacts, telling: Telling): readonly MenuLine[] {
  if (isFresh(facts)) return [line('set-up', 'Set up Vaultkeeper…', open('/first-run'))]
  const wants = wantsOf(facts)
  const approvals = wants.filter(({ about }) => about === 'approvals')
  const [worst, ...others] = wants.filter(({ about }) => about !== 'approvals')
  return [
    ...(worst === undefined ? [] : [line('problem', `${wantInWords(worst, telling)}…`, open(worst.page))]),
    ...(others.length === 0 ? [] : [line('problems/more', `${moreWants(others.length)}…`, open('/'))]),
    ...approvals.map((want) => line('approvals', `${want.text}…`, open(want.page))),
  ]
}
