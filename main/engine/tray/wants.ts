import type { ProblemCard } from '../../contract/procedures/overview.ts'
import { counted } from '../health/say-when.ts'
import type { TrayFacts } from './gather-tray.ts'
import { pageOfProblem } from './page-of-problem.ts'
import { safeText } from './safe-text.ts'
import type { Telling } from './telling.ts'

/** Something that wants a person: a sentence without its full stop, where it is mended, and since when where that says more. */
export type Want = {
  readonly about: 'failure' | 'problem' | 'approvals'
  readonly text: string
  readonly since: string | null
  readonly page: string
}

/** What wants a person, worst first; what is only good to know is not among it. Changes that wait are one, in however many vaults and repositories they are. Pure. */
export function wantsOf({ overview: { problems, vaults, plans } }: TrayFacts): readonly Want[] {
  const approvals = vaults.reduce((sum, vault) => sum + vault.approvals, 0)
  const wants: Want[] = [
    ...problems
      .filter(({ tone, code }) => tone !== 'note' && (approvals === 0 || code !== 'approval'))
      .map((card) => wantOf(card, plans.length > 0)),
    ...(approvals > 0
      ? [{ about: 'approvals', text: `${counted(approvals, 'change')} to approve`, since: null, page: '/approvals' } as const]
      : []),
  ]
  return wants.toSorted((one, other) => Number(other.about === 'failure') - Number(one.about === 'failure'))
}

/** `Backups into "drive" fail (today at 12:12)` */
export function wantInWords({ text, since }: Want, { when }: Telling): string {
  return since === null ? text : `${text} (${when(since)})`
}

/** `2 more things need you` */
export function moreWants(count: number): string {
  return `${counted(count, 'more thing needs', 'more things need')} you`
}

/** Whether this home was never set up. */
export function isFresh({ overview: { vaults, plans, problems } }: TrayFacts): boolean {
  return vaults.length === 0 && plans.length === 0 && problems.every(({ code }) => code !== 'configuration-refused')
}

/** How long it has been silent stands in the title; when a mistake was made is not recorded. */
const untimed: ReadonlySet<string> = new Set(['stale', 'configuration-refused'])

function wantOf(card: ProblemCard, isPlanned: boolean): Want {
  const { title, since, code, action } = card
  return {
    about: isFailure(card, isPlanned) ? 'failure' : 'problem',
    text: safeText(title, 90),
    since: untimed.has(code) ? null : since,
    page: pageOfProblem(action),
  }
}

/**
 * Whether something was tried and did not succeed. A find in a vault, a long silence, and a mistake in a configuration while the one before stays in force wait
 * for somebody, and that is all.
 */
function isFailure({ tone, code, action }: ProblemCard, isPlanned: boolean): boolean {
  if (code === 'configuration-refused') return !isPlanned
  return tone === 'bad' && action.kind !== 'answer-anomaly' && code !== 'stale'
}
