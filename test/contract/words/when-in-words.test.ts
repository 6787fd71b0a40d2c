import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { untilInWords, whenInWords, wordsChange } from '../../../main/contract/words/when-in-words.ts'

const now = new Date('2026-11-21T12:34:56Z')

describe('a time in words', () => {
  it.each([
    ['2026-11-21T12:34:30Z', 'just now', '12:34'],
    ['2026-11-21T12:33:30Z', 'a minute ago', '12:33'],
    ['2026-11-21T12:20:00Z', '15 minutes ago', '12:20'],
    ['2026-11-21T07:00:00Z', 'today at 07:00', '07:00'],
    ['2026-11-20T07:00:00Z', 'yesterday at 07:00', 'yesterday at 07:00'],
    ['2026-11-16T07:00:00Z', 'Monday at 07:00', 'Monday at 07:00'],
    ['2026-10-03T07:00:00Z', '3 October at 07:00', '3 October at 07:00'],
    ['2025-10-03T07:00:00Z', '3 October 2025', '3 October 2025'],
    ['2026-11-21T12:36:00Z', 'in a minute', '12:36'],
    ['2026-11-21T13:00:00Z', 'in 25 minutes', '13:00'],
    ['2026-11-21T18:00:00Z', 'today at 18:00', '18:00'],
    ['2026-11-22T00:00:00Z', 'tomorrow at 00:00', 'tomorrow at 00:00'],
  ])('%s: %s, until %s', (time, when, until) => {
    expect(whenInWords(time, now, 'UTC')).toBe(when)
    expect(untilInWords(time, now, 'UTC')).toBe(until)
  })

  it('knows in which zone the day began', () => {
    const late = '2026-11-21T02:00:00Z'
    expect(whenInWords(late, now, 'UTC')).toBe('today at 02:00')
    expect(whenInWords(late, now, 'America/New_York')).toBe('yesterday at 21:00')
    expect(whenInWords(late, now, 'Asia/Kathmandu')).toBe('today at 07:45')
  })
})

describe('when the words change', () => {
  // A day on which clocks are set, in a zone a quarter of an hour beside the others, and the turn of a year.
  const starts = ['2026-11-21T12:00:00Z', '2026-10-25T00:30:00Z', '2026-12-31T22:00:00Z', '2026-03-29T00:10:00Z'].map((text) =>
    Date.parse(text),
  )
  const moment = fc.tuple(fc.constantFrom(...starts), fc.integer({ min: 0, max: 7_200_000 })).map(([start, more]) => start + more)
  const far = fc.oneof(fc.integer({ min: -4_000_000, max: 4_000_000 }), fc.integer({ min: -900_000_000, max: 900_000_000 }))

  it('is never later than they do, and not now', () => {
    fc.assert(
      fc.property(
        moment,
        far,
        fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (at, ago, zone, part) => {
          const [then, from] = [new Date(at - ago).toISOString(), new Date(at)]
          const change = wordsChange(then, from, zone).getTime()
          expect(change).toBeGreaterThan(at)
          expect(change - at).toBeLessThanOrEqual(3_600_000)
          const within = new Date(at + Math.floor((change - 1 - at) * part))
          expect(whenInWords(then, within, zone)).toBe(whenInWords(then, from, zone))
          expect(whenInWords(then, new Date(change - 1), zone)).toBe(whenInWords(then, from, zone))
        },
      ),
      { numRuns: 3000, seed: 20261121 },
    )
  })

  it('is once in a minute while minutes are told, and else with the full hour', () => {
    const walk = (time: string, steps: number) => {
      const words: string[] = []
      for (let at = now; words.length < steps; at = wordsChange(time, at, 'UTC')) words.push(whenInWords(time, at, 'UTC'))
      return words
    }
    expect(new Set(walk(now.toISOString(), 12))).toEqual(
      new Set(['just now', 'a minute ago', '2 minutes ago', '3 minutes ago', '4 minutes ago', '5 minutes ago']),
    )
    expect(wordsChange('2026-11-20T07:00:00Z', now, 'UTC').toISOString()).toBe('2026-11-21T13:00:00.000Z')
    expect(wordsChange('2026-11-20T07:00:00Z', now, 'Asia/Kathmandu').toISOString()).toBe('2026-11-21T13:15:00.000Z')
  })
})
