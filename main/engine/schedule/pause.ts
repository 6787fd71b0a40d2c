import { hostname } from 'node:os'
import type { Core } from '../core.ts'
import { accountName } from '../machine/account-name.ts'
import { fail } from '../problem-error.ts'

/** Who decided something, for the record: the user and the machine. */
export function thisPerson(): string {
  return `${accountName() ?? `user ${process.getuid?.()}`}@${hostname()}`
}

/**
 * Pauses one plan, or all. What becomes due meanwhile is made up once when the pause has ended.
 * @param until when it ends by itself; `null`: when a person resumes
 */
export async function pause(core: Core, plan: string | undefined, until: Date | null): Promise<void> {
  checkPlan(core, plan)
  await core.record({
    event: 'schedule.paused',
    ...(plan === undefined ? {} : { plan }),
    until: until?.toISOString() ?? null,
    by: thisPerson(),
  })
}

/** Ends a pause before its time. */
export async function resume(core: Core, plan: string | undefined): Promise<void> {
  checkPlan(core, plan)
  await core.record({ event: 'schedule.resumed', ...(plan === undefined ? {} : { plan }), by: thisPerson() })
}

function checkPlan(core: Core, plan: string | undefined): void {
  const plans = Object.keys(core.settings.configuration?.plans ?? {})
  if (plan !== undefined && !plans.includes(plan))
    fail('plan-unknown', `There is no plan "${plan}".`, plans.length === 0 ? 'No plan is configured.' : `There is: ${plans.join(', ')}.`)
}
