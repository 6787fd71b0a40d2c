import type { Core } from '../core.ts'
import { nextOccurrence } from './occurrences.ts'
import { parseSchedule } from './parse-schedule.ts'
import { isZone } from './zone.ts'

/** When a schedule would be due. `mistake`: why it is none, as a sentence. */
export type NextRuns = { readonly times: readonly string[]; readonly zone: string; readonly mistake: string | null }

/**
 * The next due times of a schedule that may not be in force yet, RFC 3339. An interval is reckoned from now.
 * @param timeZone the machine's own if left out
 */
export function nextRuns(core: Core, schedule: string, timeZone: string | undefined, count: number): NextRuns {
  const zone = timeZone ?? core.ports.machine.zone()
  const wrong = (mistake: string): NextRuns => ({ times: [], zone, mistake })
  if (!isZone(zone)) return wrong('The time zone must be a name such as "Europe/Berlin".')
  const parsed = parseSchedule(schedule)
  if (typeof parsed === 'string') return wrong(`The schedule ${parsed}.`)
  const now = core.ports.clock.now()
  const times: string[] = []
  for (let after = now; times.length < count; ) {
    const next = nextOccurrence(parsed, zone, after, now)
    if (next === null) break
    times.push(next.toISOString())
    after = next
  }
  return { times, zone, mistake: null }
}
