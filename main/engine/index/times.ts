/** A time as the index keeps it: whole seconds since 1970, and nanoseconds in the second. */
export type IndexedTime = { readonly seconds: number; readonly nanos: number }

/** Reads restic's time, RFC 3339 with up to nine digits of a second. What is none is 1970. Pure. */
export function readTime(text: string): IndexedTime {
  const [, whole, digits = '', zone] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? []
  const milliseconds = whole === undefined ? Number.NaN : Date.parse(`${whole}${zone}`)
  if (Number.isNaN(milliseconds)) return { seconds: 0, nanos: 0 }
  return { seconds: milliseconds / 1000, nanos: Number(digits.padEnd(9, '0')) }
}

/** The order of two times as {@link writeTime} writes them, within a second too: `Z` would stand behind a further digit. Pure. */
export function compareTimes(one: string, other: string): number {
  const [a, b] = [one.slice(0, -1), other.slice(0, -1)]
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** The same time for people and programs, in UTC, without digits that say nothing. Pure. */
export function writeTime({ seconds, nanos }: IndexedTime): string {
  const whole = new Date(seconds * 1000).toISOString().slice(0, -5)
  return `${whole}${nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`}Z`
}
