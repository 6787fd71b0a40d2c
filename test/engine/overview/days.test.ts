import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOf, firstDay, offsetSpans } from '../../../main/engine/overview/days.ts'

const day = 86_400_000
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'Africa/Casablanca']

describe('the days of a zone', () => {
  it('are told by few spans of one offset, as the wall clock tells them at any time', () => {
    const from = Date.parse('2010-01-01')
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 5500 }),
        fc.integer({ min: 0, max: 366 * day - 1 }),
        (zone, start, within) => {
          const begin = from + start * day
          const spans = offsetSpans(zone, begin, begin + 366 * day)
          expect(spans.length).toBeLessThan(8)
          const time = new Date(begin + within).toISOString()
          const mine = spans.filter((span) => span.from <= time && time < span.to)
          expect(mine).toHaveLength(1)
          const told = new Date(Date.parse(time) + (mine[0]?.offset ?? 0) * 1000).toISOString().slice(0, 10)
          expect(told).toBe(dayOf(new Date(time), zone))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('change their offset to the minute', () => {
    const spans = offsetSpans('Europe/Berlin', Date.parse('2026-10-01'), Date.parse('2026-11-01'))
    expect(spans).toEqual([
      { from: '2026-10-01T00:00:00.000Z', to: '2026-10-25T01:00:00.000Z', offset: 7200 },
      { from: '2026-10-25T01:00:00.000Z', to: '2026-11-01T00:00:00.000Z', offset: 3600 },
    ])
  })

  it.each([
    ['2026-11-21', 12, '2025-11-22'],
    ['2026-03-31', 1, '2026-03-01'],
    ['2024-02-29', 12, '2023-03-01'],
    ['2026-01-15', 3, '2025-10-16'],
  ] as const)('of %s the first one of %i months is %s', (today, months, first) => {
    expect(firstDay(today, months)).toBe(first)
  })
})
