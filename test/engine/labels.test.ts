import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLabel, type LabelKind, labelFor } from '../../main/engine/labels.ts'

const kinds: LabelKind[] = ['manual', 'daily', 'weekly', 'on-change']
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
  ' daily/2026-11-20',
  'daily/2026-11-20\n',
  'yearly/2026-11-20',
])('%j is no label', (text) => {
  expect(isLabel(text)).toBe(false)
})
