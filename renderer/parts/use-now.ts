import { useSyncExternalStore } from 'react'

type Clock = { readonly subscribe: (listener: () => void) => () => void; readonly now: () => number }

const clocks = new Map<number, Clock>()

/** Now, in ms, anew every so many ms; all that ask for the same steps share one clock, which runs as long as somebody looks. */
export function useNow(every: number): number {
  const clock = clocks.get(every) ?? makeClock(every)
  const tick = useSyncExternalStore(clock.subscribe, clock.now)
  return Math.max(tick, Date.now())
}

function makeClock(every: number): Clock {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setInterval> | undefined
  const clock: Clock = {
    subscribe: (listener) => {
      listeners.add(listener)
      timer ??= setInterval(() => {
        for (const one of [...listeners]) one()
      }, every)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
    now: () => Math.floor(Date.now() / every) * every,
  }
  clocks.set(every, clock)
  return clock
}
