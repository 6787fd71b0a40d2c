import { offsetAt } from './zone.ts'

/** A moment at which a zone's wall clock jumps. Offsets in milliseconds ahead of UTC, times in milliseconds since 1970. */
export type ZoneChange = { readonly at: number; readonly before: number; readonly after: number }

/** A time in which the wall clock goes evenly, `end` excluded; at its `start` it jumped from the offset `before` to `offset`. */
export type Stretch = { readonly start: number; readonly end: number; readonly offset: number; readonly before: number }

const day = 86_400_000
const known = new Map<string, Map<number, readonly ZoneChange[]>>()

/** The even stretches of a zone's wall clock that touch the time from `from` to `to`, oldest first. The first one begins before `from`. */
export function stretches(zone: string, from: number, to: number): Stretch[] {
  // Far enough back to see the jump that the first hours after it depend on; no jump is wider than a day.
  const begin = from - 2 * day
  const found: Stretch[] = []
  let start = begin
  let offset = offsetAt(begin, zone)
  let before = offset
  for (const change of changesBetween(zone, begin, to)) {
    found.push({ start, end: change.at, offset, before })
    start = change.at
    before = change.before
    offset = change.after
  }
  found.push({ start, end: to, offset, before })
  return found
}

function changesBetween(zone: string, from: number, to: number): ZoneChange[] {
  const found: ZoneChange[] = []
  for (let year = new Date(from).getUTCFullYear(); year <= new Date(to).getUTCFullYear(); year++)
    for (const change of changesOfYear(zone, year)) if (change.at > from && change.at < to) found.push(change)
  return found
}

function changesOfYear(zone: string, year: number): readonly ZoneChange[] {
  let years = known.get(zone)
  if (years === undefined) {
    years = new Map()
    known.set(zone, years)
  }
  let changes = years.get(year)
  if (changes === undefined) {
    changes = findChanges(zone, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1))
    years.set(year, changes)
  }
  return changes
}

/** Looks at each day: in no zone does the clock jump and jump back within one. A change at the very `to` is found, one at `from` is not. */
function findChanges(zone: string, from: number, to: number): ZoneChange[] {
  const found: ZoneChange[] = []
  let before = offsetAt(from, zone)
  for (let time = from; time < to; time += day) {
    const next = Math.min(time + day, to)
    const after = offsetAt(next, zone)
    if (after !== before) found.push({ at: momentOf(zone, time, next, before), before, after })
    before = after
  }
  return found
}

/** The first second in (from, to] at which the offset is no longer `before`. */
function momentOf(zone: string, from: number, to: number, before: number): number {
  let [low, high] = [from, to]
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000
    if (offsetAt(middle, zone) === before) low = middle
    else high = middle
  }
  return high
}
