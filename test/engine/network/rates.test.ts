import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RateLimit } from '../../../main/contract/configuration/rate-limit.ts'
import { isWorthARestart, mayChange, rateAt, rateFlags, ratesAt } from '../../../main/engine/repositories/rates.ts'
import { silenceOf } from '../../../main/engine/repositories/silence-of.ts'

const KiB = 1024
const office: RateLimit = [
  { from: '08:00', to: '18:00', rate: 100 * KiB },
  { from: '22:00', to: '06:00', rate: 5000 * KiB },
  { from: null, to: null, rate: 500 * KiB },
]
const minute = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))

describe('a rate by the time of day', () => {
  it.each([
    ['07:59', 500],
    ['08:00', 100],
    ['17:59', 100],
    ['18:00', 500],
    ['21:59', 500],
    ['22:00', 5000],
    ['00:00', 5000],
    ['05:59', 5000],
    ['06:00', 500],
  ])('at %s is %i KiB/s: the first entry that fits, over midnight too', (time, rate) => {
    expect(rateAt(office, minute(time))).toBe(rate * KiB)
  })

  it('is none where no entry fits, and always the same where it is one number', () => {
    expect(rateAt([{ from: '08:00', to: '18:00', rate: 1 }], minute('18:00'))).toBeNull()
    expect([rateAt(7, 0), rateAt(null, 0)]).toEqual([7, null])
    expect([mayChange({ upload: 7, download: null }), mayChange({ upload: null, download: office })]).toEqual([false, true])
  })

  it('is that of the clock on the wall: in the zone of the machine, and on the days on which that is changed', () => {
    const at = (time: string, zone: string) => ratesAt({ upload: office, download: null }, new Date(time), () => zone).upload
    expect(at('2026-11-20T07:30:00Z', 'Europe/Berlin')).toBe(100 * KiB)
    expect(at('2026-11-20T07:30:00Z', 'UTC')).toBe(500 * KiB)
    // In Berlin 2:00 to 3:00 falls out on 29 March, and comes twice on 25 October 2026.
    expect(at('2026-03-28T06:59:00Z', 'Europe/Berlin')).toBe(500 * KiB)
    expect(at('2026-03-29T05:59:00Z', 'Europe/Berlin')).toBe(500 * KiB)
    expect(at('2026-03-29T06:00:00Z', 'Europe/Berlin')).toBe(100 * KiB)
    expect(at('2026-10-25T06:59:00Z', 'Europe/Berlin')).toBe(500 * KiB)
    expect(at('2026-10-25T07:00:00Z', 'Europe/Berlin')).toBe(100 * KiB)
    expect([at('2026-10-25T00:30:00Z', 'Europe/Berlin'), at('2026-10-25T01:30:00Z', 'Europe/Berlin')]).toEqual([5000 * KiB, 5000 * KiB])
  })

  it('has for every minute exactly one entry that rules, for any two windows', () => {
    const time = fc
      .integer({ min: 0, max: 1439 })
      .map((at) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`)
    fc.assert(
      fc.property(time, time, fc.integer({ min: 0, max: 1439 }), (from, to, at) => {
        fc.pre(from !== to)
        const one = rateAt([{ from, to, rate: 1 }], at)
        const other = rateAt([{ from: to, to: from, rate: 1 }], at)
        expect([one, other].filter((rate) => rate === 1)).toHaveLength(1)
      }),
    )
  })
})

describe('a restic under way', () => {
  const rates = (upload: number | null, download: number | null = null) => ({ upload, download })
  it.each([
    ['a stricter rate', rates(500), rates(400), true],
    ['the first rate of the day', rates(null), rates(5000), true],
    ['a stricter one for what is fetched', rates(500, null), rates(500, 10), true],
    ['a looser one that is hardly worth it', rates(500), rates(1999), false],
    ['one four times as loose', rates(500), rates(2000), true],
    ['no rate any more', rates(500), rates(null), true],
    ['the same', rates(500, 1), rates(500, 1), false],
    ['none, and none', rates(null), rates(null), false],
  ])('is begun anew for %s: %o to %o', (_name, before, now, worth) => expect(isWorthARestart(before, now)).toBe(worth))

  it('is never given 0, which would be no limit at all', () => {
    expect(rateFlags(rates(1024, 500))).toEqual({ limitUpload: 1, limitDownload: 1 })
    expect(rateFlags(rates(null, 3 * KiB))).toEqual({ limitDownload: 3 })
  })
})

describe('restic may show no progress', () => {
  const hour = 3_600_000
  const usual = { packSize: null, options: {} }
  const none = { upload: null, download: null }
  it('for as long as usual on a disk of this machine, and an hour where another machine has it', () => {
    expect([silenceOf(false, none, usual), silenceOf(true, none, usual)]).toEqual([undefined, hour])
  })
  it('under a limit for an hour, and for twice as long as the packs take that are on their way, be it a folder or a server', () => {
    expect(silenceOf(false, { upload: 50 * KiB, download: null }, usual)).toBeGreaterThanOrEqual(hour)
    const slow = { upload: 10_000 * KiB, download: 10 * KiB }
    const of = { packSize: 64 * KiB * KiB, options: { 'rest.connections': '3' } }
    for (const isFar of [false, true]) expect(silenceOf(isFar, slow, of)).toBe((2 * 4 * 64 * KiB * 1000) / 10)
    // As long as a timer can tell.
    expect(
      silenceOf(false, { upload: KiB, download: null }, { packSize: 128 * KiB * KiB, options: { 'sftp.connections': '64' } }),
    ).toBeLessThan(2 ** 31)
  })
})
