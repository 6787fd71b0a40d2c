export { count, counted } from '../../engine/health/say-when.ts'

/** Bytes as people say them: `196 MB`. Decimal units, as on the label of a disk. */
export function bytesInWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  if (unit === 0) return `${value} ${value === 1 ? 'byte' : 'bytes'}`
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** A duration as people say it: `0.7 s`, `45 s`, `3 min 10 s`, `2 h 5 min`. */
export function durationInWords(milliseconds: number): string {
  if (milliseconds < 9_950) return `${(milliseconds / 1000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min${seconds % 60 > 0 ? ` ${seconds % 60} s` : ''}`
  return `${Math.floor(minutes / 60)} h${minutes % 60 > 0 ? ` ${minutes % 60} min` : ''}`
}

/** When something was, seen from now: `just now`, `5 minutes ago`, `today at 07:00`, `yesterday at 07:00`, `on 2026-11-03 at 07:00`. */
export function whenInWords(time: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - time.getTime()) / 60_000)
  if (minutes < 0) return `on ${day(time)} at ${clock(time)} (in the future)`
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ago`
  if (day(time) === day(now)) return `today at ${clock(time)}`
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1)
  return day(time) === day(yesterday) ? `yesterday at ${clock(time)}` : `on ${day(time)} at ${clock(time)}`
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const

/** When something will be, seen from now: `in 5 minutes`, `today at 23:00`, `tomorrow at 07:00`, `on Sunday at 23:00`, `on 2026-12-24 at 07:00`. */
export function soonInWords(time: Date, now: Date): string {
  const minutes = Math.ceil((time.getTime() - now.getTime()) / 60_000)
  if (minutes <= 0) return 'now'
  if (minutes < 60) return `in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
  if (day(time) === day(now)) return `today at ${clock(time)}`
  const inDays = (days: number) => day(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days))
  if (day(time) === inDays(1)) return `tomorrow at ${clock(time)}`
  for (let days = 2; days < 7; days++) if (day(time) === inDays(days)) return `on ${weekdays[time.getDay()]} at ${clock(time)}`
  return `on ${day(time)} at ${clock(time)}`
}

/** A local date and time for a table: `2026-11-21 07:00`. */
export function moment(time: Date): string {
  return `${day(time)} ${clock(time)}`
}

function day(time: Date): string {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
}

function clock(time: Date): string {
  return `${two(time.getHours())}:${two(time.getMinutes())}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
