import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retryAt, retryDelay } from '../../../main/engine/schedule/back-off.ts'
import { jitterDelay } from '../../../main/engine/schedule/jitter.ts'

const minute = 60_000
const hour = 60 * minute
const ended = new Date('2026-11-20T07:10:00Z')
const later = (distance: number) => new Date(ended.getTime() + distance)

describe('a failed run', () => {
  it('is repeated after 1, 5 and 15 minutes, then each hour', () => {
    const delays = [1, 2, 3, 4, 5, 30].map((attempts) => retryDelay({ verdict: 'failed', code: 'repository-offline', attempts }))
    expect(delays).toEqual([minute, 5 * minute, 15 * minute, hour, hour, hour])
  })

  it.each(['repository-not-answering', 'no-space', 'repository-gone', 'restic-crashed', 'unexpected', 'repository-busy', null])(
    'is repeated for %s',
    (code) => {
      expect(retryDelay({ verdict: 'failed', code, attempts: 1 })).toBe(minute)
    },
  )

  it.each([
    'wrong-password',
    'password-gone',
    'password-unusable',
    'other-repository',
    'repository-refused',
    'place-taken',
    'folder-missing',
    'not-a-folder',
    'repository-damaged',
  ])('is not repeated for %s until something is changed', (code) => {
    const last = { verdict: 'failed', code, ended, attempts: 1 } as const
    expect(retryAt(last, later(hour), null)).toBeNull()
    expect(retryAt(last, later(hour), later(-minute))).toBeNull()
    expect(retryAt(last, later(hour), later(minute))).toEqual(later(hour))
    // A change in the future is one of a clock that ran ahead.
    expect(retryAt(last, later(hour), later(2 * hour))).toBeNull()
  })

  it('is repeated when it was interrupted, or found a condition not met that passes', () => {
    expect(retryDelay({ verdict: 'interrupted', code: 'interrupted', attempts: 1 })).toBe(minute)
    expect(retryDelay({ verdict: 'interrupted', code: 'stopped', attempts: 9 })).toBe(0)
    expect(retryDelay({ verdict: 'skipped', code: 'drive-not-connected', attempts: 2 })).toBe(5 * minute)
    expect(retryDelay({ verdict: 'skipped', code: 'folder-empty', attempts: 1 })).toBeNull()
  })

  it.each(['done', 'warnings', 'not-verified', 'cancelled'] as const)('is none when its verdict is %s', (verdict) => {
    expect(retryDelay({ verdict, code: null, attempts: 1 })).toBeNull()
    expect(retryAt({ verdict, code: 'x', ended, attempts: 1 }, later(hour), later(minute))).toBeNull()
  })

  it('is tried three times a day when it is killed', () => {
    let time = ended
    const tried = [time]
    for (let attempts = 1; attempts < 10; attempts++) {
      time = retryAt({ verdict: 'failed', code: 'restic-killed', ended: time, attempts }, time, null) ?? time
      tried.push(time)
    }
    for (const [index, first] of tried.slice(0, -3).entries())
      expect((tried[index + 3]?.getTime() ?? 0) - first.getTime()).toBeGreaterThanOrEqual(24 * hour)
  })

  it('is repeated at once when its lock was lost, but not for ever', () => {
    const delays = [1, 2, 3, 4].map((attempts) => retryDelay({ verdict: 'failed', code: 'lock-lost', attempts }))
    expect(delays).toEqual([0, 0, 0, hour])
  })

  it('has its pause, too, when it ended in the middle of the look that finds it', () => {
    const last = { verdict: 'failed', code: 'hook-failed', ended, attempts: 1 } as const
    for (const before of [1, 20, minute]) expect(retryAt(last, later(-before), null)).toEqual(later(minute))
  })

  it('is repeated at once when it ended, by its clock, in the future', () => {
    const last = { verdict: 'failed', code: 'repository-offline', ended: later(24 * hour), attempts: 3 } as const
    expect(retryAt(last, ended, null)).toEqual(ended)
  })
})

describe('jitter', () => {
  const due = new Date('2026-11-20T07:00:00Z')
  const day = 24 * hour

  it('is the same for one plan and due time, and another for others', () => {
    const delays = Array.from({ length: 100 }, (_, index) => jitterDelay('daily', new Date(due.getTime() + index * day), 30 * minute, null))
    expect(delays).toEqual(
      Array.from({ length: 100 }, (_, index) => jitterDelay('daily', new Date(due.getTime() + index * day), 30 * minute, null)),
    )
    expect(new Set(delays).size).toBeGreaterThan(80)
    expect(jitterDelay('daily', due, 30 * minute, null)).not.toBe(jitterDelay('weekly', due, 30 * minute, null))
  })

  it('is spread over its whole range', () => {
    const tenths = Array.from({ length: 10 }, () => 0)
    for (let index = 0; index < 2000; index++) {
      const tenth = Math.floor(jitterDelay('plan', new Date(due.getTime() + index * day), hour, null) / (6 * minute + 1))
      tenths[tenth] = (tenths[tenth] ?? 0) + 1
    }
    expect(Math.min(...tenths)).toBeGreaterThan(120)
    expect(Math.max(...tenths)).toBeLessThan(280)
  })

  it('is within the jitter of the plan and a quarter of the time to the next due time', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 2 * day }), fc.integer({ min: minute, max: 10 * day }), (seed, jitter, gap) => {
        const delay = jitterDelay(seed, due, jitter, new Date(due.getTime() + gap))
        expect(delay).toBeGreaterThanOrEqual(0)
        expect(delay).toBeLessThanOrEqual(Math.min(jitter, gap / 4))
        expect(delay % 1000).toBe(0)
      }),
    )
    expect(jitterDelay('plan', due, 0, null)).toBe(0)
  })
})
