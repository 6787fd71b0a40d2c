import { InvalidArgumentError } from 'commander'

/** A name of up to 200 characters. */
export function nonEmptyName(text: string): string {
  const name = text.trim()
  if (name === '' || name.length > 200) throw new InvalidArgumentError('It must be a name.')
  return name
}

/** The name of a folder. */
export function nonEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must name a folder.')
  return text
}

/** A plan, a vault, a snapshot, a path: an empty one is as a rule a variable that was not set, and as a path it would mean the current folder. */
export function notEmpty(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.')
  return text
}

/** `30m`, `1h`, `2d`, in milliseconds. */
export function pauseLength(text: string): number {
  const [, number, unit] = /^(\d{1,5})(m|h|d)$/.exec(text) ?? []
  if (unit === undefined || Number(number) < 1) throw new InvalidArgumentError('It must be a duration such as 30m, 1h or 2d.')
  return Number(number) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as 'm' | 'h' | 'd']
}

/** A span of retention: `14d`, `1y6m`. */
export function span(text: string): string {
  if (!/^(?=.*[1-9])(?:\d{1,4}y)?(?:\d{1,4}m)?(?:\d{1,5}d)?(?:\d{1,6}h)?$/.test(text))
    throw new InvalidArgumentError('It must be a span of years, months, days and hours such as 14d or 1y6m.')
  return text
}

/** A whole number of at least 1. */
export function positive(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number of at least 1.')
  return value
}

/** A port that a program may listen on. */
export function portNumber(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) throw new InvalidArgumentError('It must be a port between 1 and 65535.')
  return port
}

/** A month: `2026-11`. */
export function month(text: string): string {
  if (!/^\d{4}-(?:0[1-9]|1[0-2])$/.test(text)) throw new InvalidArgumentError('It must be a month such as 2026-11.')
  return text
}
