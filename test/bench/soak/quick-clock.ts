import type { Clock } from '../../../main/engine/ports.ts'

/** So much faster than the machine's own, while nothing runs. */
const speed = 60
/** Between two leaps, in ms. A leap has to stay below what counts as sleep. */
const leapEvery = 200

/** A clock that leaps on while nothing runs. */
export type QuickClock = Clock & { readonly end: () => void }

/**
 * A clock that goes sixty times as fast as the machine's while nothing runs. While something does it goes like the machine's: a run takes as long as it takes,
 * and would take a clock that went on so far between two of its looks for a machine that slept.
 * @param begin where it begins, in ms before the machine's clock, which it never overtakes
 * @param onLeap after each leap
 */
export function quickClock(begin: number, isBusy: () => boolean, onLeap: () => void): QuickClock {
  let behind = begin
  let leaped = 0
  const timer = setInterval(() => {
    if (isBusy()) return
    const leap = Math.min(behind, leapEvery * (speed - 1))
    behind -= leap
    leaped += leap
    onLeap()
  }, leapEvery)
  return {
    now: () => new Date(Date.now() - behind),
    monotonic: () => performance.now() + leaped,
    shifted: true,
    end: () => clearInterval(timer),
  }
}
