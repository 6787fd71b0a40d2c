import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLabel, type LabelKind, labelFor } from '../../main/engine/labels.ts'

const kinds: LabelKind[] = ['manual', 'daily', 'weekly', 'on-change', 'custom']
const none = new Set<string>()
/** Wall-clock time, whatever zone the machine is in. */
const at = (year: number, month: number, day: number, hour = 12, minute = 0, second = 0) =>
  new Date(year, month - 1, day, hour, minute, second)
const anyTime = fc.date({ min: at(1970, 1, 2), max: at(9999, 12, 30), noInvalidDate: true })

describe('a label', () => {
  it.each([
    ['daily', at(2026, 11, 20), 'daily/2026-11-20'],
    ['daily', at(2028, 2, 29), 'daily/2028-02-29'],
    ['daily', at(2026, 12, 31, 23, 59, 59), 'daily/2026-12-31'],
    ['daily', at(2027, 1, 1, 0, 0, 0), 'daily/2027-01-01'],
    ['manual', at(2026, 11, 20, 7, 1, 2), 'manual/2026-11-20-070102'],
    ['on-change', at(2026, 3, 4, 23, 5, 59), 'on-change/2026-03-04-230559'],
    ['weekly', at(2026, 11, 20), 'weekly/2026-W47'],
  ] as const)('of kind %s at %s', (kind, time, label) => {
    expect(labelFor(kind, time, none)).toBe(label)
  })

  // https://en.wikipedia.org/wiki/ISO_week_date: the days around New Year at which year and week-year differ.
  it.each([
    [at(2005, 1, 1), '2004-W53'],
    [at(2005, 1, 2, 23, 59), '2004-W53'],
    [at(2005, 1, 3, 0, 0), '2005-W01'],
    [at(2005, 12, 31), '2005-W52'],
    [at(2007, 1, 1), '2007-W01'],
    [at(2007, 12, 31), '2008-W01'],
    [at(2008, 12, 28), '2008-W52'],
    [at(2008, 12, 29), '2009-W01'],
    [at(2009, 12, 31), '2009-W53'],
    [at(2010, 1, 3), '2009-W53'],
    [at(2020, 12, 31), '2020-W53'],
    [at(2021, 1, 3), '2020-W53'],
    [at(2026, 12, 31), '2026-W53'],
    [at(2027, 1, 3), '2026-W53'],
    [at(2027, 1, 4), '2027-W01'],
  ])('of the week that %s lies in', (time, week) => {
    expect(labelFor('weekly', time, none)).toBe(`weekly/${week}`)
  })

  it('gets a number when it is taken, the first that is free', () => {
    const time = at(2026, 11, 20)
    expect(labelFor('daily', time, new Set(['daily/2026-11-20']))).toBe('daily/2026-11-20.2')
    expect(labelFor('daily', time, new Set(['daily/2026-11-20', 'daily/2026-11-20.2', 'daily/2026-11-20.4']))).toBe('daily/2026-11-20.3')
    expect(labelFor('daily', time, new Set(['daily/2026-11-20.2', 'weekly/2026-11-20']))).toBe('daily/2026-11-20')
  })

  it('is always one, and never one that is taken', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), anyTime, fc.integer({ min: 0, max: 40 }), (kind, time, number) => {
        const taken = new Set<string>()
        for (let i = 0; i <= number; i++) {
          const label = labelFor(kind, time, taken)
          expect(isLabel(label)).toBe(true)
          expect(taken.has(label)).toBe(false)
          taken.add(label)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('of a later time sorts behind that of an earlier one', () => {
    // A wall clock goes back by an hour in autumn: minutes are far enough apart here to be told even then.
    const earlier = fc.constantFrom('daily' as const, 'manual' as const, 'on-change' as const)
    fc.assert(
      fc.property(earlier, anyTime, fc.integer({ min: 2 * 60 * 60_000, max: 400 * 86_400_000 }), (kind, time, later) => {
        const after = new Date(time.getTime() + later)
        fc.pre(after.getFullYear() <= 9999)
        expect(labelFor(kind, time, none) <= labelFor(kind, after, none)).toBe(true)
      }),
    )
  })

  it('of a week is the same from Monday to Sunday and another on the next Monday', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 6 }), (week, days) => {
        const monday = at(1990, 1, 1 + week * 7)
        const label = labelFor('weekly', monday, none)
        expect(labelFor('weekly', at(1990, 1, 1 + week * 7 + days, 23), none)).toBe(label)
        expect(labelFor('weekly', at(1990, 1, 8 + week * 7, 0), none) > label).toBe(true)
      }),
    )
  })
})

describe('a label in a zone', () => {
  const time = new Date('2027-01-03T23:30:00Z')

  it.each([
    ['daily', 'UTC', 'daily/2027-01-03'],
    ['daily', 'Europe/Berlin', 'daily/2027-01-04'],
    ['weekly', 'UTC', 'weekly/2026-W53'],
    ['weekly', 'Europe/Berlin', 'weekly/2027-W01'],
    ['weekly', 'Pacific/Kiritimati', 'weekly/2027-W01'],
    ['on-change', 'America/New_York', 'on-change/2027-01-03-183000'],
    ['manual', 'Asia/Kathmandu', 'manual/2027-01-04-051500'],
    ['daily', 'Pacific/Pago_Pago', 'daily/2027-01-03'],
  ] as const)('of kind %s in %s is told by the wall clock there', (kind, zone, label) => {
    expect(labelFor(kind, time, none, zone)).toBe(label)
  })

  it('is numbered at the second of two equal times when the clock goes back', () => {
    const first = labelFor('manual', new Date('2026-10-25T00:30:00Z'), none, 'Europe/Berlin')
    expect(first).toBe('manual/2026-10-25-023000')
    expect(labelFor('manual', new Date('2026-10-25T01:30:00Z'), new Set([first]), 'Europe/Berlin')).toBe(`${first}.2`)
  })

  it('bears the name of a plan of no kind, unless that means something else already', () => {
    expect(labelFor('custom', time, none, 'UTC', 'vaults')).toBe('vaults/2027-01-03-233000')
    expect(labelFor('custom', time, none, 'UTC', 'hourly-2')).toBe('hourly-2/2027-01-03-233000')
    for (const plan of ['manual', 'daily', 'weekly', 'on-change'])
      expect(labelFor('custom', time, none, 'UTC', plan)).toBe('custom/2027-01-03-233000')
    for (const plan of ['vaults', 'daily', '0', 'a'.repeat(63)]) expect(isLabel(labelFor('custom', time, none, 'UTC', plan))).toBe(true)
  })

  // Independent of the computation: weeks are counted from Monday to Monday, and the one with 4 January is the first.
  it.each(['Europe/Berlin', 'America/New_York', 'Pacific/Auckland'])(
    'names the right ISO week on each day of thirty years in %s',
    (zone) => {
      let [week, year] = [1, 2010]
      let wrong = 0
      for (let day = 0; day < 31 * 365; day++) {
        const noon = new Date(Date.UTC(2010, 0, 4 + day, 12))
        if (day % 7 === 0) {
          const days = Array.from({ length: 7 }, (_, index) => new Date(noon.getTime() + index * 86_400_000))
          const fourth = days.find((one) => one.getUTCMonth() === 0 && one.getUTCDate() === 4)
          if (fourth === undefined) week++
          else [week, year] = [1, fourth.getUTCFullYear()]
        }
        // An hour in the middle of the same calendar day in that zone.
        const there = zone === 'Pacific/Auckland' ? new Date(noon.getTime() - 12 * 3_600_000) : noon
        if (labelFor('weekly', there, none, zone) !== `weekly/${year}-W${String(week).padStart(2, '0')}`) wrong++
      }
      expect(wrong).toBe(0)
      expect(year).toBe(2040)
    },
  )
})

it.each([
  'latest',
  '3f2a91bc',
  'daily',
  'daily/',
  'daily/2026-11-20.0',
  'daily/2026-11-20.02',
  'daily/2026-11-20.',
  'daily/2026-11-2',
  'daily/2026-11-20-070102',
  'manual/2026-11-20',
  'weekly/2026-47',
  'weekly/2026-11-20-070102',
  'Vaults/2026-11-20-070102',
  '-vaults/2026-11-20-070102',
  'my vaults/2026-11-20-070102',
  'vaults/2026-11-20',
  ' daily/2026-11-20',
  'daily/2026-11-20\n',
  'yearly/2026-11-20',
])('%j is no label', (text) => {
  expect(isLabel(text)).toBe(false)
})
