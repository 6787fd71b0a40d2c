import type { Job } from '../../contract/procedures/jobs.ts'
import { timeLeft } from '../../contract/words/duration-in-words.ts'
import { partDone, percentInWords, stepWords } from '../../contract/words/progress-in-words.ts'
import type { TrayFacts } from './gather-tray.ts'
import { safeText } from './safe-text.ts'

/** Something that is being done. `job` null: not by this process's jobs, but by the schedule or another process; then no number is known. */
export type Work = {
  readonly job: Job | null
  readonly title: string
  readonly percent: string | null
  readonly step: string
  readonly left: string | null
}

/** What is being done now, in words: the jobs of this process; else the backups by their records; else what the locks of the repositories say. Pure. */
export function workOf({ overview: { vaults, doing }, jobs }: TrayFacts): readonly Work[] {
  const running = vaults.flatMap(({ name, runningSince }) => (runningSince === null ? [] : [`Backing up ${safeText(name)}`]))
  const going = jobs.filter(({ ended }) => ended === null)
  // A plan is of several vaults: the one that is being backed up says more.
  const own = going.map((job) =>
    workOfJob(job, going.length === 1 && running.length === 1 && job.kind === 'backup' ? running[0] : undefined),
  )
  if (own.length > 0) return own
  return (running.length > 0 ? running : doing).map((title) => ({
    job: null,
    title: safeText(capital(title), 60),
    percent: null,
    step: '',
    left: null,
  }))
}

function workOfJob(job: Job, title = job.title): Work {
  const { progress, cancelling } = job
  const numbers = progress === null || progress.step === 'note' ? null : progress
  const seconds = numbers !== null && 'secondsLeft' in numbers ? numbers.secondsLeft : undefined
  return {
    job,
    title: safeText(title, 60),
    percent: numbers === null ? null : percentInWords(partDone(numbers)),
    step: cancelling ? 'Stopping…' : numbers === null ? 'Getting ready…' : stepWords[numbers.step],
    left: cancelling || seconds === undefined || seconds <= 0 ? null : `${timeLeft(seconds)} left`,
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
