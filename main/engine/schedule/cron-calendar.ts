import { type CronTimes, readCron } from '../../contract/configuration/cron.ts'

/**
 * The times on a wall calendar at which a cron expression is due, in a world without zones: minutes since 1970 as the wall shows them.
 * Ranges include `from` and exclude `to`.
 */
export type CronCalendar = {
  /** Whether it is due in each hour of a day: such a schedule goes by real time where the clock jumps. */
  readonly everyHour: boolean
  readonly count: (from: number, to: number) => number
  readonly first: (from: number, to: number) => number | undefined
  readonly last: (from: number, to: number) => number | undefined
}

const perDay = 1440

/** The calendar of a cron expression that was found to be one. */
export function cronCalendar(fields: string): CronCalendar {
  const times = readCron(fields)
  if (typeof times === 'string') throw new TypeError(`"${fields}" is no cron expression: it ${times}`)
  const minutes = times.hours.flatMap((hour) => times.minutes.map((minute) => hour * 60 + minute))
  const isDue = dayTest(times)
  /** How many of the minutes of a due day lie before the given one. */
  const before = (minute: number) => lowerBound(minutes, minute)

  return {
    everyHour: times.hours.length === 24,
    count: (from, to) => {
      let sum = 0
      for (let day = Math.floor(from / perDay); day * perDay < to; day++)
        if (isDue(day)) sum += before(to - day * perDay) - before(from - day * perDay)
      return Math.max(0, sum)
    },
    first: (from, to) => {
      for (let day = Math.floor(from / perDay); day * perDay < to; day++) {
        if (!isDue(day)) continue
        const minute = minutes[before(from - day * perDay)]
        if (minute !== undefined) return day * perDay + minute < to ? day * perDay + minute : undefined
      }
      return undefined
    },
    last: (from, to) => {
      for (let day = Math.floor((to - 1) / perDay); (day + 1) * perDay > from; day--) {
        if (!isDue(day)) continue
        const minute = minutes[before(to - day * perDay) - 1]
        if (minute !== undefined) return day * perDay + minute >= from ? day * perDay + minute : undefined
      }
      return undefined
    },
  }
}

function dayTest({ days, months, weekdays, eitherDay }: CronTimes): (day: number) => boolean {
  const all = days.length === 31 && months.length === 12 && weekdays.length === 7
  if (all) return () => true
  const [dayDue, monthDue, weekdayDue] = [days, months, weekdays].map((numbers) => {
    const due: boolean[] = []
    for (const number of numbers) due[number] = true
    return due
  }) as [boolean[], boolean[], boolean[]]
  return (day) => {
    const date = new Date(day * 86_400_000)
    if (monthDue[date.getUTCMonth() + 1] !== true) return false
    const byDay = dayDue[date.getUTCDate()] === true
    const byWeekday = weekdayDue[date.getUTCDay()] === true
    return eitherDay ? byDay || byWeekday : byDay && byWeekday
  }
}

/** How many of the ascending numbers are smaller than `limit`. */
function lowerBound(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) < limit) low = middle + 1
    else high = middle
  }
  return low
}
