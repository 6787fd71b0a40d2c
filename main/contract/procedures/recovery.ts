import { z } from 'zod'
import { Problem } from '../problem.ts'
import { list, procedure } from './procedure.ts'

/**
 * How the recovery document of a vault stands: `current`; `outdated`: it will be written anew; `missing`: it is yet to be written; `foreign`: a file that is not
 * ours lies in its place, and stays; `off`: the configuration wants none.
 */
export const RecoveryState = z.enum(['current', 'outdated', 'missing', 'foreign', 'off'])
/** See {@link RecoveryState}. */
export type RecoveryState = z.infer<typeof RecoveryState>

/** What a vault's recovery document should say (Markdown, with what a person added to it), and how the file at `path` stands. */
export const RecoveryDocument = z.object({
  vault: z.string(),
  name: z.string(),
  path: z.string().nullable(),
  text: z.string(),
  state: RecoveryState,
  problem: Problem.nullable(),
})
/** See the schema of this name. */
export type RecoveryDocument = z.infer<typeof RecoveryDocument>

/** What became of one when it was to be written. `kept`: where the old file was put, which a person had changed outside of the marked places. */
export const WrittenDocument = z.object({
  vault: z.string(),
  name: z.string(),
  path: z.string().nullable(),
  state: RecoveryState,
  written: z.boolean(),
  kept: z.string().nullable(),
  problem: Problem.nullable(),
})
/** See the schema of this name. */
export type WrittenDocument = z.infer<typeof WrittenDocument>

/** The documents in the vaults that say how to get everything back with nothing but restic and the password (product section 8). */
export const recovery = {
  get: procedure
    .route({
      method: 'GET',
      path: '/recovery/{vault}',
      summary: "A vault's recovery document, and whether the file in the vault is up to date",
    })
    .input(z.object({ vault: z.string() }))
    .output(RecoveryDocument),
  write: procedure
    .route({ method: 'POST', path: '/recovery', summary: 'Brings the recovery documents up to date, of one vault or of all' })
    .input(z.object({ vault: z.string().optional() }))
    .output(z.object({ documents: list(WrittenDocument) })),
}
