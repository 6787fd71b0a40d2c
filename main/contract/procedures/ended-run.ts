import { z } from 'zod'
import { Problem } from '../problem.ts'
import type { RunKind } from '../run-kind.ts'
import { Verdict } from '../verdict.ts'
import { list } from './procedure.ts'
import {
  BackupResult,
  BranchResult,
  CheckResult,
  ComebackResult,
  CopyResult,
  DrillResult,
  InitResult,
  KeysResult,
  OwnResult,
  PruneResult,
  PushResult,
  RecoverResult,
  RestoreResult,
  RetentionResult,
  RevertResult,
  UndoResult,
  UnlockResult,
  VerifyResult,
} from './run-results.ts'

/** Something that a run could not handle, and why: half a sentence. */
export const NotHandled = z.object({ path: z.string(), why: z.string() })
/** See {@link NotHandled}. */
export type NotHandled = z.infer<typeof NotHandled>

/** What a restore or an undo has begun to write, as it is recorded before the first byte. */
const Begun = z.object({
  target: z.string(),
  /** The snapshot of what it may have overwritten; `null` where there was nothing. */
  safety: z.string().nullable(),
  /** Whether it can be taken back now. */
  undoable: z.boolean(),
  /** Whether it was cut off, so that its target is half done: it can be finished, or taken back. */
  unfinished: z.boolean(),
})

/** What is told of every run. `vaultName` as people call it; `result` is missing where there was nothing to show. */
const ofEveryRun = {
  run: z.string(),
  plan: z.string().nullable(),
  vault: z.string().nullable(),
  vaultName: z.string().nullable(),
  repository: z.string().nullable(),
  verdict: Verdict,
  problem: Problem.nullable(),
  warnings: list(z.string()),
  warningCount: z.number(),
  /** Files that could not be handled, the first of them; `warnings` tells of them too. */
  failed: list(NotHandled),
}

const ended = <Kind extends RunKind, Result extends z.ZodType>(kind: Kind, result: Result) =>
  z.object({ kind: z.literal(kind), ...ofEveryRun, result: result.nullable() })

/** One recorded run as it ended, with what its kind has to show. */
export const EndedRun = z.discriminatedUnion('kind', [
  ended('backup', BackupResult),
  ended('restore', RestoreResult).extend({ begun: Begun.nullable() }),
  ended('undo', UndoResult).extend({ begun: Begun.nullable() }),
  ended('revert', RevertResult),
  ended('verify', VerifyResult),
  ended('repair', VerifyResult),
  ended('retention', RetentionResult),
  ended('prune', PruneResult),
  ended('check', CheckResult),
  ended('copy', CopyResult),
  ended('init', InitResult),
  ended('keys', KeysResult),
  ended('push', PushResult),
  ended('branch', BranchResult),
  ended('unlock', UnlockResult),
  ended('own', OwnResult),
  ended('comeback', ComebackResult),
  ended('drill', DrillResult),
  ended('recover', RecoverResult),
])
/** See {@link EndedRun}. */
export type EndedRun = z.infer<typeof EndedRun>

/** An ended run of one kind. */
export type EndedRunOf<Kind extends RunKind> = Extract<EndedRun, { kind: Kind }>
