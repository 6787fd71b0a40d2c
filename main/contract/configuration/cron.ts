const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const daysIn = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const fields: readonly { name: string; least: number; most: number; names: readonly string[] }[] = [
  { name: 'minutes', least: 0, most: 59, names: [] },
  { name: 'hours', least: 0, most: 23, names: [] },
  { name: 'days of the month', least: 1, most: 31, names: [] },
  { name: 'months', least: 1, most: 12, names: months },
  { name: 'days of the week', least: 0, most: 7, names: weekdays },
]

/** The minutes, hours, days, months and weekdays (0 is Sunday) that a cron expression names. */
export type CronTimes = {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: readonly number[]
  readonly months: readonly number[]
  readonly weekdays: readonly number[]
  /** A day is due when both its number and its weekday are named, or one of the two where both are restricted. */
  readonly eitherDay: boolean
}

/** What a cron expression needs to be, for the start of a sentence. */
export const cronSentence = 'must be a cron expression of five fields (minute hour day month weekday) such as "0 7 * * *"'

/**
 * Reads a cron expression of five fields strictly: what a lenient reader would take for something else (six fields, `1-2-3`, a step of 90
 * minutes, 31 February) is refused. @returns the times, or the end of a sentence that says what is wrong
 */
export function readCron(text: string): CronTimes | string {
  const parts = text.split(/[ \t]+/).filter((part) => part !== '')
  if (parts.length !== 5 || text.length > 1000) return cronSentence
  const sets: number[][] = []
  for (const [index, part] of parts.entries()) {
    const set = readField(part.toLowerCase(), index)
    if (typeof set === 'string') return set
    sets.push(set)
  }
  const [minutes = [], hours = [], days = [], monthNumbers = [], rawWeekdays = []] = sets
  if (!monthNumbers.some((month) => days.some((day) => day <= (daysIn[month - 1] ?? 0))))
    return 'names a day of the month that its months do not have, so it would never come due'
  const everyDay = days.length === 31
  const everyWeekday = rawWeekdays.length === 8
  return {
    minutes,
    hours,
    days,
    months: monthNumbers,
    weekdays: [...new Set(rawWeekdays.map((day) => day % 7))].sort((a, b) => a - b),
    eitherDay: !everyDay && !everyWeekday,
  }
}

/** One field: a list of `*`, `5`, `1-5`, each also with a step (`*\/15`). */
function readField(text: string, index: number): number[] | string {
  const field = fields[index]
  if (field === undefined) return cronSentence
  const { name, least, most, names } = field
  const wrong = `${cronSentence}; "${text.slice(0, 20)}" does not name ${name}`
  const found = new Set<number>()
  const parts = text.split(',')
  for (const part of parts) {
    const [, range = '', from = '', to, step] = /^(\*|(\d{1,2}|[a-z]{3})(?:-(\d{1,2}|[a-z]{3}))?)(?:\/(\d{1,2}))?$/.exec(part) ?? []
    if (range === '' || (range === '*' && parts.length > 1 && step === undefined)) return wrong
    const first = range === '*' ? least : numberOf(from, names, least)
    // `5/10` is from 5 on.
    const last = range === '*' ? most : to !== undefined ? numberOf(to, names, least) : step !== undefined ? most : first
    const stride = Number(step ?? 1)
    if (Number.isNaN(first) || Number.isNaN(last) || stride < 1) return wrong
    if (first < least || last > most) return `must have ${name} between ${least} and ${most}`
    if (first > last) return `must have ${name} from the lower to the higher`
    if (stride > most - least) return `must have a step that is smaller than the whole range of ${name}`
    for (let value = first; value <= last; value += stride) found.add(value)
  }
  return [...found].sort((a, b) => a - b)
}

function numberOf(text: string, names: readonly string[], least: number): number {
  if (/^\d+$/.test(text)) return Number(text)
  const place = names.indexOf(text)
  return place < 0 ? Number.NaN : place + least
}

/** The longest time in milliseconds from one due time to the next, by a calendar without daylight saving. */
export function longestGap(times: CronTimes): number {
  const minutesOfDay = times.hours.flatMap((hour) => times.minutes.map((minute) => hour * 60 + minute))
  const [first = 0] = minutesOfDay
  const last = minutesOfDay.at(-1) ?? 0
  let longest = 0
  for (const [index, minute] of minutesOfDay.entries()) longest = Math.max(longest, minute - (minutesOfDay[index - 1] ?? minute))
  // Eight years from a leap day on hold every distance that there is, the one over 2100 aside.
  let before: number | undefined
  for (let day = 0; day <= 8 * 366; day++) {
    const date = new Date(Date.UTC(2024, 1, 29 + day))
    if (!isDue(times, date)) continue
    if (before !== undefined) longest = Math.max(longest, (day - before) * 1440 - last + first)
    before = day
  }
  return longest * 60_000
}

function isDue(times: CronTimes, date: Date): boolean {
  if (!times.months.includes(date.getUTCMonth() + 1)) return false
  const byDay = times.days.includes(date.getUTCDate())
  const byWeekday = times.weekdays.includes(date.getUTCDay())
  return times.eitherDay ? byDay || byWeekday : byDay && byWeekday
}
