import type { KeepRules } from '../../../main/contract/configuration/keep.ts'
import { counted, listed } from '../../words/counted.ts'

const periods = [
  ['hourly', 'hour'],
  ['daily', 'day'],
  ['weekly', 'week'],
  ['monthly', 'month'],
  ['yearly', 'year'],
] as const

const spans = [
  ['within', 'all'],
  ['withinHourly', 'the last of each hour'],
  ['withinDaily', 'the last of each day'],
  ['withinWeekly', 'the last of each week'],
  ['withinMonthly', 'the last of each month'],
  ['withinYearly', 'the last of each year'],
] as const

/** `the last 30, and one for each of 12 months`; `all of them` without any rule. Pure. */
export function keepInWords(keep: KeepRules): string {
  const parts: string[] = []
  if (keep.last !== undefined) parts.push(keep.last === 1 ? 'the last one' : `the last ${keep.last}`)
  for (const [rule, one] of periods) {
    const count = keep[rule]
    if (count !== undefined) parts.push(`one for each of ${counted(count, one)}`)
  }
  for (const [rule, which] of spans) {
    const span = keep[rule]
    if (span !== undefined) parts.push(`${which} of ${span}`)
  }
  return parts.length === 0 ? 'all of them' : listed(parts, 12)
}

/** The rules as the file has them; none where it says nothing that can be read. Pure. */
export function rulesOf(written: unknown): KeepRules {
  return typeof written === 'object' && written !== null && !Array.isArray(written) ? (written as KeepRules) : {}
}
