import { type CronCalendar, cronCalendar } from './cron-calendar.ts'
import type { Schedule } from './parse-schedule.ts'
import { type Stretch, stretches } from './zone-changes.ts'

/** The due times in a range: how many, the oldest, and the newest ones, newest first. */
export type Occurrences = {
  readonly count: number
  /** Whether `count` is all of them; of a range of more than a hundred years only the last hundred are counted. */
  readonly exact: boolean
  readonly oldest: Date | null
  readonly newest: readonly Date[]
}

const minute = 60_000
const day = 86_400_000
const century = 36_525 * day
const none: Occurrences = { count: 0, exact: true, oldest: null, newest: [] }

/**
 * The due times after `after`, up to and including `upTo`.
 *
 * A change of daylight saving neither skips nor doubles one: what is due at a time that the clock leaps over is due once, at the first minute
 * after the leap; what is due at a time that it shows twice is due at the first showing. A schedule for each hour of the day goes by what the
 * clock shows, each time it shows it: an hour passes between two of its due times whatever the clock does. (Where the clock leaps by less than
 * an hour, as on Lord Howe Island, what it leaps over is made up for there too.)
 *
 * Intervals go by real time: `anchor`, and each interval after and before it.
 * @param most how many of the newest are wanted
 */
export function occurrencesBetween(schedule: Schedule, zone: string, after: Date, upTo: Date, anchor: Date, most = 2): Occurrences {
  const to = upTo.getTime()
  const from = Math.max(after.getTime(), to - century)
  if (from >= to) return none
  // Most looks find nothing due, and cost no more than this.
  const next = nextTime(schedule, zone, from, anchor.getTime())
  if (next === undefined || next > to) return none
  const found =
    schedule.kind === 'every'
      ? ofInterval(schedule.interval, anchor.getTime(), from, to, most)
      : ofCalendar(calendarOf(schedule.fields), zone, from, to, most)
  return { ...found, exact: from === after.getTime(), oldest: new Date(next) }
}

/**
 * The first due time after `after`; `null` when there is none in nine years. Remembered for each schedule, so that asking again before it has
 * come costs next to nothing.
 */
export function nextOccurrence(schedule: Schedule, zone: string, after: Date, anchor: Date): Date | null {
  const next = nextTime(schedule, zone, after.getTime(), anchor.getTime())
  return next === undefined ? null : new Date(next)
}

function nextTime(schedule: Schedule, zone: string, after: number, anchor: number): number | undefined {
  if (schedule.kind === 'every') return anchor + (Math.floor((after - anchor) / schedule.interval) + 1) * schedule.interval
  const known = remembered.get(schedule)
  if (known !== undefined && known.zone === zone && after >= known.from && after < known.next) return known.next
  const next = firstOfCalendar(calendarOf(schedule.fields), zone, after)
  if (next !== undefined) remembered.set(schedule, { zone, from: after, next })
  return next
}

const remembered = new WeakMap<Schedule, { zone: string; from: number; next: number }>()
const calendars = new Map<string, CronCalendar>()

function calendarOf(fields: string): CronCalendar {
  let calendar = calendars.get(fields)
  if (calendar === undefined) {
    calendar = cronCalendar(fields)
    calendars.set(fields, calendar)
  }
  return calendar
}

type Found = { readonly count: number; readonly newest: Date[] }

function ofInterval(interval: number, anchor: number, from: number, to: number, most: number): Found {
  const last = Math.floor((to - anchor) / interval)
  const count = last - Math.floor((from - anchor) / interval)
  const newest = Array.from({ length: Math.min(most, count) }, (_, index) => new Date(anchor + (last - index) * interval))
  return { count, newest }
}

function ofCalendar(calendar: CronCalendar, zone: string, from: number, to: number, most: number): Found {
  const newest: Date[] = []
  let count = 0
  for (const stretch of stretches(zone, from, to + 1).reverse()) {
    const { first, end, made } = dueIn(calendar, stretch, from, to)
    count += calendar.count(first, end)
    let last = end
    while (newest.length < most) {
      const found = calendar.last(first, last)
      if (found === undefined) break
      newest.push(new Date(found * minute - stretch.offset))
      last = found
    }
    if (made === undefined) continue
    count++
    if (newest.length < most) newest.push(new Date(made))
  }
  return { count, newest }
}

function firstOfCalendar(calendar: CronCalendar, zone: string, after: number): number | undefined {
  // Most are due within days; 29 February lets itself be waited for up to eight years.
  for (const reach of [3 * day, 400 * day, 9 * 366 * day]) {
    const to = after + reach
    for (const stretch of stretches(zone, after, to + 1)) {
      const { first, end, made } = dueIn(calendar, stretch, after, to)
      if (made !== undefined) return made
      const found = calendar.first(first, end)
      if (found !== undefined) return found * minute - stretch.offset
    }
  }
  return undefined
}

/**
 * Which wall-clock minutes of a stretch count (from `first`, before `end`), and the moment `made` at which it begins where something due was
 * leapt over; both within the range after `from` up to `to`.
 */
function dueIn(
  calendar: CronCalendar,
  { start, end, offset, before }: Stretch,
  from: number,
  to: number,
): { first: number; end: number; made: number | undefined } {
  const wall = (time: number) => Math.ceil(time / minute)
  const leapt = offset - before
  const shownBefore = leapt < 0 && !calendar.everyHour ? start + before : Number.NEGATIVE_INFINITY
  const first = wall(Math.max(start + offset, from + 1 + offset, shownBefore))
  const range = { first, end: wall(Math.min(end, to + 1) + offset) }
  const makesUp = leapt > 0 && start > from && start <= to && !(calendar.everyHour && leapt % (60 * minute) === 0)
  const lost = makesUp && calendar.count(wall(start + before), wall(start + offset)) > 0
  // What is due at that very minute is the same due time.
  const there = lost && calendar.first(wall(start + offset), wall(start + offset) + 1) !== undefined
  return { ...range, made: lost && !there ? start : undefined }
}
