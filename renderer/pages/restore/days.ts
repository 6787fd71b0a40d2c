/** A day by the wall clock of the person: `2026-11-21`. */
export function dayOf(time: string | Date): string {
  const at = new Date(time)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** The weeks of a month, from Monday on; days of the months beside it are `null`. Pure. @param month `2026-11` */
export function weeksOf(month: string): readonly (readonly (string | null)[])[] {
  const [year = 1970, number = 1] = month.split('-').map(Number)
  const first = new Date(Date.UTC(year, number - 1, 1))
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate()
  const before = (first.getUTCDay() + 6) % 7
  const cells = [...Array.from({ length: before }, () => null), ...Array.from({ length: days }, (_, index) => `${month}-${two(index + 1)}`)]
  const weeks = Math.ceil(cells.length / 7)
  return Array.from({ length: weeks }, (_, week) => Array.from({ length: 7 }, (_, day) => cells[week * 7 + day] ?? null))
}

/** The month so many months later. Pure. */
export function monthLater(month: string, by: number): string {
  const [year = 1970, number = 1] = month.split('-').map(Number)
  const then = new Date(Date.UTC(year, number - 1 + by, 1))
  return `${then.getUTCFullYear()}-${two(then.getUTCMonth() + 1)}`
}

const monthName = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })
const dayName = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** `November 2026` */
export function monthInWords(month: string): string {
  return monthName.format(new Date(`${month}-01T00:00:00Z`))
}

/** `Saturday 21 November 2026` */
export function dayInWords(day: string): string {
  return dayName.format(new Date(`${day}T00:00:00Z`))
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
