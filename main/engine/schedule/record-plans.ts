import type { Core } from '../core.ts'
import { knownPlans } from '../state/schedule-queries.ts'
import type { DuePlan } from './due-plans.ts'

/**
 * Records from when on the due times of each plan in each repository count: from when it was first seen, or seen with another schedule. What is
 * known already is not recorded again.
 */
export async function recordPlans(core: Core, plans: readonly DuePlan[], now: Date): Promise<void> {
  const seen = new Map(knownPlans(core.state.database).map((one) => [`${one.plan}/${one.repository}`, one]))
  for (const { plan, repository, schedule, zone } of plans) {
    const key = `${plan}/${repository}`
    const before = seen.get(key)
    seen.delete(key)
    if (before?.schedule === schedule && before.zone === zone) continue
    // Another zone moves the due times, but what was due before the change is owed all the same.
    const since = before?.schedule === schedule ? before.since : now.toISOString()
    await core.record({ event: 'plan.known', plan, repository, schedule, timeZone: zone, since })
  }
  // What was taken out, or switched off with its repository, owes nothing for that time when it comes back.
  for (const { plan, repository, schedule, zone } of seen.values())
    if (schedule !== '' && repository !== '')
      await core.record({ event: 'plan.known', plan, repository, schedule: '', timeZone: zone, since: now.toISOString() })
}
