import type { JobEnd } from '../../../main/contract/procedures/jobs.ts'
import { verdictWords } from '../../parts/state-words.ts'
import type { Tone } from '../../parts/tones.ts'
import { counted } from '../../words/counted.ts'

/** What was decided on this page just now. `remarks`: why some of the repositories that hold the change could not confirm it. */
export type Decided = { readonly key: string; readonly what: string } & (
  | { readonly how: 'approved'; readonly remarks: readonly string[] }
  | { readonly how: 'reverting'; readonly job: string }
)

type Words = { readonly tone: Tone; readonly title: string; readonly lines: readonly string[] }
type Ended = Pick<JobEnd, 'verdict' | 'runs'>

/** So many warnings are shown at once; the activity has them all. */
const mostWarnings = 10

/** What is said of a decision: that it is done, or how its revert stands. Pure. */
export function decisionWords(decided: Decided, { ended, lost }: { readonly ended: Ended | null; readonly lost: boolean }): Words {
  const { how, what } = decided
  if (how === 'approved') {
    const { remarks } = decided
    return {
      tone: remarks.length > 0 ? 'attention' : 'good',
      title: `Approved: ${what}`,
      lines: ['Later changes are compared with this state, and it is kept.', ...remarks],
    }
  }
  if (ended !== null) return revertWords(ended, what)
  if (!lost) return { tone: 'info', title: `Reverting ${what}`, lines: [] }
  return {
    tone: 'attention',
    title: `The revert of ${what} is over`,
    lines: ['Vaultkeeper was started again since. The activity tells how it ended.'],
  }
}

/** What was put back with remarks is put back. */
function revertWords({ verdict, runs: [run] }: Ended, what: string): Words {
  const { tone } = verdictWords(verdict)
  const good = verdict === 'done' || verdict === 'warnings'
  if (!good || run?.kind !== 'revert' || run.result === null)
    return { tone: good ? 'bad' : tone, title: `The revert of ${what} did not succeed`, lines: [] }
  const { restored, removed, untouched } = run.result
  const parts = [
    ...(restored > 0 ? [`${counted(restored, 'file')} put back`] : []),
    ...(removed > 0 ? [`${counted(removed, 'added file')} removed`] : []),
    ...(untouched > 0 ? [`${untouched} already as approved`] : []),
  ]
  const shown = run.warnings.slice(0, mostWarnings)
  const more = Math.max(run.warningCount, run.warnings.length) - shown.length
  return {
    tone,
    title: parts.length === 0 ? 'Reverted' : `Reverted: ${parts.join(', ')}`,
    lines: [...shown, ...(more > 0 ? [`And ${more} more.`] : [])],
  }
}
