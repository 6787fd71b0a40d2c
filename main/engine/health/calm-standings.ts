import { remedyOfWarnings } from '../runs/backup-warnings.ts'
import { asSentence, type Judged, lastGoodInWords, type Standing, told, workOf } from './standing.ts'

/** Clocks of two processes, or of a disk and its machine, differ by moments. In milliseconds. */
const clockTolerance = 5 * 60_000

/** A run of it is going on. */
export function running(judged: Judged): Standing | null {
  const { lane } = judged
  if (lane.runningSince === null) return null
  const since = told(lane.runningSince, judged)
  return {
    state: 'running',
    code: null,
    why: `A ${workOf(judged).noun} has been running since ${since}. ${lastGoodInWords(judged)}.`,
    remedy: null,
    since: lane.runningSince,
  }
}

/** It has no backup yet, and none is overdue. */
export function neverRan(judged: Judged): Standing | null {
  const { lane, rules, facts } = judged
  if (lane.lastGood !== null || lane.cancelled !== null) return null
  const due = facts.nextDue[`${lane.plan}/${lane.repository}`] ?? null
  const standing = (why: string, remedy: string | null): Standing => ({
    state: 'never-ran',
    code: lane.waiting?.code ?? null,
    why,
    remedy,
    since: lane.since,
  })
  if (lane.waiting !== null) return standing(`It has not run yet: ${lane.waiting.sentence}.`, lane.waiting.remedy)
  if (rules.kind === 'on-change') return standing('Nothing has changed yet. The first change is saved.', null)
  if (!facts.scheduled) return standing('It has not run yet, and nothing runs the schedule.', 'Start the schedule with: vaultkeeper daemon')
  const first = due === null ? '' : ` It is due on ${told(due, judged)} for the first time.`
  return standing(`It has not run yet.${first}`, `To have a ${workOf(judged).noun} at once: ${workOf(judged).command}`)
}

/** It is protected, but something should be looked at. */
export function warned(judged: Judged): Standing | null {
  const { lane, now } = judged
  const { cancelled, waiting } = lane
  const last = lastGoodInWords(judged)
  const standing = (code: string, why: string, remedy: string, since: string | null): Standing => ({
    state: 'warning',
    code,
    why,
    remedy,
    since,
  })
  if (lane.lastGood !== null && Date.parse(lane.lastGood.time) > now.getTime() + clockTolerance) {
    return standing(
      'clock',
      `The last good backup is said to be of ${told(lane.lastGood.time, judged)}, which is yet to come: the clock was wrong then, or is wrong now.`,
      `Set the clock of this machine, then run: ${workOf(judged).command}`,
      null,
    )
  }
  if (waiting !== null && !waiting.harmless)
    return standing(waiting.code, `It waits: ${waiting.sentence}. ${last}.`, waiting.remedy, waiting.since)
  if (cancelled !== null) {
    const when = told(cancelled, judged)
    return standing(
      'cancelled',
      `The last ${workOf(judged).noun} was cancelled on ${when}. ${last}.`,
      `Run it again with: ${workOf(judged).command}`,
      cancelled,
    )
  }
  if (lane.lastGood === null || lane.lastGood.warningCount === 0) return null
  const [first = ''] = lane.lastGood.warnings
  const more =
    lane.lastGood.warningCount > 1
      ? ` There ${lane.lastGood.warningCount === 2 ? 'is 1 more' : `are ${lane.lastGood.warningCount - 1} more`}.`
      : ''
  return standing(
    'warnings',
    `The last backup is good but for this: ${asSentence(first)}${more}`,
    remedyOfWarnings(lane.lastGood.warnings, workOf(judged).command),
    lane.lastGood.time,
  )
}

/** It is protected. */
export function good(judged: Judged): Standing {
  const { lane } = judged
  const waits = lane.waiting === null ? '' : ` The next one waits: ${lane.waiting.sentence}.`
  return {
    state: 'protected',
    code: lane.waiting?.code ?? null,
    why: `${lastGoodInWords(judged)}.${waits}`,
    remedy: lane.waiting?.remedy ?? null,
    since: null,
  }
}
