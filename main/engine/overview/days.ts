import { offsetAt } from '../schedule/zone.ts'

const minute = 60_000
const day = 86_400_000

/** A time between two changes of a zone's offset: from (included) and to (excluded), RFC 3339, and how far its wall clock is ahead of UTC, in seconds. */
export type OffsetSpan = { readonly from: string; readonly to: string; readonly offset: number }

/** The spans of a time in which a zone has one offset: two or three in a year. Pure. */
export function offsetSpans(zone: string, from: number, to: number): OffsetSpan[] {
  const spans: OffsetSpan[] = []
  const span = (begin: number, end: number) =>
    spans.push({ from: new Date(begin).toISOString(), to: new Date(end).toISOString(), offset: offsetAt(begin, zone) / 1000 })
  let begin = from
  for (let time = from; time < to; time += day) {
    const next = Math.min(time + day, to)
    if (offsetAt(time, zone) === offsetAt(next, zone)) continue
    const change = changeBetween(zone, time, next)
    span(begin, change)
    begin = change
  }
  if (begin < to) span(begin, to)
  return spans
}

/** The first minute at which a zone has another offset than at the beginning. */
function changeBetween(zone: string, from: number, to: number): number {
  let [low, high] = [from, to]
  while (high - low > minute) {
    const middle = low + Math.floor((high - low) / 2 / minute) * minute
    if (offsetAt(middle, zone) === offsetAt(from, zone)) low = middle
    else high = middle
  }
  return high
}

/** On which day of a zone a time is: `2026-11-21`. */
export function dayOf(time: Date, zone: string): string {
  return new Date(time.getTime() + offsetAt(time.getTime(), zone)).toISOString().slice(0, 10)
}

/** The first day that a picture of so many months shows, by a zone's calendar: the day after the same one, so many months ago. Pure. */
export function firstDay(today: string, months: number): string {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number)
  const before = new Date(Date.UTC(year, month - 1 - months, 1))
  const last = new Date(Date.UTC(before.getUTCFullYear(), before.getUTCMonth() + 1, 0)).getUTCDate()
  before.setUTCDate(Math.min(day, last) + 1)
  return before.toISOString().slice(0, 10)
}
