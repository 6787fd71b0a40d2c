import { z } from 'zod'
import { Keep } from '../configuration/keep.ts'
import { JobBegun } from './jobs.ts'
import { managedRepositories } from './managed-repositories.ts'
import { list, procedure } from './procedure.ts'
import { repositoryCopies } from './repository-copies.ts'
import { changePassword, keys, newPassword } from './repository-keys.ts'
import { KnownSnapshot } from './snapshots.ts'

/** Rules of retention as they are told; none: everything is kept. */
const Rules = z.object({
  last: z.number().optional(),
  hourly: z.number().optional(),
  daily: z.number().optional(),
  weekly: z.number().optional(),
  monthly: z.number().optional(),
  yearly: z.number().optional(),
  within: z.string().optional(),
  withinHourly: z.string().optional(),
  withinDaily: z.string().optional(),
  withinWeekly: z.string().optional(),
  withinMonthly: z.string().optional(),
  withinYearly: z.string().optional(),
})

/**
 * What retention would do to the snapshots of one plan and vault in one repository: those that stay, newest first, each with all its reasons; those that would go,
 * oldest first. Nothing goes while there are `freezes`.
 */
export const RetentionPreview = z.object({
  plan: z.string(),
  repository: z.string(),
  vault: z.string(),
  rules: Rules,
  keep: list(z.object({ snapshot: KnownSnapshot, reasons: list(z.string()) })),
  remove: list(KnownSnapshot),
  freezes: list(z.object({ code: z.string(), sentence: z.string(), remedy: z.string(), asks: z.boolean() })),
})
/** See {@link RetentionPreview}. */
export type RetentionPreview = z.infer<typeof RetentionPreview>

/** By the rules of one plan, or of all that are switched on; in one repository or all; by other rules than the configuration's, for this time. */
const Removal = z.object({ plan: z.string().optional(), repository: z.string().optional(), keep: Keep.optional() })

const One = z.object({ repository: z.string() })

/** The care of repositories. */
export const repositories = {
  ...managedRepositories,
  ...repositoryCopies,
  keys,
  newPassword,
  changePassword,
  init: procedure
    .route({ method: 'POST', path: '/repositories/{repository}/init', summary: 'Make a repository, or find that it is there and opens' })
    .input(One)
    .output(JobBegun),
  verify: procedure
    .route({ method: 'POST', path: '/repositories/{repository}/verify', summary: 'Read every byte of a repository and compare' })
    .input(One)
    .output(JobBegun),
  repair: procedure
    .route({ method: 'POST', path: '/repositories/{repository}/repair', summary: 'Mend a damaged repository, then verify it' })
    .input(One)
    .output(JobBegun),
  unlock: procedure
    .route({ method: 'POST', path: '/repositories/{repository}/unlock', summary: 'Remove locks that nobody alive needs' })
    .input(One)
    .output(JobBegun),
  index: procedure
    .route({ method: 'POST', path: '/repositories/index', summary: 'Bring the index of all repositories, or of one, up to date' })
    .input(
      z.object({
        repository: z.string().optional(),
        rebuild: z.boolean().default(false),
        background: z.boolean().default(false).describe('What could not be read before is not read again.'),
      }),
    )
    .output(JobBegun),
  previewRetention: procedure
    .route({
      method: 'POST',
      path: '/repositories/retention/preview',
      summary: 'Which snapshots would be kept and why, and which would go',
    })
    .input(Removal)
    .output(list(RetentionPreview)),
  prune: procedure
    .route({ method: 'POST', path: '/repositories/prune', summary: 'Remove the snapshots that no rule keeps, and free their space' })
    .input(Removal)
    .output(JobBegun),
}
