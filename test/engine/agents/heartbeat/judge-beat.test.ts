import { describe, expect, it } from 'vitest'
import {
  firstPulse,
  judgeBeat,
  lookEvery,
  type Moment,
  type Pulse,
  revivedPulse,
} from '../../../../main/engine/agents/heartbeat/judge-beat.ts'
import type { Probe } from '../../../../main/engine/agents/heartbeat/probe.ts'

const limits = { lateAfter: 60_000, deadAfter: 180_000 }
const begin = Date.parse('2026-11-22T10:00:00Z')

/** Time in seconds since the begin; `clock`: how far the wall's clock is off. */
const at = (seconds: number, clock = 0): Moment => ({ now: new Date(begin + (seconds + clock) * 1000), monotonic: 5_000 + seconds * 1000 })
const touched = (seconds: number): Probe => ({ kind: 'beat', at: new Date(begin + seconds * 1000).toISOString() })
const answered = (seconds: number): Probe => ({ kind: 'beat', at: at(seconds).now.toISOString(), live: true })
const silent: Probe = { kind: 'silent', why: 'nothing answers' }
const unknown: Probe = { kind: 'unknown', why: 'no handles' }

/** Looks every 20 s from one time to another. */
function watch(pulse: Pulse, from: number, to: number, probe: (seconds: number) => Probe): Pulse {
  let now = pulse
  for (let seconds = from; seconds <= to; seconds += 20) now = judgeBeat(now, probe(seconds), limits, at(seconds))
  return now
}
const alive = () => watch(firstPulse(undefined, at(0)), 0, 40, touched)

describe('how an agent stands by its heartbeat', () => {
  it('is looked at three times before it would be late, between every second and every 30 s', () => {
    expect([1_000, 60_000, 90_000, 3_600_000].map((lateAfter) => lookEvery({ lateAfter, deadAfter: 0 }))).toEqual([
      1_000, 20_000, 30_000, 30_000,
    ])
  })

  it('is alive while its file changes, late and then dead when it does not', () => {
    const begun = alive()
    expect(begun).toMatchObject({ state: 'alive', beat: '2026-11-22T10:00:40.000Z', since: '2026-11-22T10:00:00.000Z' })
    const frozen = () => touched(40)
    expect(watch(begun, 60, 80, frozen).state).toBe('alive')
    expect(watch(begun, 60, 100, frozen)).toMatchObject({ state: 'late', since: '2026-11-22T10:01:40.000Z', beat: begun.beat })
    expect(watch(begun, 60, 200, frozen).state).toBe('late')
    expect(watch(begun, 60, 220, frozen)).toMatchObject({ state: 'dead', why: 'it has not touched its file' })
    expect(watch(begun, 60, 220, () => silent)).toMatchObject({ state: 'dead', why: 'nothing answers' })
  })

  it('is not believed a date in the future: that its file changes is what counts, at the time that it is seen', () => {
    const far = watch(firstPulse(undefined, at(0)), 0, 40, () => touched(864_000))
    expect(far.state).toBe('unknown')
    expect(watch(far, 60, 180, () => touched(864_000)).state).toBe('dead')
    const moving = watch(far, 60, 120, (seconds) => touched(864_000 + seconds))
    expect(moving).toMatchObject({ state: 'alive', beat: '2026-11-22T10:02:00.000Z' })
  })

  it('does not beat by an older file that is put in its place, as a recovery does', () => {
    const dead = watch(alive(), 60, 240, () => touched(40))
    expect(watch(dead, 260, 300, () => touched(-90_000)).state).toBe('dead')
    expect(judgeBeat(alive(), touched(30), limits, at(60)).silence).toBe(20_000)
  })

  it('goes on beating when the clock is set back or forward, or tells another zone', () => {
    const back = [60, 80, 100].reduce((pulse, seconds) => judgeBeat(pulse, touched(seconds - 7_200), limits, at(seconds, -7_200)), alive())
    expect(back.state).toBe('alive')
    const forth = [60, 80, 100].reduce((pulse, seconds) => judgeBeat(pulse, touched(seconds + 7_200), limits, at(seconds, 7_200)), alive())
    expect(forth.state).toBe('alive')
    // Only the clock moves, and the file does not: that is no silence of two hours.
    expect(judgeBeat(alive(), touched(40), limits, at(60, 7_200)).state).toBe('alive')
  })

  it('is not dead at once after a time in which nobody looked', () => {
    const slept = judgeBeat(alive(), touched(40), limits, at(40 + 36_000))
    expect(slept).toMatchObject({ state: 'alive', silence: 40_000 })
    // Then it is given its time as ever.
    const woken = [36_060, 36_080].reduce((pulse, seconds) => judgeBeat(pulse, touched(40), limits, at(seconds)), slept)
    expect(woken.state).toBe('late')
    expect(judgeBeat(slept, touched(36_041), limits, at(36_060)).state).toBe('alive')
  })

  it('after a start of ours stands as it was recorded, and its silence is counted anew', () => {
    const known = { state: 'alive', since: '2026-11-21T10:00:00.000Z', why: 'it beats', beat: '2026-11-22T03:00:00.000Z' } as const
    const first = judgeBeat(firstPulse(known, at(0)), touched(-25_200), limits, at(0))
    expect(first).toMatchObject({ state: 'alive', since: known.since })
    expect(watch(first, 20, 60, () => touched(-25_200)).state).toBe('late')
    const dead = firstPulse({ ...known, state: 'dead' }, at(0))
    expect(watch(dead, 0, 40, () => silent)).toMatchObject({ state: 'dead', since: known.since })
    // Nothing is known, and its file is old: nobody can tell yet.
    expect(judgeBeat(firstPulse(undefined, at(0)), touched(-25_200), limits, at(0)).state).toBe('unknown')
    expect(judgeBeat(firstPulse(undefined, at(0)), touched(-30), limits, at(0))).toMatchObject({ state: 'alive', silence: 30_000 })
  })

  it('comes back from dead only after it has gone on beating for as long as what makes it late', () => {
    const dead = watch(alive(), 60, 240, () => silent)
    const once = judgeBeat(dead, answered(260), limits, at(260))
    expect(once).toMatchObject({ state: 'late', why: 'it beats again, but has yet to go on doing so' })
    expect(watch(once, 280, 300, answered).state).toBe('late')
    expect(watch(once, 280, 320, answered)).toMatchObject({ state: 'alive', since: '2026-11-22T10:05:20.000Z' })
    // One that falls silent in between begins anew, and is dead again after as long as ever.
    const fallen = watch(once, 280, 340, () => silent)
    expect(judgeBeat(fallen, answered(360), limits, at(360)).state).toBe('late')
    expect(watch(once, 280, 440, () => silent).state).toBe('dead')
  })

  it('comes back from late with the second beat in a row, so that one that beats too seldom does not change all the time', () => {
    const late = watch(alive(), 60, 120, () => silent)
    expect(late.state).toBe('late')
    const once = judgeBeat(late, touched(140), limits, at(140))
    expect(once.state).toBe('late')
    expect(judgeBeat(once, touched(160), limits, at(160)).state).toBe('alive')
    const seldom = watch(late, 140, 2_000, (seconds) => touched(Math.floor(seconds / 100) * 100))
    expect(seldom.state).toBe('late')
  })

  it('is unknown when nobody can tell for as long as what makes it late, and no sooner', () => {
    const begun = alive()
    expect(watch(begun, 60, 80, () => unknown).state).toBe('alive')
    const lost = watch(begun, 60, 100, () => unknown)
    expect(lost).toMatchObject({ state: 'unknown', why: 'no handles' })
    expect(judgeBeat(lost, touched(120), limits, at(120)).state).toBe('alive')
    // It was not silent: nobody knows.
    expect(judgeBeat(lost, silent, limits, at(120)).silence).toBeLessThan(60_000)
  })

  it('was seen to beat when a recovery ended well', () => {
    const back = revivedPulse(at(0))
    expect(back.state).toBe('alive')
    expect(watch(back, 20, 40, () => silent).state).toBe('alive')
    expect(watch(back, 20, 60, () => silent).state).toBe('late')
  })
})
