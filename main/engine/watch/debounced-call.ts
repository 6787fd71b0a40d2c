import type { Clock } from '../ports.ts'
import { callTime } from './call-time.ts'

/** Makes one call of many touches; see {@link callTime}. */
export type DebouncedCall = { readonly touch: () => void; readonly close: () => void }

/** Calls `onCall` in due time after it was touched. Times in ms. */
export function debouncedCall(request: { debounce: number; atMostEvery: number; clock: Clock; onCall: () => void }): DebouncedCall {
  const { debounce, atMostEvery, clock, onCall } = request
  let first: number | undefined
  let last = 0
  let called = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const look = () => {
    timer = undefined
    if (first === undefined) return
    const now = clock.monotonic()
    const due = callTime({ first, last, called, debounce, atMostEvery })
    if (due > now) {
      timer = setTimeout(look, Math.ceil(due - now))
      return
    }
    called = now
    first = undefined
    onCall()
  }
  return {
    touch: () => {
      if (closed) return
      last = clock.monotonic()
      first ??= last
      // The timer that runs is looked at again when it ends: a burst of thousands sets no thousands of timers.
      timer ??= setTimeout(look, debounce)
    },
    close: () => {
      closed = true
      clearTimeout(timer)
    },
  }
}
