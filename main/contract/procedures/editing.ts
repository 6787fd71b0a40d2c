import { z } from 'zod'
import { ConfigurationProblem } from './configuration.ts'
import { FileDiff } from './file-diff.ts'
import { list, procedure } from './procedure.ts'

/** A value that is to stand at `path` in the file, as a person would write it there; nothing is to stand there where it is left out. */
export const Edit = z.object({ path: z.array(z.string().max(200)).min(1).max(8), value: z.unknown().optional() })
/** See the schema of this name. */
export type Edit = z.infer<typeof Edit>

const edits = z.array(Edit).max(200)

/** Changes of `backup_schedule.json` that keep its comments and its order. */
export const editing = {
  check: procedure
    .route({ method: 'POST', path: '/configuration/edits/check', summary: 'What edits would make of the file, without writing it' })
    .input(z.object({ edits }))
    .output(
      z.object({
        path: z.string(),
        /** What the edits would be based on. */
        hash: z.string(),
        /** The file as it is, and as it would be. `after` is `before` where there is a mistake in it already. */
        before: z.string(),
        after: z.string(),
        /** What differs between them, line by line; `null` where nothing does. */
        diff: FileDiff.nullable(),
        /** What the file would say, as plain values; `null` where there is a mistake in it already. */
        written: z.unknown(),
        /** The mistakes that it would have. Places are those of `after`. */
        problems: list(ConfigurationProblem),
        /** Whether they are there already, without any edit. */
        broken: z.boolean(),
        /** What is no mistake, but will not work as things are. */
        notes: list(z.string()),
        /** The version of the file, where that is an older one: it is brought up. */
        migratedFrom: z.number().nullable(),
      }),
    ),
  apply: procedure
    .route({
      method: 'POST',
      path: '/configuration/edits',
      summary: 'Write edits into the file; refused when it was changed since `basedOn`',
    })
    .input(z.object({ edits, basedOn: z.string() }))
    .output(z.object({ hash: z.string() })),
}
