import { offsetAt } from '../schedule/zone.ts'

/**
 * A moment as restic has it in a snapshot: nanoseconds since 1970, and how far its own wall clock was ahead of UTC, in milliseconds. `utc` is a
 * time stamp with `Z`: restic takes that for no machine's zone at all.
 */
export type Stamp = { readonly at: bigint; readonly offset: number; readonly utc: boolean }

/** A span as restic's `--keep-within` has it: calendar years, months and days, then hours. */
export type Span = { readonly years: number; readonly months: number; readonly days: number; readonly hours: number }

const perMillisecond = 1_000_000n
/** Before this there were no zones, and calendars of years with fewer digits are full of traps. */
const beginning = Date.UTC(1800, 0, 1)
const timeStamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:(Z)|([+-])(\d\d):(\d\d))$/

/** Reads RFC 3339 to the nanosecond. Throws a RangeError for what is no time stamp. */
export function parseStamp(text: string): Stamp {
  const [, seconds, fraction = '', zulu, sign, hours, minutes] = timeStamp.exec(text) ?? []
  const wall = Date.parse(`${seconds}Z`)
  if (seconds === undefined || Number.isNaN(wall)) throw new RangeError(`"${text}" is no time stamp`)
  const offset = zulu === undefined ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0
  return { at: BigInt(wall - offset) * perMillisecond + BigInt(fraction.padEnd(9, '0')), offset, utc: zulu !== undefined }
}

/** Reads `1y6m`, `14d`, `12h`. */
export function parseSpan(text: string): Span {
  const part = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0)
  return { years: part('y'), months: part('m'), days: part('d'), hours: part('h') }
}

/** A span as restic writes it. */
export function spanText({ years, months, days, hours }: Span): string {
  const parts = [
    [years, 'y'],
    [months, 'm'],
    [days, 'd'],
    [hours, 'h'],
  ] as const
  return parts.map(([number, unit]) => (number === 0 ? '' : `${number}${unit}`)).join('')
}

/**
 * The moment a span before a stamp, as restic (Go's time.AddDate) counts: back on the calendar, where a day that a month does not have runs
 * over into the next one, then the hours. The wall clock is that of the machine's zone where the stamp was made by it, else one without
 * daylight saving.
 * @param zone the zone of the machine that restic runs on
 */
export function before(stamp: Stamp, { years, months, days, hours }: Span, zone: string): bigint {
  const rest = stamp.at % 1_000_000_000n
  const seconds = Number(stamp.at / 1_000_000_000n) * 1000
  const wall = new Date(seconds + stamp.offset)
  const moved = new Date(wall)
  // In one go: a month and a day that both run over do so together.
  moved.setUTCFullYear(wall.getUTCFullYear() - years, wall.getUTCMonth() - months, wall.getUTCDate() - days)
  const byMachine = !stamp.utc && moved.getTime() > beginning && offsetAt(seconds, zone) === stamp.offset
  const there = byMachine ? fromWall(moved.getTime(), zone) : moved.getTime() - stamp.offset
  return BigInt(there) * perMillisecond + rest - BigInt(hours) * 3_600_000n * perMillisecond
}

/** What a wall clock shows, taken back to UTC as Go does it where the clock leaps: by the offset of that many hours UTC, looked at once more. */
function fromWall(wall: number, zone: string): number {
  const offset = offsetAt(wall, zone)
  return wall - (offset === 0 ? 0 : offsetAt(wall - offset, zone))
}

/** Numbers that are equal for two stamps in the same hour, day, ISO week, month or year of their own wall clocks. */
export const buckets = {
  hourly: (stamp: Stamp) => number(stamp, (date) => date.getUTCFullYear() * 1_000_000 + dayNumber(date) * 100 + date.getUTCHours()),
  daily: (stamp: Stamp) => number(stamp, (date) => date.getUTCFullYear() * 10_000 + dayNumber(date)),
  weekly: (stamp: Stamp) => number(stamp, isoWeek),
  monthly: (stamp: Stamp) => number(stamp, (date) => date.getUTCFullYear() * 100 + date.getUTCMonth() + 1),
  yearly: (stamp: Stamp) => number(stamp, (date) => date.getUTCFullYear()),
} as const

function number({ at, offset }: Stamp, read: (wall: Date) => number): number {
  return read(new Date(Number(at / perMillisecond) + offset))
}

function dayNumber(date: Date): number {
  return (date.getUTCMonth() + 1) * 100 + date.getUTCDate()
}

/** A week belongs to the year that its Thursday lies in. */
function isoWeek(date: Date): number {
  const thursday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() - ((date.getUTCDay() + 6) % 7) + 3))
  const firstDay = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  return thursday.getUTCFullYear() * 100 + Math.floor((thursday.getTime() - firstDay) / (7 * 86_400_000)) + 1
}
