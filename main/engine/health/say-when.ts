import { wallClock } from '../schedule/zone.ts'

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
/** The months by name, January first. */
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/**
 * A moment by the wall clock of a zone, for a text that may be read days later: `Friday, 20 November at 07:00`; the year is told when it is another
 * than that of `now`.
 */
export function sayMoment(time: Date, zone: string, now: Date): string {
  const wall = wallClock(time, zone)
  const year = wall.year === wallClock(now, zone).year ? '' : ` ${wall.year}`
  return `${weekdays[wall.weekday]}, ${wall.day} ${monthNames[wall.month - 1]}${year} at ${two(wall.hour)}:${two(wall.minute)}`
}

/** A moment that is not long past, for the beginning of a text that is read now: `At 07:00`, `Yesterday at 21:00`, `Friday, 20 November at 07:00`. */
export function sayPast(time: Date, zone: string, now: Date): string {
  const [wall, today] = [wallClock(time, zone), wallClock(now, zone)]
  const days = (Date.UTC(today.year, today.month - 1, today.day) - Date.UTC(wall.year, wall.month - 1, wall.day)) / day
  if (days !== 0 && days !== 1) return sayMoment(time, zone, now)
  return `${days === 0 ? 'At' : 'Yesterday at'} ${two(wall.hour)}:${two(wall.minute)}`
}

/** A duration in the largest unit that says enough: `45 seconds`, `20 minutes`, `26 hours`, `8 days`. Milliseconds; a negative one is none. */
export function sayDuration(duration: number): string {
  if (duration < 90_000) return counted(Math.max(0, Math.round(duration / 1000)), 'second')
  if (duration < 90 * minute) return counted(Math.round(duration / minute), 'minute')
  if (duration < 2 * day && duration % day !== 0) return counted(Math.round(duration / hour), 'hour')
  return counted(Math.floor(duration / day), 'day')
}

/** A whole number with separators: `20,000`. Not by `toLocaleString`, which loads all that Node knows of languages first: some ms of each command. */
export function count(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}

/** A number and its noun: `1 file`, `20,000 files`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`
}

/** Bytes in decimal units, as on the label of a disk: `196 MB`. */
export function sayBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let [value, unit] = [bytes, 0]
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1]
  return unit === 0 ? counted(value, 'byte') : `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** Names in a sentence: `a`, `a and b`, `a, b and 4 others`. */
export function sayList(names: readonly string[], most = 3): string {
  const shown = names.length > most + 1 ? [...names.slice(0, most), `${names.length - most} others`] : names
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
