import { z } from 'zod'
import { overwritePolicies } from '../overwrite-policy.ts'
import { Problem } from '../problem.ts'
import { NotHandled } from './ended-run.ts'
import { JobBegun } from './jobs.ts'
import { KnownRestore, UnfinishedRestore } from './known-restore.ts'
import { list, procedure, Where } from './procedure.ts'
import { UndoResult } from './run-results.ts'

/** What a restore does with files that are there already. */
const OverwritePolicy = z.enum(overwritePolicies)

/**
 * What to restore, and where to. `snapshot` as people name it (id, label, `latest`, `last-good`), `paths` of it in the vault, all if there are none. `target`: an
 * absolute path, or `null` for in place. Without `overwrite` nothing may be in the way. `asItWas`: into a target, each path to where it was below it.
 */
export const RestoreWish = Where.extend({
  snapshot: z.string(),
  paths: z.array(z.string()).readonly().default([]),
  target: z.string().nullable(),
  overwrite: OverwritePolicy.optional(),
  asItWas: z.boolean().default(false),
  /** FIFOs, devices, setuid and setgid bits come back, too. */
  special: z.boolean().default(false),
  /** What was written is read again and compared. */
  verify: z.boolean().default(true),
  /** What may be overwritten is saved first, so that it can be taken back. */
  undo: z.boolean().default(true),
})
/** See {@link RestoreWish}. */
export type RestoreWish = z.infer<typeof RestoreWish>

const Tally = z.object({ entries: z.number(), files: z.number(), bytes: z.number(), examples: list(z.string()) })
const firstOf = <Value extends z.ZodType>(value: Value) => z.object({ count: z.number(), first: list(value) })

/** What a restore is going to do, before the first byte; see the engine's type of this name. Paths are relative to `target`. */
export const RestorePreview = z.object({
  snapshot: z.string(),
  label: z.string().nullable(),
  target: z.string(),
  policy: OverwritePolicy.nullable(),
  fates: z.object({
    added: Tally,
    overwritten: Tally,
    'metadata-only': Tally,
    identical: Tally,
    'newer-on-disk-kept': Tally,
    kept: Tally,
    beside: Tally,
    'in-conflict': Tally,
    'left-out': Tally,
  }),
  conflicts: firstOf(NotHandled),
  leftOut: firstOf(NotHandled),
  newerOverwritten: Tally,
  trusted: Tally,
  unprivileged: firstOf(z.string()),
  foreignOwners: z.number(),
  collisions: firstOf(z.tuple([z.string(), z.string()]).readonly()),
  hostile: firstOf(z.string()),
  notWritable: firstOf(z.string()),
  needed: z.number(),
  free: z.number(),
})
/** See {@link RestorePreview}. */
export type RestorePreview = z.infer<typeof RestorePreview>

/** What is known before a restore: what it would do, in one sentence too; why it would be refused; what a person should know, such as where a link leads. */
export const LookedAhead = z.object({
  preview: RestorePreview,
  sentence: z.string(),
  refusal: Problem.nullable(),
  notes: list(z.string()),
})
/** See {@link LookedAhead}. */
export type LookedAhead = z.infer<typeof LookedAhead>

/** A run, or the beginning of its id; the newest restore that can be taken back, if left out. */
const Undoable = z.object({ run: z.string().optional() })

/** Getting things back, and taking that back. */
export const restores = {
  preview: procedure
    .route({ method: 'POST', path: '/restores/preview', summary: 'What a restore would do, without doing it' })
    .input(RestoreWish)
    .output(LookedAhead),
  start: procedure.route({ method: 'POST', path: '/restores', summary: 'Restore' }).input(RestoreWish).output(JobBegun),
  finish: procedure
    .route({ method: 'POST', path: '/restores/{run}/finish', summary: 'Finish a restore that was cut off' })
    .input(z.object({ run: z.string(), verify: z.boolean().default(true), special: z.boolean().default(false) }))
    .output(JobBegun),
  list: procedure
    .route({ method: 'GET', path: '/restores', summary: 'What can be taken back, and what was cut off; newest first' })
    .output(z.object({ undoable: list(KnownRestore), unfinished: list(UnfinishedRestore) })),
  previewUndo: procedure
    .route({ method: 'POST', path: '/restores/undo/preview', summary: 'What taking a restore back would do, without doing it' })
    .input(Undoable)
    .output(UndoResult),
  undo: procedure.route({ method: 'POST', path: '/restores/undo', summary: 'Take a restore back' }).input(Undoable).output(JobBegun),
}
