/** What is known of changes that were not told yet, and how patient to be. All in ms of a clock that only grows. */
export type Pending = {
  /** When the first and the last of the changes that were not told yet came. */
  readonly first: number
  readonly last: number
  /** When the call before was; `-Infinity` when there was none. */
  readonly called: number
  /** How long it has to be quiet. */
  readonly debounce: number
  /** The least time between two calls, and the most that steady writing can put one off. */
  readonly atMostEvery: number
}

/**
 * When to tell of the changes: once it has been quiet, but not sooner after the call before than was asked for. Who writes without a pause gets
 * a call all the same, as often as is allowed. Pure.
 */
export function callTime({ first, last, called, debounce, atMostEvery }: Pending): number {
  const quiet = Math.min(last + debounce, first + Math.max(debounce, atMostEvery))
  return Math.max(quiet, called + atMostEvery)
}
