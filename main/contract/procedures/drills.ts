import { z } from 'zod'
import { Problem } from '../problem.ts'
import { Verdict } from '../verdict.ts'
import { JobBegun } from './jobs.ts'
import { list, procedure } from './procedure.ts'
import { DrillResult } from './run-results.ts'

/** A drill that ended. `result` is missing where it did not come to compare anything. */
const EndedDrill = z.object({
  run: z.string(),
  at: z.string(),
  verdict: Verdict,
  problem: Problem.nullable(),
  result: DrillResult.nullable(),
})

/**
 * How drills of one vault out of one repository stand. `last`: the newest that came to an end, well or not; `good`: the newest that ended well. `next`: when the next one is
 * due; `null` where none is.
 */
export const DrillStanding = z.object({
  vault: z.string(),
  name: z.string(),
  repository: z.string(),
  last: EndedDrill.nullable(),
  good: EndedDrill.nullable(),
  next: z.string().nullable(),
})
/** See the schema of this name. */
export type DrillStanding = z.infer<typeof DrillStanding>

/** Restoring on trial: into a folder of ours, compared, thrown away. */
export const drills = {
  run: procedure
    .route({ method: 'POST', path: '/drills', summary: 'Restore a vault on trial; of neither a vault nor a repository, all of them' })
    // `full`: all of it, however large.
    .input(z.object({ vault: z.string().optional(), repository: z.string().optional(), full: z.boolean().default(false) }))
    .output(JobBegun),
  list: procedure
    .route({ method: 'GET', path: '/drills', summary: 'When each vault was last restored on trial, and when it is next' })
    .output(list(DrillStanding)),
}
