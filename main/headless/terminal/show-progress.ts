import { printable } from '../../contract/words/printable.ts'
import { agentsDone, partDone } from '../../contract/words/progress-in-words.ts'
import type { RunProgress } from '../../engine/core.ts'
import type { Screen } from './screen.ts'
import { bytesInWords, count, durationInWords } from './words.ts'

const names = {
  reading: 'Backing up',
  verifying: 'Reading back',
  restoring: 'Restoring',
  checking: 'Checking',
  indexing: 'Indexing',
  copying: 'Copying',
  recovering: 'Bringing back',
} as const
/** How often a plain line is written where there is no terminal, in ms. */
const plainEvery = 5_000
const barWidth = 24

/** Shows the progress of a run: a bar with the time left on a terminal, a plain line now and then elsewhere. */
export function showProgress(screen: Screen): (progress: RunProgress) => void {
  let lastPlain = performance.now()
  return (progress) => {
    if (progress.step === 'note') return screen.tell(printable(progress.text))
    const line = progressLine(progress)
    if (screen.isTerminal) return screen.live(fitted(line, partDone(progress), screen.width))
    if (performance.now() - lastPlain < plainEvery) return
    lastPlain = performance.now()
    screen.tell(line)
  }
}

/** One line of progress in words. Pure. */
export function progressLine(progress: Exclude<RunProgress, { step: 'note' }>): string {
  const percent = `${Math.floor(partDone(progress) * 100)} %`
  if (progress.step === 'checking')
    return `${names.checking} the repository  ${percent}, ${count(progress.done)} of ${count(progress.total)} packs`
  const amount =
    progress.step === 'recovering'
      ? agentsInWords(progress)
      : 'done' in progress
        ? `${count(progress.done)} of ${count(progress.total)} snapshots`
        : `${count(progress.filesDone)} of ${count(progress.files)} files, ${bytesInWords(progress.bytesDone)} of ${bytesInWords(progress.bytes)}`
  const left =
    'secondsLeft' in progress && progress.secondsLeft !== undefined && progress.secondsLeft > 0
      ? `, ${progress.step === 'recovering' ? 'at most' : 'about'} ${durationInWords(Math.max(1, Math.round(progress.secondsLeft)) * 1000).replace('.0', '')} left`
      : ''
  return `${names[progress.step]}  ${percent}, ${amount}${left}`
}

function agentsInWords(progress: Extract<RunProgress, { step: 'recovering' }>): string {
  const { done, all } = agentsDone(progress)
  const now = progress.levels.flat().find(({ at }) => at !== 'waiting' && at !== 'recovered' && at !== 'failed' && at !== 'not-started')
  return `${count(done)} of ${count(all)} agents${now === undefined ? '' : `, ${printable(now.agent)} is ${now.at}`}`
}

/** The bar takes what room the words leave, and none where that is little: numbers and the time left tell more. */
function fitted(line: string, part: number, width: number): string {
  const room = Math.min(barWidth, width - line.length - 4)
  const text = room >= 5 ? `${bar(part, room)} ${line}` : line
  return text.slice(0, Math.max(20, width - 1))
}

function bar(part: number, width: number): string {
  const full = Math.round(part * width)
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}]`
}
