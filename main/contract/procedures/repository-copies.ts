import { z } from 'zod'
import { JobBegun } from './jobs.ts'
import { list, procedure } from './procedure.ts'
import { KnownSnapshot } from './snapshots.ts'

/** From where (left out: what `to` is a mirror of) to where, and which: all, those of one plan, those of one vault (its id, name or path). */
const CopyRequest = z.object({
  from: z.string().optional(),
  to: z.string(),
  plan: z.string().optional(),
  vault: z.string().optional(),
})

/** What a copy would do: `copy` oldest first; `there` has the other repository already; `unwanted` its retention would remove again; `others` are of other machines or programs. By the ledgers alone. */
export const CopyPreview = z.object({ copy: list(KnownSnapshot), there: z.number(), unwanted: z.number(), others: z.number() })
/** See {@link CopyPreview}. */
export type CopyPreview = z.infer<typeof CopyPreview>

/**
 * A repository that is filled from another one by copying alone. `missing`: how many snapshots it lacks and would keep; `lastGood`: when it last had all of
 * them; `behind`: it has lacked some for longer than it may (`staleAfter`, in ms), and nothing is removed from its source meanwhile.
 */
export const MirrorStanding = z.object({
  repository: z.string(),
  of: z.string(),
  schedule: z.string(),
  staleAfter: z.number(),
  missing: z.number(),
  lastGood: z.string().nullable(),
  behind: z.boolean(),
})
/** See {@link MirrorStanding}. */
export type MirrorStanding = z.infer<typeof MirrorStanding>

/** Snapshots from one repository into another. */
export const repositoryCopies = {
  copy: procedure
    .route({ method: 'POST', path: '/repositories/copy', summary: 'Copy what one repository has and another lacks and would keep' })
    .input(CopyRequest)
    .output(JobBegun),
  previewCopy: procedure
    .route({ method: 'POST', path: '/repositories/copy/preview', summary: 'Which snapshots a copy would take along' })
    .input(CopyRequest)
    .output(CopyPreview),
  mirrors: procedure
    .route({
      method: 'GET',
      path: '/repositories/mirrors',
      summary: 'Repositories that are filled by copying, and what each of them lacks',
    })
    .output(list(MirrorStanding)),
}
