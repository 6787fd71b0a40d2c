import type { Progress } from '../procedures/jobs.ts'

/** What a run tells in numbers. */
export type ProgressNumbers = Exclude<Progress, { step: 'note' }>

/** What is being done, by the step that the numbers are of. */
export const stepWords: Readonly<Record<ProgressNumbers['step'], string>> = {
  reading: 'Backing up',
  verifying: 'Reading back and comparing',
  restoring: 'Restoring',
  checking: 'Checking the repository',
  indexing: 'Indexing',
  copying: 'Copying',
  recovering: 'Bringing agents back',
}

/** How much of it is done, from 0 to 1. */
export function partDone(progress: ProgressNumbers): number {
  return Math.min(1, Math.max(0, rawPart(progress)))
}

function rawPart(progress: ProgressNumbers): number {
  if (progress.step === 'recovering') {
    const { done, all } = agentsDone(progress)
    return done / Math.max(1, all)
  }
  if (progress.step !== 'verifying') return progress.percent
  return progress.bytes > 0 ? progress.bytesDone / progress.bytes : progress.filesDone / Math.max(1, progress.files)
}

/** How many agents have come to an end, well or not, of those that are brought back. */
export function agentsDone({ levels }: Extract<Progress, { step: 'recovering' }>): { readonly done: number; readonly all: number } {
  const all = levels.flat()
  return { done: all.filter(({ at }) => at === 'recovered' || at === 'failed' || at === 'not-started').length, all: all.length }
}

/** `42 %`: never more than what is done. */
export function percentInWords(part: number): string {
  return `${Math.floor(part * 100)} %`
}
