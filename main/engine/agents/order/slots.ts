/** A number of places for work that is to go on at the same time, taken in the order in which they are asked for. */
export type Slots = {
  /** Waits for a place. @returns gives it back; a second time does nothing */
  readonly take: () => Promise<() => void>
}

/** So many places. */
export function createSlots(count: number): Slots {
  let free = count
  const waiting: (() => void)[] = []
  const giveBack = () => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  return {
    take: async () => {
      if (free > 0) free -= 1
      else {
        const { promise, resolve } = Promise.withResolvers<void>()
        waiting.push(resolve)
        await promise
      }
      let given = false
      return () => {
        if (!given) giveBack()
        given = true
      }
    },
  }
}
