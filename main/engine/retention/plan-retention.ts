import type { KeepRules } from '../../contract/configuration/keep.ts'
import { before, buckets, parseSpan, parseStamp, type Stamp, spanText } from './calendar.ts'

/** A snapshot as retention looks at it. `held`: why it is to stay whatever the rules say, as `pinned`; else `null`. */
export type RetainableSnapshot = { readonly id: string; readonly time: string; readonly held: string | null }

/** What retention comes to: each kept snapshot with all its reasons, newest first, and those that no rule keeps, oldest first. */
export type RetentionPlan = {
  readonly keep: readonly { readonly id: string; readonly reasons: readonly string[] }[]
  readonly remove: readonly string[]
}

/** How many of the newest are kept whatever the rules say. */
export const atLeast = 3

const counted = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const
const withinKeys = {
  hourly: 'withinHourly',
  daily: 'withinDaily',
  weekly: 'withinWeekly',
  monthly: 'withinMonthly',
  yearly: 'withinYearly',
} as const

/**
 * Which snapshots of one series are kept, by the very rules of `restic forget`, whose reasons are told in its words. On top of them stay those that
 * are held, and the newest `atLeast`: by their own times, and by the order in which they were seen, for clocks may lie. Pure.
 * @param snapshots one series, in the order in which they were seen, the first one first
 * @param zone the zone of the machine, in which restic counts days back
 */
export function planRetention(of: {
  readonly snapshots: readonly RetainableSnapshot[]
  readonly keep: KeepRules
  readonly atLeast: number
  readonly now: Date
  readonly zone: string
}): RetentionPlan {
  const listed = of.snapshots.map((snapshot) => ({ ...snapshot, stamp: parseStamp(snapshot.time) }))
  const newestFirst = listed.toSorted((a, b) => (a.stamp.at < b.stamp.at ? 1 : a.stamp.at > b.stamp.at ? -1 : 0))
  const byRule = applyRules(
    newestFirst.map(({ stamp }) => stamp),
    of.keep,
    of.now,
    of.zone,
  )
  const newest = new Set(
    [...newestFirst.slice(0, of.atLeast), ...listed.slice(Math.max(0, listed.length - of.atLeast))].map(({ id }) => id),
  )
  const keep: { id: string; reasons: string[] }[] = []
  const remove: string[] = []
  for (const [index, { id, held }] of newestFirst.entries()) {
    const reasons = [...(byRule[index] ?? [])]
    if (held !== null) reasons.push(held)
    if (newest.has(id)) reasons.push(`one of the newest ${of.atLeast}`)
    if (reasons.length > 0) keep.push({ id, reasons })
    else remove.unshift(id)
  }
  return { keep, remove }
}

/** The rules by themselves: the reasons to keep each stamp of a list that is sorted newest first. No rules keep everything. */
function applyRules(stamps: readonly Stamp[], keep: KeepRules, now: Date, zone: string): string[][] {
  const rules = rulesOf(keep)
  if (rules.length === 0) return stamps.map(() => ['no rule'])
  const present = BigInt(now.getTime()) * 1_000_000n
  // Those in the future do not make the others old. None before now: then nothing is.
  const latest = stamps.find(({ at }) => at < present)
  const state = rules.map((rule) => ({
    ...rule,
    left: rule.count,
    last: undefined as number | undefined,
    limit: rule.within === null || latest === undefined ? null : before(latest, rule.within, zone),
  }))
  return stamps.map((stamp, index) => {
    const reasons: string[] = []
    const isOldest = index === stamps.length - 1
    for (const rule of state) {
      if (rule.left === 0 || (rule.limit !== null && stamp.at <= rule.limit)) continue
      const bucket = rule.bucket(stamp, index)
      // While a rule has not found as many as it wants, it also keeps the oldest there is, so that history reaches back as far as it can.
      if (bucket === rule.last && !isOldest) continue
      reasons.push(bucket === rule.last ? `oldest ${rule.reason}` : rule.reason)
      rule.last = bucket
      rule.left -= 1
    }
    return reasons
  })
}

type Rule = {
  readonly bucket: (stamp: Stamp, index: number) => number
  readonly count: number
  readonly within: ReturnType<typeof parseSpan> | null
  readonly reason: string
}

/** In restic's order. A rule of time keeps each snapshot (`within`), or the last of each hour, day ... (`withinHourly` ...), without a count. */
function rulesOf(keep: KeepRules): Rule[] {
  const each = (_stamp: Stamp, index: number) => index
  const rules: Rule[] = []
  const all = Number.POSITIVE_INFINITY
  if (keep.within !== undefined) {
    const within = parseSpan(keep.within)
    rules.push({ bucket: each, count: all, within, reason: `within ${spanText(within)}` })
  }
  if (keep.last !== undefined) rules.push({ bucket: each, count: keep.last, within: null, reason: 'last snapshot' })
  for (const unit of counted) {
    const count = keep[unit]
    if (count !== undefined) rules.push({ bucket: buckets[unit], count, within: null, reason: `${unit} snapshot` })
  }
  for (const unit of counted) {
    const text = keep[withinKeys[unit]]
    if (text === undefined) continue
    const within = parseSpan(text)
    rules.push({ bucket: buckets[unit], count: all, within, reason: `${unit} within ${spanText(within)}` })
  }
  return rules
}
