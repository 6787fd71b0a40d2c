import { z } from 'zod'
import { JobBegun } from './jobs.ts'
import { procedure } from './procedure.ts'

/** What is backed up: a plan, all of it; or a folder, by its absolute path. `verify` false: it is not read back, and counts as not verified. */
const BackupWish = z.union([z.object({ plan: z.string() }), z.object({ folder: z.string(), verify: z.boolean().default(true) })])

/** Backups because somebody asks for one now. What is being done already is not begun twice: its job is answered. */
export const backups = {
  start: procedure
    .route({ method: 'POST', path: '/backups', summary: 'Back a plan or a folder up now' })
    .input(BackupWish)
    .output(JobBegun),
  all: procedure
    .route({ method: 'POST', path: '/backups/all', summary: 'Back up all plans that are switched on, one after the other' })
    .output(JobBegun),
}
