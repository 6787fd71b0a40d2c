import type { CalendarDay } from '../../../main/contract/procedures/overview.ts'
import type { Verdict } from '../../../main/contract/verdict.ts'

/** A day of the picture; `day` null: outside of what is known. */
export type PictureDay = { readonly day: string; readonly snapshots: number; readonly worst: Verdict | null } | null

/** Seven days from Monday on; `month`: the first one that begins in it, 1 to 12. */
export type PictureWeek = { readonly days: readonly PictureDay[]; readonly month: number | null }

const dayLength = 86_400_000

/** The last weeks up to today, each from Monday to Sunday. Pure. */
export function lastWeeks(today: string, weeks: number, known: readonly CalendarDay[]): PictureWeek[] {
  const byDay = new Map(known.map((one) => [one.day, one]))
  const end = Date.parse(today)
  const monday = end - ((new Date(end).getUTCDay() + 6) % 7) * dayLength
  return Array.from({ length: weeks }, (_, at) => {
    const from = monday - (weeks - 1 - at) * 7 * dayLength
    const days = Array.from({ length: 7 }, (_none, weekday): PictureDay => {
      const time = from + weekday * dayLength
      const day = new Date(time).toISOString().slice(0, 10)
      return time > end ? null : (byDay.get(day) ?? { day, snapshots: 0, worst: null })
    })
    const first = days.find((one) => one?.day.endsWith('-01') || (at === 0 && one !== null))
    return { days, month: first ? Number(first.day.slice(5, 7)) : null }
  })
}

const worstFirst: readonly Verdict[] = ['failed', 'interrupted', 'not-verified', 'warnings', 'cancelled', 'skipped', 'done']

/** The days of several vaults as one. Pure. */
export function joinDays(vaults: readonly { readonly days: readonly CalendarDay[] }[]): CalendarDay[] {
  const joined = new Map<string, CalendarDay>()
  for (const { days } of vaults)
    for (const { day, snapshots, worst } of days) {
      const before = joined.get(day)
      const gravest = worstFirst.find((one) => one === worst || one === before?.worst) ?? null
      joined.set(day, { day, snapshots: snapshots + (before?.snapshots ?? 0), worst: gravest })
    }
  return [...joined.values()]
}

/** How a day looks: `none` without anything, `good` or (several snapshots) `many`. Pure. */
export function dayTone({ snapshots, worst }: Pick<CalendarDay, 'snapshots' | 'worst'>): 'none' | 'good' | 'many' | 'attention' | 'bad' {
  if (worst === 'failed' || worst === 'interrupted' || worst === 'not-verified') return 'bad'
  if (worst === 'warnings') return 'attention'
  if (snapshots === 0) return 'none'
  return snapshots > 1 ? 'many' : 'good'
}

const words: Partial<Record<Verdict, string>> = {
  failed: 'a backup failed',
  interrupted: 'a backup was interrupted',
  'not-verified': 'a backup could not be verified',
  warnings: 'a backup had warnings',
  cancelled: 'a backup was cancelled',
}

const spoken = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** A day in words: `Tuesday 3 November 2026: 2 snapshots, a backup had warnings`. Pure. */
export function dayInWords({ day, snapshots, worst }: CalendarDay): string {
  const found = snapshots === 0 ? 'no snapshot' : snapshots === 1 ? '1 snapshot' : `${snapshots} snapshots`
  const also = worst === null ? undefined : words[worst]
  return `${spoken.format(Date.parse(day)).replace(',', '')}: ${found}${also === undefined ? '' : `, ${also}`}`
}

const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })

/** A week in words: `Week of 3 November`. Pure. */
export function weekInWords(days: readonly PictureDay[]): string {
  return `Week of ${short.format(Date.parse(days[0]?.day ?? ''))}`
}

/** Where a key leads to from a day: the next one in that direction that has snapshots; `undefined` for other keys. Pure. */
export function nextDay(key: string, day: string, days: readonly PictureDay[]): string | undefined {
  const at = days.findIndex((one) => one?.day === day)
  const isOne = (one: PictureDay | undefined) => one != null && one.snapshots > 0
  if (key === 'Home') return days.find(isOne)?.day
  if (key === 'End') return days.findLast(isOne)?.day
  const step = { ArrowLeft: -7, ArrowRight: 7, ArrowUp: -1, ArrowDown: 1 }[key]
  if (step === undefined) return undefined
  for (let next = at + step; next >= 0 && next < days.length; next += step) if (isOne(days[next])) return days[next]?.day
  return day
}
