import type { EndedRun } from '../../../main/contract/procedures/ended-run.ts'
import { durationInWords } from '../../../main/contract/words/duration-in-words.ts'
import type { Tone } from '../../parts/tone.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted } from '../../words/counted.ts'

/** How a restore or an undo ended, in a few words. Pure. */
export function endingWords({ kind, verdict, result }: Pick<EndedRun, 'kind' | 'verdict' | 'result'>): {
  readonly tone: Tone
  readonly title: string
} {
  const undo = kind === 'undo'
  const where = result !== null && 'target' in result ? ` in ${result.target}` : ''
  switch (verdict) {
    case 'done':
      return { tone: 'good', title: undo ? `Undone${where}` : `Restored${where}` }
    case 'warnings':
      return { tone: 'attention', title: undo ? `Undone${where}, but not all of it` : `Restored${where}, but not all of it` }
    case 'not-verified':
      return { tone: 'attention', title: undo ? `Undone${where}` : `Restored${where}, but not compared` }
    case 'cancelled':
      return { tone: 'attention', title: undo ? 'The undo was cancelled' : 'The restore was cancelled' }
    case 'skipped':
      return { tone: 'calm', title: 'Nothing was done' }
    case 'interrupted':
    case 'failed':
      return { tone: 'bad', title: undo ? 'The undo failed' : 'The restore failed' }
  }
}

/** What a restore or an undo did, sentence by sentence. Pure. */
export function resultWords(run: Pick<EndedRun, 'kind' | 'result'>): readonly string[] {
  const { result } = run
  if (result === null) return []
  if ('putBack' in result)
    return [
      ...(result.putBack > 0 ? [`Put back ${counted(result.putBack, 'file')} as ${result.putBack === 1 ? 'it was' : 'they were'}.`] : []),
      ...(result.removed > 0 ? [`Removed ${counted(result.removed, 'file')} that the restore had added.`] : []),
      ...(result.changedSinceCount > 0
        ? [`${counted(result.changedSinceCount, 'file')} had been changed since; that is kept, so that this can be undone, too.`]
        : []),
    ]
  if (!('keptBoth' in result)) return []
  const { keptBoth, restored, skipped, bytes, verified, took } = result
  const what =
    keptBoth === null
      ? `${counted(restored, 'item')}, ${bytesInWords(bytes)}${skipped > 0 ? `; ${counted(skipped, 'file')} left` : ''}, in ${durationInWords(took)}.`
      : `${counted(keptBoth.added, 'item')} added, ${counted(keptBoth.beside, 'file')} put beside what differs, ${counted(keptBoth.same, 'file')} the same.`
  return [what, ...(verified ? ['Everything that was written was read again and compared.'] : [])]
}
