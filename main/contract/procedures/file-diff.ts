import { z } from 'zod'
import { list } from './procedure.ts'

/** One of both states of a file; `is` tells its kind in words, where it was read. */
const Side = z.object({ kind: z.enum(['file', 'link']), bytes: z.number(), sha256: z.string(), is: z.string().nullable() })

/**
 * Some lines that differ, with three around them; each begins with a space, `-`, `+` or `\`. `marks`: from and to (exclusive) of the words that differ in each
 * line, without its sign.
 */
const Hunk = z.object({
  oldStart: z.number(),
  oldLines: z.number(),
  newStart: z.number(),
  newLines: z.number(),
  context: z.string().nullable(),
  lines: list(z.string()),
  marks: list(list(z.tuple([z.number(), z.number()]).readonly())),
})

/** How a file differs, for a person. `binary`: not text; `not-read`: too large, or too many before it; see the engine's type of this name. */
export const FileDiff = z.object({
  path: z.string(),
  change: z.enum(['added', 'removed', 'modified']),
  how: z.enum(['text', 'json', 'binary', 'not-read']),
  before: Side.nullable(),
  after: Side.nullable(),
  hunks: list(Hunk),
  linesAdded: z.number(),
  linesRemoved: z.number(),
  /** Too different to be compared line by line. */
  coarse: z.boolean(),
  notes: list(z.string()),
})
/** See {@link FileDiff}. */
export type FileDiff = z.infer<typeof FileDiff>

/**
 * How a file differs from one time to another; `same`: not in its content. `times`: when it was changed last; `formerPath`: where it was before, of one that was
 * renamed; `disk`: the place that it was compared with.
 */
export const FileComparison = FileDiff.extend({
  same: z.boolean(),
  times: z.object({ before: z.string().nullable(), after: z.string().nullable() }),
  formerPath: z.string().nullable(),
  disk: z.string().nullable(),
})
/** See {@link FileComparison}. */
export type FileComparison = z.infer<typeof FileComparison>
