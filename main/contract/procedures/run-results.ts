import { z } from 'zod'
import { PasswordSource } from '../password-source.ts'
import { Problem } from '../problem.ts'
import { SnapshotCounts } from '../snapshot-counts.ts'
import { Verdict } from '../verdict.ts'
import { FileFinding, VerificationReport } from '../verification-report.ts'
import { list } from './procedure.ts'

/** A vault by its three names. */
const Vault = z.object({ id: z.string(), name: z.string(), path: z.string() })

/** What a backup has to show; see the engine's type of this name. */
export const BackupResult = z.object({
  vault: Vault,
  repository: z.string(),
  location: z.string(),
  onDisk: z.enum(['same', 'other', 'server']),
  password: z.string(),
  plan: z.string().nullable(),
  snapshot: z.string(),
  label: z.string(),
  unchanged: z.boolean(),
  counts: SnapshotCounts,
  report: VerificationReport.nullable(),
  snapshotTook: z.number(),
  verifyTook: z.number(),
})

/** What a restore has to show. `keptBoth` is only there with the policy of that name. */
export const RestoreResult = z.object({
  snapshot: z.string(),
  label: z.string().nullable(),
  target: z.string(),
  restored: z.number(),
  skipped: z.number(),
  bytes: z.number(),
  keptBoth: z.object({ added: z.number(), same: z.number(), beside: z.number() }).nullable(),
  verified: z.boolean(),
  took: z.number(),
})

/** What an undo has to show, or would do. `unchanged` is `null` before it is done. */
export const UndoResult = z.object({
  of: z.string(),
  began: z.string(),
  unfinished: z.boolean(),
  target: z.string(),
  putBack: z.number(),
  unchanged: z.number().nullable(),
  removed: z.number(),
  changedSince: list(z.string()),
  changedSinceCount: z.number(),
  safety: z.string().nullable(),
})

/** What a revert has to show. */
export const RevertResult = z.object({
  change: z.string(),
  hash: z.string(),
  vault: Vault,
  safety: z.string().nullable(),
  safetyLabel: z.string().nullable(),
  restored: z.number(),
  removed: z.number(),
  untouched: z.number(),
})

/** What a verification, or a repair with the verification behind it, has to show. */
export const VerifyResult = z.object({
  repository: z.string(),
  snapshots: z.number(),
  damage: z.object({ packs: list(z.string()), snapshots: list(z.string()), files: list(z.string()), errors: list(z.string()) }).nullable(),
  vanished: list(z.string()),
  vaults: list(
    z.object({
      vault: z.string(),
      name: z.string(),
      snapshot: z.string(),
      label: z.string().nullable(),
      report: VerificationReport.nullable(),
    }),
  ),
})

/** What a run of retention has to show: what became of each vault of the plan. */
export const RetentionResult = z.object({
  plan: z.string(),
  repository: z.string(),
  vaults: list(
    z.object({
      vault: z.string(),
      kept: z.number(),
      removed: list(z.object({ id: z.string(), label: z.string().nullable(), time: z.string() })),
      verdict: Verdict,
      problem: Problem.nullable(),
    }),
  ),
})

/** What freeing space has to show. */
export const PruneResult = z.object({ repository: z.string(), freedBytes: z.number(), remainingBytes: z.number() })

/** A snapshot that was copied: `id` is the new one, `of` the one that it was copied from. */
const CopiedSnapshot = z.object({
  id: z.string(),
  of: z.string(),
  vault: z.string().nullable(),
  label: z.string().nullable(),
  plan: z.string().nullable(),
  time: z.string(),
})

/**
 * What a copy from one repository into another has to show. `missing` were to be copied; `there` had been before; `unwanted` would not be kept there; `others` are of
 * other machines or programs. `whole`:
 * all was asked for, and nothing is missing any more. `files` and `bytes` of the newest copied one were read back out of `repository`;
 * `proven` is that one, if all of it was. Milliseconds.
 */
export const CopyResult = z.object({
  from: z.string(),
  repository: z.string(),
  missing: z.number(),
  copied: list(CopiedSnapshot),
  there: z.number(),
  unwanted: z.number(),
  others: z.number(),
  whole: z.boolean(),
  proven: z.string().nullable(),
  files: z.number(),
  bytes: z.number(),
  took: z.number(),
})

/** What a check on the calendar has to show. */
export const CheckResult = z.object({ repository: z.string(), part: z.number(), parts: z.number() })

/**
 * What bringing a branch of git back has to show: `branch` is there again as `name`, at `commit`. `snapshot` had it, of the repository `repository`; both `null`
 * where the commit was still in the vault's own `.git`. `path`: in which folder of the vault that is. `commits`: how many came back with it.
 */
export const BranchResult = z.object({
  vault: Vault,
  path: z.string(),
  branch: z.string(),
  name: z.string(),
  commit: z.string(),
  commits: z.number(),
  repository: z.string().nullable(),
  snapshot: z.string().nullable(),
  label: z.string().nullable(),
  time: z.string().nullable(),
})
/** See the schema of this name. */
export type BranchResult = z.infer<typeof BranchResult>

/**
 * What a drill has to show: `snapshots` of the vault were restored into a folder of ours, all of them or a sample, and thrown away again. Of its `files`, `comparedFiles` are
 * equal to the vault's by SHA-256; `verifiedFiles` were read again and held against the repository's own hashes, for the vault's had changed since (`changedSince` of them),
 * or are not there. `backIn`: how long a restore of all of it takes by this. Milliseconds.
 */
export const DrillResult = z.object({
  vault: Vault,
  repository: z.string(),
  snapshots: list(z.string()),
  how: z.enum(['whole', 'sample']),
  files: z.number(),
  bytes: z.number(),
  comparedFiles: z.number(),
  verifiedFiles: z.number(),
  changedSince: z.number(),
  findings: list(FileFinding),
  findingCount: z.number(),
  duration: z.number(),
  backIn: z.number(),
})
/** See the schema of this name. */
export type DrillResult = z.infer<typeof DrillResult>

/**
 * What bringing an agent back has to show. `folder`: what became of it, which is either as it was before or as the backup has it; `process`: whether its program was started, and beats.
 * `preserved`: files that were left as they are. `safety`: the snapshot of what was there before. `log`: the file that the program writes to. Milliseconds.
 */
export const RecoverResult = z.object({
  agent: z.string(),
  recovery: z.string(),
  folder: z.enum(['as-before', 'recovered']),
  process: z.enum(['not-started', 'started', 'beats']),
  repository: z.string().nullable(),
  snapshots: list(z.string()),
  safety: z.string().nullable(),
  added: z.number(),
  replaced: z.number(),
  preserved: z.number(),
  pid: z.number().nullable(),
  log: z.string().nullable(),
  took: z.number(),
})
/** See {@link RecoverResult}. */
export type RecoverResult = z.infer<typeof RecoverResult>

/** What making a repository has to show. */
export const InitResult = z.object({ repository: z.string(), location: z.string(), password: PasswordSource, existed: z.boolean() })

/**
 * What keeping Vaultkeeper's own things in a repository has to show. `configuration`: the SHA-256 of the configuration that is in it. `removed`: how many older ones went
 * for it.
 */
export const OwnResult = z.object({ repository: z.string(), snapshot: z.string(), configuration: z.string(), removed: z.number() })

/**
 * What bringing a machine back has to show. `snapshot`: of Vaultkeeper's own things; `null` where there was none, and a configuration was proposed. `time`: of what is back.
 * `seen`: how many snapshots of this machine were found that the history that came back did not know.
 */
export const ComebackResult = z.object({
  repository: z.string(),
  host: z.string(),
  snapshot: z.string().nullable(),
  time: z.string().nullable(),
  seen: z.number(),
  /** Where the password is kept now. */
  password: PasswordSource,
})

/** What removing stale locks has to show: how many went, and who holds those that stay. */
export const UnlockResult = z.object({ removed: z.number(), kept: list(z.string()) })

/** What a change of the keys of a repository has to show. `left`: ids of keys that should be gone and are not, for the place lets nobody remove anything. */
export const KeysResult = z.object({
  repository: z.string(),
  did: z.enum(['added', 'removed', 'password']),
  key: z.string(),
  left: list(z.string()),
})

/**
 * What a push to one remote has to show. Of each branch: what stood there before and what stands there now, as the remote was asked again afterwards; `null`
 * where it did not exist. `commits`: how many were new there; `null` where that cannot be told.
 */
export const PushResult = z.object({
  remote: z.string(),
  branches: list(
    z.object({
      branch: z.string(),
      to: z.string(),
      before: z.string().nullable(),
      now: z.string().nullable(),
      commits: z.number().nullable(),
      state: z.enum(['pushed', 'up-to-date', 'refused']),
      why: z.string().nullable(),
    }),
  ),
  took: z.number(),
})
