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
}

/** How much of it is done, from 0 to 1. */
export function partDone(progress: ProgressNumbers): number {
  const raw =
    progress.step !== 'verifying'
      ? progress.percent
      : progress.bytes > 0
        ? progress.bytesDone / progress.bytes
        : progress.filesDone / Math.max(1, progress.files)
  return Math.min(1, Math.max(0, raw))
}

/** `42 %`: never more than what is done. */
export function percentInWords(part: number): string {
  return `${Math.floor(part * 100)} %`
}
