import type { EndedRunOf } from '../../contract/procedures/ended-run.ts'
import type { BranchResult, RecoverResult } from '../../contract/procedures/run-results.ts'
import type { RunKind } from '../../contract/run-kind.ts'
import type { RevertResult } from '../changes/revert.ts'
import type { ComebackRunResult } from '../comeback/settle-home.ts'
import type { CopyRunResult } from '../copy/copy-run.ts'
import type { Core } from '../core.ts'
import type { DrillRunResult } from '../drill/drill-run.ts'
import type { PushResult } from '../git/push-git.ts'
import type { KeysResult } from '../repositories/manage/keys-result.ts'
import { leftNothing } from '../restore/left-nothing.ts'
import type { BackupResult } from '../runs/backup-run.ts'
import type { InitResult } from '../runs/init-run.ts'
import type { PruneRunResult } from '../runs/prune-run.ts'
import type { EndedRun as RecordedRun } from '../runs/record-run.ts'
import type { RestoreResult } from '../runs/restore-run.ts'
import type { RetentionResult } from '../runs/retention-run.ts'
import { isUndoable, type UndoResult } from '../runs/undo-run.ts'
import type { UnlockResult } from '../runs/unlock-run.ts'
import type { VerifyResult } from '../runs/verify-run.ts'
import { knownRun } from '../state/known-run.ts'
import { knownVaults } from '../state/queries.ts'
import { begunRestore, isUnfinished } from '../state/restore-queries.ts'

/** An ended run as pages and the command line are told of it, by its kind: what it was about, and what there is to show. */
export const endedRun = {
  backup: (core: Core, ended: RecordedRun<BackupResult>): EndedRunOf<'backup'> => ({ kind: 'backup', ...of(core, ended) }),
  restore: (core: Core, ended: RecordedRun<RestoreResult>): EndedRunOf<'restore'> => ({
    kind: 'restore',
    ...of(core, ended),
    begun: begunOf(core, ended.run),
  }),
  undo: (core: Core, ended: RecordedRun<UndoResult>): EndedRunOf<'undo'> => ({
    kind: 'undo',
    ...of(core, ended),
    begun: begunOf(core, ended.run),
  }),
  revert: (core: Core, ended: RecordedRun<RevertResult>): EndedRunOf<'revert'> => ({ kind: 'revert', ...of(core, ended) }),
  verify: (core: Core, ended: RecordedRun<VerifyResult>): EndedRunOf<'verify'> => ({ kind: 'verify', ...of(core, ended) }),
  /** One that came to its end is the verification behind it. */
  repair: (core: Core, ended: RecordedRun<VerifyResult>): EndedRunOf<'repair' | 'verify'> => ({
    kind: ended.kind === 'verify' ? 'verify' : 'repair',
    ...of(core, ended),
  }),
  retention: (core: Core, ended: RecordedRun<RetentionResult>): EndedRunOf<'retention'> => ({ kind: 'retention', ...of(core, ended) }),
  prune: (core: Core, ended: RecordedRun<PruneRunResult>): EndedRunOf<'prune'> => ({ kind: 'prune', ...of(core, ended) }),
  copy: (core: Core, ended: RecordedRun<CopyRunResult>): EndedRunOf<'copy'> => ({ kind: 'copy', ...of(core, ended) }),
  push: (core: Core, ended: RecordedRun<PushResult>): EndedRunOf<'push'> => ({ kind: 'push', ...of(core, ended) }),
  branch: (core: Core, ended: RecordedRun<BranchResult>): EndedRunOf<'branch'> => ({ kind: 'branch', ...of(core, ended) }),
  comeback: (core: Core, ended: RecordedRun<ComebackRunResult>): EndedRunOf<'comeback'> => ({ kind: 'comeback', ...of(core, ended) }),
  init: (core: Core, ended: RecordedRun<InitResult>): EndedRunOf<'init'> => ({ kind: 'init', ...of(core, ended) }),
  keys: (core: Core, ended: RecordedRun<KeysResult>): EndedRunOf<'keys'> => ({ kind: 'keys', ...of(core, ended) }),
  unlock: (core: Core, ended: RecordedRun<UnlockResult>): EndedRunOf<'unlock'> => ({ kind: 'unlock', ...of(core, ended) }),
  recover: (core: Core, ended: RecordedRun<RecoverResult>): EndedRunOf<'recover'> => ({ kind: 'recover', ...of(core, ended) }),
  drill: (core: Core, ended: RecordedRun<DrillRunResult>): EndedRunOf<'drill'> => ({ kind: 'drill', ...of(core, ended) }),
} satisfies Partial<Record<RunKind, unknown>>

function of<Result>(core: Core, { run, verdict, problem, warnings, warningCount, failed = [], result }: RecordedRun<Result>) {
  const { database } = core.state
  const { plan = null, vault = null, repository = null } = knownRun(database, run) ?? {}
  const vaultName = knownVaults(database).find(({ id }) => id === vault)?.name ?? null
  const redact = core.redactor.redact
  return {
    run,
    plan,
    vault,
    vaultName,
    repository,
    verdict,
    problem: problem ?? null,
    warnings,
    warningCount: warningCount ?? warnings.length,
    failed: failed.map(({ path, why }) => ({ path: redact(path), why: redact(why) })),
    result: result ?? null,
  }
}

/** What of a restore or an undo was written before the first byte; nothing where it did not come as far. */
function begunOf(core: Core, run: string): EndedRunOf<'restore'>['begun'] {
  const begun = begunRestore(core.state.database, run)
  if (begun === undefined) return null
  const { target, safety } = begun
  return { target, safety, undoable: isUndoable(core, begun), unfinished: isUnfinished(begun) && !leftNothing(begun) }
}
