/** Random numbers that are the same for one seed (mulberry32), and what tests draw with them. */
export type Random = {
  /** From 0 to 1. */
  readonly next: () => number
  readonly between: (least: number, most: number) => number
  /** Small ones as often as large ones: each order of magnitude has its share. */
  readonly spread: (least: number, most: number) => number
  readonly chance: (of: number) => boolean
  readonly pick: <Value>(values: readonly [Value, ...Value[]]) => Value
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => Math.round(least + next() * (most - least))
  return {
    next,
    between,
    spread: (least, most) => Math.round(least * (most / least) ** next()),
    chance: (of) => next() < of,
    pick: (values) => values[Math.floor(next() * values.length)] ?? values[0],
  }
}
