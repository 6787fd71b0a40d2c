import { offsetAt } from '../schedule/zone.ts'

const quarter = 15 * 60_000

/** Tells on which day of a zone a time is: `2026-11-21`. Zones change by quarters of an hour, so each quarter is reckoned once. */
export function dayTeller(zone: string): (time: string) => string {
  const known = new Map<number, string>()
  return (time) => {
    const at = Math.floor(Date.parse(time) / quarter)
    const day = known.get(at) ?? new Date(at * quarter + offsetAt(at * quarter, zone)).toISOString().slice(0, 10)
    known.set(at, day)
    return day
  }
}

/** The first day that a picture of so many months shows, by a zone's calendar: the day after the same one, so many months ago. Pure. */
export function firstDay(today: string, months: number): string {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number)
  const before = new Date(Date.UTC(year, month - 1 - months, 1))
  const last = new Date(Date.UTC(before.getUTCFullYear(), before.getUTCMonth() + 1, 0)).getUTCDate()
  before.setUTCDate(Math.min(day, last) + 1)
  return before.toISOString().slice(0, 10)
}
