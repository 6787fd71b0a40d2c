import { z } from 'zod'
import type { PlanConfiguration } from '../configuration.ts'
import { PlanHealth } from './health.ts'
import { inForce, list, procedure } from './procedure.ts'

/** A plan as it is in force, with nothing left open: see the configuration. */
const InForce = inForce<PlanConfiguration>()

/** A snapshot that rules of retention are about. */
const RetainedSnapshot = z.object({
  id: z.string(),
  label: z.string().nullable(),
  time: z.string(),
  files: z.number().nullable(),
  bytes: z.number().nullable(),
})

/** What rules would come to in one repository for one vault. `remove`: the oldest of `removed`, oldest first; `reasons`: how many are kept why. */
export const RetentionOutlook = z.object({
  repository: z.string(),
  vault: z.string(),
  /** The repository has rules of its own, and the plan's do not count there. */
  ownRules: z.boolean(),
  kept: z.number(),
  removed: z.number(),
  reasons: list(z.object({ reason: z.string(), snapshots: z.number() })),
  oldestKept: RetainedSnapshot.nullable(),
  remove: list(RetainedSnapshot),
  /** Why nothing is removed now, whatever the rules say. */
  freezes: list(z.object({ code: z.string(), sentence: z.string(), remedy: z.string() })),
})
/** See the schema of this name. */
export type RetentionOutlook = z.infer<typeof RetentionOutlook>

/** Plans as they are configured, and what a change of them would mean. */
export const plans = {
  list: procedure
    .route({ method: 'GET', path: '/plans', summary: 'Each plan with how it stands in each of its repositories' })
    .output(list(z.object({ plan: z.string(), configuration: InForce, health: list(PlanHealth) }))),
  nextRuns: procedure
    .route({ method: 'POST', path: '/plans/next-runs', summary: 'When a schedule would be due' })
    .input(
      z.object({
        /** Cron or an interval, as in the configuration. */
        schedule: z.string().max(1000),
        /** The machine's own if left out. */
        timeZone: z.string().max(100).optional(),
        count: z.int().min(1).max(50).default(5),
      }),
    )
    .output(
      z.object({
        times: list(z.string()),
        zone: z.string(),
        /** Why it is no schedule, as a sentence; there are no times then. */
        mistake: z.string().nullable(),
      }),
    ),
  retention: procedure
    .route({ method: 'POST', path: '/plans/{plan}/retention', summary: 'What other rules of retention would remove now' })
    .input(
      z.object({
        plan: z.string(),
        /** Rules as in the configuration, `"all"` among them; those in force if left out. */
        keep: z.unknown().optional(),
      }),
    )
    .output(z.object({ mistakes: list(z.string()), outlook: list(RetentionOutlook) })),
}
