import { offsetAt } from './zone.ts'

/** A moment at which a zone's wall clock jumps. Offsets in milliseconds ahead of UTC, times in milliseconds since 1970. */
type ZoneChange = { readonly at: number; readonly before: number; readonly after: number }

/** A time in which the wall clock goes evenly, `end` excluded; at its `start` it jumped from the offset `before` to `offset`. */
export type Stretch = { readonly start: number; readonly end: number; readonly offset: number; readonly before: number }

/** A year of a zone: its offset when the year begins (in UTC), and how that changes. */
type ZoneYear = { readonly offset: number; readonly changes: readonly ZoneChange[] }

const day = 86_400_000
/** Asking the platform for an offset costs a hundred times what looking it up here does. */
const known = new Map<string, Map<number, ZoneYear>>()

/** The even stretches of a zone's wall clock that touch the time from `from` to `to`, oldest first. The first one begins before `from`. */
export function stretches(zone: string, from: number, to: number): Stretch[] {
  // Far enough back to see the jump that the first hours after it depend on; no jump is wider than a day.
  let start = from - 2 * day
  const firstYear = new Date(start).getUTCFullYear()
  let { offset } = yearOf(zone, firstYear)
  let before = offset
  const found: Stretch[] = []
  for (let year = firstYear; year <= new Date(to).getUTCFullYear(); year++) {
    for (const change of yearOf(zone, year).changes) {
      if (change.at >= to) break
      if (change.at > start) {
        found.push({ start, end: change.at, offset, before })
        start = change.at
        before = change.before
      }
      offset = change.after
      if (found.length === 0) before = offset
    }
  }
  found.push({ start, end: to, offset, before })
  return found
}

function yearOf(zone: string, year: number): ZoneYear {
  let years = known.get(zone)
  if (years === undefined) {
    years = new Map()
    known.set(zone, years)
  }
  let found = years.get(year)
  if (found === undefined) {
    found = lookThrough(zone, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1))
    years.set(year, found)
  }
  return found
}

/** Looks at each day: in no zone does the clock jump and jump back within one. A change at the very `to` is found, one at `from` is not. */
function lookThrough(zone: string, from: number, to: number): ZoneYear {
  const changes: ZoneChange[] = []
  const offset = offsetAt(from, zone)
  let before = offset
  for (let time = from; time < to; time += day) {
    const after = offsetAt(time + day, zone)
    if (after !== before) changes.push({ at: momentOf(zone, time, time + day, before), before, after })
    before = after
  }
  return { offset, changes }
}

/** The first second after `from`, up to `to`, at which the offset is no longer `before`. */
function momentOf(zone: string, from: number, to: number, before: number): number {
  let [low, high] = [from, to]
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000
    if (offsetAt(middle, zone) === before) low = middle
    else high = middle
  }
  return high
}
