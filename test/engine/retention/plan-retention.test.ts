import { describe, expect, it } from 'vitest'
import type { KeepRules } from '../../../main/contract/configuration/keep.ts'
import { atLeast, planRetention, type RetainableSnapshot } from '../../../main/engine/retention/plan-retention.ts'
import { between, pick, type Random, seeded } from '../../helpers/seeded.ts'
import { randomRules, stampIn } from './random-retention.ts'

const day = 86_400_000
const now = new Date('2026-11-21T07:00:00Z')

/** A snapshot on each of the last days, seven in the morning in Berlin, named by its day. */
function daily(days: number, held: ReadonlySet<string> = new Set()): RetainableSnapshot[] {
  return Array.from({ length: days }, (_, index) => {
    const time = stampIn('Europe/Berlin', now.getTime() - (days - index) * day, 0)
    const id = time.slice(0, 10)
    return { id, time, held: held.has(id) ? 'pinned' : null }
  })
}

const plan = (snapshots: readonly RetainableSnapshot[], keep: KeepRules, least = atLeast) =>
  planRetention({ snapshots, keep, atLeast: least, now, zone: 'Europe/Berlin' })

describe('the plan of retention', () => {
  it('keeps so many of the last, and tells the others oldest first', () => {
    const { keep, remove } = plan(daily(40), { last: 30 })
    expect(keep).toHaveLength(30)
    expect(keep[0]).toEqual({ id: '2026-11-20', reasons: ['last snapshot', 'one of the newest 3'] })
    expect(keep[29]).toEqual({ id: '2026-10-22', reasons: ['last snapshot'] })
    expect(remove).toEqual(
      daily(40)
        .slice(0, 10)
        .map(({ id }) => id),
    )
  })

  it('without rules keeps everything, and of nothing nothing', () => {
    expect(plan(daily(5), {}).remove).toEqual([])
    expect(plan([], { last: 1 })).toEqual({ keep: [], remove: [] })
  })

  it('keeps pinned ones and the newest three under any rule', () => {
    const { keep, remove } = plan(daily(40, new Set(['2026-10-13', '2026-11-01'])), { last: 1 })
    expect(keep.map(({ id }) => id)).toEqual(['2026-11-20', '2026-11-19', '2026-11-18', '2026-11-01', '2026-10-13'])
    expect(keep.at(-1)?.reasons).toEqual(['pinned'])
    expect(remove).toHaveLength(35)
  })

  it('keeps those that were seen last, whatever their clock said', () => {
    const backwards = { id: 'dead battery', time: '1970-01-01T00:02:11Z', held: null }
    const { keep, remove } = plan([...daily(10), backwards], { last: 1 })
    expect(keep.find(({ id }) => id === 'dead battery')?.reasons).toEqual(['one of the newest 3'])
    expect(keep.map(({ id }) => id)).toEqual(['2026-11-20', '2026-11-19', '2026-11-18', 'dead battery'])
    expect(remove).toHaveLength(7)
  })

  it('counts a span back from the newest that is not in the future', () => {
    const garbage = { id: 'garbage', time: '2027-06-01T00:00:00Z', held: null }
    const { keep, remove } = plan([...daily(40), garbage], { within: '7d' }, 0)
    expect(keep.map(({ id }) => id)).toEqual(['garbage', ...daily(7).map(({ id }) => id)].sort().reverse())
    expect(remove).toHaveLength(33)
    const onlyAhead = plan([garbage, { ...garbage, id: 'more', time: '2028-06-01T00:00:00Z' }], { within: '1h' }, 0)
    expect(onlyAhead.remove).toEqual([])
  })

  it('takes the days of each snapshot by its own wall clock', () => {
    const late = { id: 'late', time: '2026-11-10T23:30:00+01:00', held: null }
    const early = { id: 'early', time: '2026-11-11T00:30:00+01:00', held: null }
    const [a, b] = daily(2)
    if (a === undefined || b === undefined) throw new Error('two days')
    // One UTC day, two days in Berlin.
    expect(plan([late, early, a, b], { daily: 4 }, 0).remove).toEqual([])
    // Two UTC days, one day in New York.
    const west = [
      { ...late, time: '2026-11-10T18:30:00-05:00' },
      { ...early, time: '2026-11-10T19:30:00-05:00' },
    ]
    expect(plan([...west, a, b], { daily: 3 }, 0).remove).toEqual(['late'])
  })

  it('goes back over daylight saving by the wall clock of the machine', () => {
    const summer = { id: 'summer', time: '2026-10-21T06:30:00+02:00', held: null }
    const winter = { id: 'winter', time: '2026-11-20T07:00:00+01:00', held: null }
    const early = { ...summer, time: '2026-10-21T07:30:00+02:00' }
    // Thirty days before 07:00 in winter is 07:00 in summer, not 08:00.
    expect(plan([summer, winter], { within: '30d' }, 0).remove).toEqual(['summer'])
    expect(plan([early, winter], { within: '30d' }, 0).remove).toEqual([])
    expect(planRetention({ snapshots: [early, winter], keep: { within: '30d' }, atLeast: 0, now, zone: 'UTC' }).remove).toEqual(['summer'])
  })

  it('refuses what is no time', () => {
    expect(() => plan([{ id: 'a', time: 'yesterday', held: null }], { last: 1 })).toThrow(RangeError)
  })
})

/** The rules once more, told as sets: of each calendar unit the newest, of those so many, and the oldest while there are fewer. */
function bySets(snapshots: readonly RetainableSnapshot[], keep: KeepRules): Set<string> {
  const kept = new Set<string>()
  const newestFirst = [...snapshots].reverse()
  const units: Record<string, (time: string) => string> = {
    last: (time) => time,
    hourly: (time) => time.slice(0, 13),
    daily: (time) => time.slice(0, 10),
    // The Monday of its week.
    weekly: (time) => new Date(Math.floor((Date.parse(time) / day + 3) / 7) * 7 * day).toISOString(),
    monthly: (time) => time.slice(0, 7),
    yearly: (time) => time.slice(0, 4),
  }
  for (const [rule, count] of Object.entries(keep) as [string, number][]) {
    const newest = new Map<string, string>()
    for (const { id, time } of snapshots) newest.set(units[rule]?.(time) ?? '', id)
    const found = [...newest.values()].reverse()
    for (const id of found.slice(0, count)) kept.add(id)
    const oldest = newestFirst.at(-1)
    if (found.length < count && oldest !== undefined) kept.add(oldest.id)
  }
  return kept
}

describe('2,000 random histories', () => {
  const random = seeded(3)
  const history = (withPins: Random): RetainableSnapshot[] => {
    const reach = pick(random, [2, 60, 500, 3000]) * day
    const moments = new Set(Array.from({ length: between(random, 0, 60) }, () => Math.floor((now.getTime() - random() * reach) / 1000)))
    const sorted = [...moments].sort((a, b) => a - b)
    return sorted.map((second, index) => ({
      id: `${index}`,
      time: new Date(second * 1000).toISOString(),
      held: withPins() < 0.1 ? 'pinned' : null,
    }))
  }

  it('keep what the rules say, told in another way, and pins and the newest three besides', () => {
    let removed = 0
    for (let number = 0; number < 2000; number++) {
      const snapshots = history(random)
      const keep = randomRules(random, false)
      const wanted = bySets(snapshots, keep)
      for (const { id, held } of snapshots) if (held !== null) wanted.add(id)
      for (const { id } of snapshots.slice(-atLeast)) wanted.add(id)
      const found = plan(snapshots, keep)
      const context = JSON.stringify({ keep, snapshots })
      expect(new Set(found.keep.map(({ id }) => id)), context).toEqual(wanted)
      expect(found.remove, context).toEqual(snapshots.map(({ id }) => id).filter((id) => !wanted.has(id)))
      removed += found.remove.length
    }
    expect(removed).toBeGreaterThan(10_000)
  })

  it('lose no less than they should: a plan that is carried out has nothing more to remove', () => {
    for (let number = 0; number < 500; number++) {
      const snapshots = history(random)
      const keep = randomRules(random)
      const first = plan(snapshots, keep)
      const left = snapshots.filter(({ id }) => !first.remove.includes(id))
      expect(left.length).toBeGreaterThanOrEqual(Math.min(atLeast, snapshots.length))
      expect(plan(left, keep).remove, JSON.stringify({ keep, snapshots })).toEqual([])
    }
  })
})
