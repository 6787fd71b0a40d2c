import { nextOccurrence, occurrencesBetween } from './occurrences.ts'
import type { Situation } from './situation.ts'

/** Due times of which nothing is recorded: how many, the oldest and the newest. */
export type OpenDueTimes = { readonly count: number; readonly oldest: Date; readonly newest: Date }

/** What is open after `after`, up to and including `upTo`: without what was run under a clock that ran ahead. `undefined` when nothing is. */
export function openDueTimes(situation: Situation, after: Date, upTo: Date): OpenDueTimes | undefined {
  const { schedule, zone, anchor, ranAhead } = situation
  const between = (from: Date, to: Date, most: number) => occurrencesBetween(schedule, zone, from, to, anchor, most)
  const done = new Set<number>()
  for (const due of ranAhead)
    if (due > after && due <= upTo && between(new Date(due.getTime() - 1), due, 1).count === 1) done.add(due.getTime())
  const found = between(after, upTo, 1 + done.size)
  const newest = found.newest.find((due) => !done.has(due.getTime()))
  let oldest = found.oldest
  while (oldest !== null && done.has(oldest.getTime())) oldest = nextOccurrence(schedule, zone, oldest, anchor)
  return newest === undefined || oldest === null ? undefined : { count: found.count - done.size, oldest, newest }
}
