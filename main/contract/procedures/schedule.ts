import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/** Nothing runs by the schedule; `plan` null: none of the plans. `until` null: until somebody resumes. */
const Pause = z.object({ plan: z.string().nullable(), until: z.string().nullable(), by: z.string(), since: z.string() })

/** A hundred years, in ms: far behind that, calendars end. */
const longestPause = 100 * 365.25 * 86_400_000
/** How long a pause lasts: so many ms, until midnight, or (neither) until somebody resumes. */
const PauseLength = z.object({ for: z.number().positive().max(longestPause).optional(), untilTomorrow: z.boolean().optional() })

/** The schedule, and holding it. */
export const schedule = {
  get: procedure.route({ method: 'GET', path: '/schedule', summary: 'What is paused, who runs the schedule, what is due next' }).output(
    z.object({
      pauses: list(Pause),
      /** The process that runs the schedule. */
      daemon: z.object({ pid: z.number(), since: z.string() }).nullable(),
      /** `@prune` and `@check` are the care of a repository. */
      next: list(z.object({ plan: z.string(), repository: z.string(), due: z.string() })),
    }),
  ),
  pause: procedure
    .route({
      method: 'POST',
      path: '/schedule/pause',
      summary: 'Run nothing by the schedule for a while; what becomes due is made up once',
    })
    .input(PauseLength.extend({ plan: z.string().optional() }))
    .output(z.object({ plan: z.string().nullable(), until: z.string().nullable() })),
  resume: procedure
    .route({ method: 'POST', path: '/schedule/resume', summary: 'End a pause' })
    .input(z.object({ plan: z.string().optional() }))
    // `pausedAll`: the plan is not paused by itself any more, but all plans are.
    .output(z.object({ plan: z.string().nullable(), pausedAll: z.boolean() })),
}
