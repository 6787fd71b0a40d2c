import type { Core } from '../core.ts'
import { foundAppendOnly } from '../state/queries.ts'
import { knownSince } from '../state/schedule-queries.ts'
import { duePlans } from './due-plans.ts'
import { nextOccurrence } from './occurrences.ts'
import { parseSchedule } from './parse-schedule.ts'

/** When each plan is due next in each repository, by `plan/repository`, from the configuration and the clock alone. RFC 3339. */
export function nextDue(core: Core, now: Date): Record<string, string> {
  const { configuration } = core.settings
  if (configuration === null) return {}
  const next: Record<string, string> = {}
  for (const { plan, repository, schedule, zone, enabled } of duePlans(
    configuration,
    core.ports.machine.zone(),
    foundAppendOnly(core.state.database),
  )) {
    const parsed = parseSchedule(schedule)
    if (!enabled || typeof parsed === 'string') continue
    const due = nextOccurrence(parsed, zone, now, new Date(knownSince(core.state.database, plan, repository) ?? now))
    if (due !== null) next[`${plan}/${repository}`] = due.toISOString()
  }
  return next
}
