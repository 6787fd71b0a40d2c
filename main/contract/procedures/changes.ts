import { z } from 'zod'
import { ChangedFile } from '../judgement-events.ts'
import { Problem } from '../problem.ts'
import { FileDiff } from './file-diff.ts'
import { JobBegun } from './jobs.ts'
import { list, procedure } from './procedure.ts'

/** What a plan on change found, and what was decided of it; see the engine's type KnownChange. `decision` null: it waits. */
export const Change = z.object({
  id: z.string(),
  time: z.string(),
  plan: z.string(),
  vault: z.string(),
  repository: z.string(),
  snapshot: z.string(),
  against: z.string().nullable(),
  hash: z.string(),
  files: list(ChangedFile),
  fileCount: z.number(),
  decision: z.enum(['approved', 'reverted', 'superseded']).nullable(),
  decided: z.string().nullable(),
  by: z.string().nullable(),
  safety: z.string().nullable(),
})
/** See {@link Change}. */
export type Change = z.infer<typeof Change>

/** The same change in several repositories is one thing to decide: `ids` of all of them, the first stands for the others. */
export const ChangeGroup = z.object({ ids: list(z.string()), vaultName: z.string() })
/** See {@link ChangeGroup}. */
export type ChangeGroup = z.infer<typeof ChangeGroup>

/** What waits for a person to approve or revert it. */
export const changes = {
  list: procedure
    .route({ method: 'GET', path: '/changes', summary: 'Changes that wait, oldest first; or all, newest first' })
    .input(z.object({ all: z.boolean().default(false) }))
    .output(z.object({ changes: list(Change), groups: list(ChangeGroup) })),
  show: procedure
    .route({ method: 'GET', path: '/changes/{change}', summary: 'One change, line by line' })
    .input(z.object({ change: z.string() }))
    .output(
      z.object({
        change: Change,
        vaultName: z.string(),
        files: list(FileDiff),
        /** False: what the repository gives is not what was found. */
        holds: z.boolean(),
      }),
    ),
  approve: procedure
    .route({ method: 'POST', path: '/changes/approve', summary: 'Approve changes: later ones are compared with them' })
    .input(z.object({ changes: list(z.string()), by: z.string().min(1).optional() }))
    .output(
      z.object({
        /** `also`: the same change in other repositories, approved with it. */
        approved: list(z.object({ change: Change, hash: z.string(), by: z.string(), also: list(z.string()) })),
        problems: list(z.object({ id: z.string(), problem: Problem })),
      }),
    ),
  revert: procedure
    .route({ method: 'POST', path: '/changes/{change}/revert', summary: 'Give the files of a change the content that was approved' })
    .input(z.object({ change: z.string(), by: z.string().min(1).optional() }))
    .output(JobBegun),
}
