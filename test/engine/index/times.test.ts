import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareTimes, readTime, writeTime } from '../../../main/engine/index/times.ts'

it.each([
  ['2026-11-21T07:50:37.936186303Z', { seconds: 1795247437, nanos: 936186303 }, '2026-11-21T07:50:37.936186303Z'],
  ['2026-11-21T09:50:37.5+02:00', { seconds: 1795247437, nanos: 500_000_000 }, '2026-11-21T07:50:37.5Z'],
  ['1969-12-31T23:59:59.25Z', { seconds: -1, nanos: 250_000_000 }, '1969-12-31T23:59:59.25Z'],
  ['2026-11-21T07:50:37Z', { seconds: 1795247437, nanos: 0 }, '2026-11-21T07:50:37Z'],
  ['yesterday', { seconds: 0, nanos: 0 }, '1970-01-01T00:00:00Z'],
])('%s is kept to the nanosecond', (text, kept, written) => {
  expect(readTime(text)).toEqual(kept)
  expect(writeTime(readTime(text))).toBe(written)
})

it('what was written is read as the same again, before 1970 too', () => {
  const time = fc.record({
    seconds: fc.integer({ min: -60_000_000_000, max: 200_000_000_000 }),
    nanos: fc.integer({ min: 0, max: 999_999_999 }),
  })
  fc.assert(
    fc.property(time, (one) => {
      expect(readTime(writeTime(one))).toEqual(one)
    }),
  )
})

it('times stand in their order, also within a second', () => {
  const times = [
    '2026-01-01T00:00:00.12Z',
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00.123Z',
    '2026-01-01T00:00:01Z',
    '2026-01-01T00:00:00.1Z',
  ]
  expect(times.toSorted(compareTimes).map((time) => time.slice(17, -1))).toEqual(['00', '00.1', '00.12', '00.123', '01'])
  expect(compareTimes('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')).toBe(0)
})
