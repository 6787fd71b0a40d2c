import { readlinkSync, realpathSync } from 'node:fs'

/** What the clock on the wall shows. `month` is 1 to 12, `weekday` 0 (Sunday) to 6. */
export type WallClock = {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly weekday: number
}

/** Where a machine says which zone it is in. Tests pass their own. */
export type ZoneReader = {
  /** The variable TZ. */
  readonly variable: () => string | undefined
  /** Where /etc/localtime leads; `undefined` where it is no link, or not there. */
  readonly link: () => string | undefined
  /** What the platform says; a running Node goes on saying what it said first. */
  readonly platform: () => string
}

/** Reads the zone of this machine, with the variable TZ from `environment`. */
export function machineZoneReader(environment: NodeJS.ProcessEnv): ZoneReader {
  return {
    variable: () => environment['TZ'],
    link: () => linkTarget('/etc/localtime'),
    platform: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}

/**
 * The machine's zone as it is now: a person travels, and a running Node does not notice (it asks the system once). The variable TZ comes first, as
 * for all programs, then the link that the system keeps, then what the platform says.
 */
export function machineZone(reader: ZoneReader): string {
  const variable = reader.variable()
  // An empty TZ is UTC to the C library.
  if (variable === '') return 'UTC'
  // The platform last, and only if need be: it loads all that it knows of languages, which every command would wait for.
  for (const read of [() => variable, reader.link, reader.platform]) {
    const text = read()
    const name = text === undefined ? undefined : zoneName(text)
    if (name !== undefined && isZone(name)) return name
  }
  return 'UTC'
}

/** Whether a zone of that name is known here. */
export function isZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** How far a zone's wall clock is ahead of UTC at a time, in milliseconds (whole seconds). Throws a RangeError for a zone that is none. */
export function offsetAt(time: number, zone: string): number {
  const [, month, day, year, hour, minute, second] = shape.exec(formatOf(zone).format(time)) ?? []
  const shown = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  return shown - Math.floor(time / 1000) * 1000
}

/** What a wall clock in a zone shows at a time. */
export function wallClock(time: Date, zone: string): WallClock {
  const shown = new Date(time.getTime() + offsetAt(time.getTime(), zone))
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    weekday: shown.getUTCDay(),
  }
}

const shape = /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+):(\d+)$/

/** To make one costs a thousand times what its use costs. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(zone, made)
  return made
}

/** `Europe/Berlin` of `:Europe/Berlin`, `/usr/share/zoneinfo/Europe/Berlin` and the like; `undefined` for the path of something else. */
function zoneName(text: string): string | undefined {
  const plain = text.replace(/^:/, '')
  if (!plain.includes('zoneinfo')) return plain.startsWith('/') ? undefined : plain
  return /zoneinfo(?:\.default)?\/(?:posix\/|right\/)?(.+)$/.exec(plain)?.[1]
}

/** The place that a link leads to; the link's own text where that is enough, for on some systems zones are links to other zones. */
function linkTarget(path: string): string | undefined {
  try {
    const target = readlinkSync(path)
    return target.includes('zoneinfo') ? target : realpathSync(path)
  } catch {
    return undefined
  }
}
