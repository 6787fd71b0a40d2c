import { z } from 'zod'
import { Problem } from '../problem.ts'
import { RestorePart } from '../restore-part.ts'
import { RunKind } from '../run-kind.ts'
import { Verdict } from '../verdict.ts'
import { list } from './procedure.ts'

/** A restore or an undo that came as far as its first byte; see the engine's type of this name. */
export const KnownRestore = z.object({
  run: z.string(),
  seq: z.number(),
  kind: RunKind,
  time: z.string(),
  repository: z.string(),
  snapshot: z.string(),
  parts: list(RestorePart),
  target: z.string(),
  policy: z.string(),
  safety: z.string().nullable(),
  undoable: z.boolean(),
  made: z.number(),
  continues: z.string().nullable(),
  undoes: z.string().nullable(),
  undone: z.string().nullable(),
  finished: z.string().nullable(),
  ended: z.string().nullable(),
  verdict: Verdict.nullable(),
  problem: Problem.nullable(),
  reference: z.string().nullable(),
})
/** See {@link KnownRestore}. */
export type KnownRestore = z.infer<typeof KnownRestore>

/** A restore or an undo that was cut off and left its target half done; the remedy of `problem` tells what can be done. */
export const UnfinishedRestore = z.object({
  run: z.string(),
  kind: RunKind,
  target: z.string(),
  began: z.string(),
  problem: Problem,
})
