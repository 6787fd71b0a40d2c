import type { Case } from './draw-cases.ts'

/** Where a worker takes its cases: those that mostly wait for a timeout, or all others. */
export type Lane = 'quick' | 'waiting'

/**
 * Hands out cases to workers. Those that mostly wait go to one worker, one after the other, beside the others: they need no core, and several of them at once
 * would keep everybody waiting. Where one lane has no more, its worker helps the other.
 * @param waits whether cases of that kind mostly wait
 * @param mixed whether there are cases of both sorts at all
 */
export function twoLanes(
  cases: Iterator<Case, unknown, void>,
  waits: (kind: string) => boolean,
  mixed: boolean,
): (lane: Lane) => Case | undefined {
  const kept: Record<Lane, Case[]> = { quick: [], waiting: [] }
  return (lane) => {
    for (;;) {
      const first = kept[lane].shift()
      if (first !== undefined) return first
      const drawn = cases.next()
      if (drawn.done) return kept[lane === 'quick' ? 'waiting' : 'quick'].shift()
      kept[mixed ? (waits(drawn.value.kind) ? 'waiting' : 'quick') : lane].push(drawn.value)
    }
  }
}
