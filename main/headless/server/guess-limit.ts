import type { Clock } from '../../engine/ports.ts'

/** So many wrong ones at once ... */
const atOnce = 20
/** ... and then one more each so many ms. */
const pause = 3000

/** Counts wrong guesses of one kind of secret, whoever made them: an address says nothing about who sits on this machine. */
export type GuessLimit = {
  /** Whether another guess may be looked at. */
  readonly allows: () => boolean
  /** There was a wrong one. */
  readonly wrong: () => void
}

/** A bucket of guesses that fills again slowly. */
export function createGuessLimit(clock: Clock): GuessLimit {
  let left = atOnce
  let counted = clock.monotonic()
  const refill = () => {
    const now = clock.monotonic()
    left = Math.min(atOnce, left + (now - counted) / pause)
    counted = now
  }
  return {
    allows: () => {
      refill()
      return left >= 1
    },
    wrong: () => {
      refill()
      left = Math.max(0, left - 1)
    },
  }
}
