import type { DrillResult } from '../../../main/contract/procedures/run-results.ts'
import { timeLeft } from '../../../main/contract/words/duration-in-words.ts'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { count, counted } from '../../words/counted.ts'

/** How long a restore of everything takes, as a promise: `You would be back in about 4 minutes`. Pure. @param milliseconds as a drill reckoned */
export function backInWords(milliseconds: number): string {
  return `You would be back in ${timeLeft(milliseconds / 1000)}`
}

/** What was restored on trial: `all of it, 523 files, 12 MB`. Pure. */
export function drilledInWords({ how, files, bytes }: Pick<DrillResult, 'how' | 'files' | 'bytes'>): string {
  return `${how === 'whole' ? 'all of it' : 'a sample'}, ${counted(files, 'file')}, ${bytesInWords(bytes)}`
}

/** How the files of a drill were found to be right. Pure. */
export function judgedInWords({ comparedFiles, verifiedFiles, changedSince }: DrillResult): string {
  const compared = comparedFiles === 0 ? '' : `${counted(comparedFiles, 'file is', 'files are')} byte for byte what you have`
  if (verifiedFiles === 0) return compared === '' ? '' : `${compared}.`
  const others =
    comparedFiles === 0
      ? counted(verifiedFiles, 'file was', 'files were')
      : `${count(verifiedFiles)} more ${verifiedFiles === 1 ? 'was' : 'were'}`
  const why =
    changedSince === 0
      ? ''
      : changedSince === verifiedFiles
        ? `, for you have changed ${verifiedFiles === 1 ? 'it' : 'them'} since`
        : `, ${changedSince === 1 ? 'one' : count(changedSince)} of which you have changed since`
  return `${compared === '' ? '' : `${compared}; `}${others} checked against the hashes of the repository${why}.`
}

const findings = { damaged: 'is damaged', different: 'is not as it was saved', missing: 'is missing' } as const

/** What is wrong with a file that was restored on trial. Pure. */
export function findingInWords({ finding, why }: DrillResult['findings'][number]): string {
  return `${findings[finding]}: ${why}`
}
