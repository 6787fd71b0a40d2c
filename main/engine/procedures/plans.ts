import { implement } from '@orpc/server'
import { plans as contract } from '../../contract/procedures/plans.ts'
import { gatherHealth } from '../health/gather-health.ts'
import { retentionOutlook } from '../retention/retention-outlook.ts'
import { nextDue } from '../schedule/next-due.ts'
import { nextRuns } from '../schedule/next-runs.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  list: os.list.handler(({ context: { core } }) => {
    const { configuration } = core.settings
    if (configuration === null) return []
    const now = core.ports.clock.now()
    const { plans: health } = gatherHealth(core, configuration, now, nextDue(core, now))
    return Object.entries(configuration.plans).map(([plan, one]) => ({
      plan,
      configuration: one,
      health: health.filter((standing) => standing.plan === plan),
    }))
  }),
  nextRuns: os.nextRuns.handler(({ context, input: { schedule, timeZone, count } }) => nextRuns(context.core, schedule, timeZone, count)),
  retention: os.retention.handler(({ context, input: { plan, keep } }) => retentionOutlook(context.core, plan, keep)),
})
