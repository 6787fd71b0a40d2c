import { readCron } from '../../contract/configuration/cron.ts'
import { intervalOf } from '../../contract/configuration/durations.ts'

/** When something is due: at the wall-clock times of a cron expression, or each `interval` milliseconds by real time. */
export type Schedule = { readonly kind: 'cron'; readonly fields: string } | { readonly kind: 'every'; readonly interval: number }

const minute = 60_000
const longest = 366 * 24 * 60 * minute

/**
 * Reads a schedule as the configuration has it: five fields of cron, or `every` and a duration. Strict, because node-schedule is not: to it an empty
 * text means every minute, and of six fields the first are seconds.
 * @returns the schedule, or the end of a sentence that says why it is none
 */
export function parseSchedule(text: string): Schedule | string {
  const interval = intervalOf(text)
  if (interval !== null)
    return interval >= minute && interval <= longest
      ? { kind: 'every', interval }
      : 'must be an interval between "every 1m" and "every 366d"'
  const times = readCron(text)
  if (typeof times === 'string') return times
  return {
    kind: 'cron',
    fields: text
      .trim()
      .split(/[ \t]+/)
      .join(' '),
  }
}
