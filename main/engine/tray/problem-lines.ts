import { counted } from '../health/say-when.ts'
import type { TrayFacts } from './gather-tray.ts'
import { line, open } from './menu-lines.ts'
import { pageOfProblem } from './page-of-problem.ts'
import { safeText } from './safe-text.ts'
import type { Telling } from './telling.ts'
import { isFresh, needing } from './tray-state.ts'
import type { MenuLine } from './tray-view.ts'

/** What wants a person: the first step, the worst problem, how many more there are, and changes to approve. Each opens where it is mended. Pure. */
export function problemLines(facts: TrayFacts, { when }: Telling): readonly MenuLine[] {
  const { overview, refused } = facts
  if (isFresh(facts)) return [line('set-up', 'Set up Vaultkeeper…', open('/first-run'))]
  const approvals = overview.vaults.reduce((sum, vault) => sum + vault.approvals, 0)
  // Changes that wait have a line of their own.
  const problems = needing(overview).filter(({ code }) => approvals === 0 || code !== 'approval')
  const [worst, ...others] = problems
  return [
    ...(refused ? [line('problem', 'The configuration has a mistake…', open('/plans?file'))] : []),
    ...(worst === undefined
      ? []
      : [
          line(
            'problem',
            `${safeText(worst.title, 80)}${worst.since === null ? '' : ` (${when(worst.since)})`}…`,
            open(pageOfProblem(worst.action)),
          ),
        ]),
    ...(others.length === 0
      ? []
      : [line('problems/more', `${counted(others.length, 'more thing needs', 'more things need')} you…`, open('/'))]),
    ...(approvals === 0 ? [] : [line('approvals', `${counted(approvals, 'change')} to approve…`, open('/approvals'))]),
  ]
}
