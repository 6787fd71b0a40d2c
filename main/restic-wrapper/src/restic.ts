import type { Readable } from 'node:stream'
import { type BackupEvent, type BackupOptions, planBackup } from './commands/backup.ts'
import { planCatConfig, type RepositoryConfig } from './commands/cat-config.ts'
import { type CheckEvent, type CheckOptions, type CheckResult, planCheck } from './commands/check.ts'
import { type CopyEvent, type CopyOptions, type CopyResult, planCopy } from './commands/copy.ts'
import { type DiffChange, type DiffOptions, type DiffSummary, planDiff } from './commands/diff.ts'
import { type DumpOptions, planDump } from './commands/dump.ts'
import {
  type FindMatches,
  type FindObjectsOptions,
  type FindOptions,
  type FoundObject,
  planFind,
  planFindObjects,
} from './commands/find.ts'
import { type ForgetGroup, type ForgetOptions, planForget } from './commands/forget.ts'
import { type InitOptions, planInit } from './commands/init.ts'
import { type Key, type KeyAddOptions, planKeyAdd, planKeyList, planKeyPasswd, planKeyRemove } from './commands/keys.ts'
import { planList } from './commands/list.ts'
import { planCatLock, planUnlock, type UnlockOptions, type UnlockResult } from './commands/locks.ts'
import { type LsOptions, type LsResult, planLs } from './commands/ls.ts'
import type { Plan } from './commands/plan.ts'
import { type PruneOptions, type PruneResult, planPrune, type StepEvent } from './commands/prune.ts'
import {
  planRepairIndex,
  planRepairPacks,
  planRepairSnapshots,
  type RepairIndexOptions,
  type RepairPacksOptions,
  type RepairSnapshotsOptions,
  type RepairSnapshotsResult,
} from './commands/repair.ts'
import { planRestore, type RestoreEvent, type RestoreOptions } from './commands/restore.ts'
import { type Announcement, planSnapshots, type SnapshotsOptions } from './commands/snapshots.ts'
import { planStats, type Stats, type StatsOptions } from './commands/stats.ts'
import { planTag, type TagOptions, type TagResult } from './commands/tag.ts'
import { planVersion, type VersionResult } from './commands/version.ts'
import type { BackupSummary } from './messages/backup.ts'
import type { Lock } from './messages/lock.ts'
import type { Node } from './messages/node.ts'
import type { RestoreSummary } from './messages/restore.ts'
import type { Snapshot } from './messages/snapshot.ts'
import type { Outcome } from './outcome.ts'
import type { Repository } from './repository.ts'
import { type Control, type RunningCommand, runCommand } from './run-command.ts'
import type { ResticSettings } from './settings.ts'
import type { Task } from './task.ts'

/** A dump under way. */
export interface DumpTask extends Task<never, true> {
  /** The bytes. Must be read to the end or destroyed (which ends restic); fails if restic fails, so that `pipeline` tells. */
  readonly stdout: Readable
}

/** restic's commands. Each starts at once and answers with a task; none throws. */
export interface Restic {
  version(control?: Control): Task<Announcement, VersionResult>
  init(repository: Repository, options?: InitOptions, control?: Control): Task<Announcement, { readonly id: string }>
  catConfig(repository: Repository, options?: object, control?: Control): Task<Announcement, RepositoryConfig>
  backup(repository: Repository, options: BackupOptions, control?: Control): Task<BackupEvent, BackupSummary>
  snapshots(repository: Repository, options?: SnapshotsOptions, control?: Control): Task<Announcement, Snapshot[]>
  ls(repository: Repository, options: LsOptions, control?: Control): Task<Node, LsResult>
  find(repository: Repository, options: FindOptions, control?: Control): Task<Announcement, FindMatches[]>
  findObjects(repository: Repository, options: FindObjectsOptions, control?: Control): Task<Announcement, FoundObject[]>
  diff(repository: Repository, options: DiffOptions, control?: Control): Task<DiffChange, DiffSummary>
  dump(repository: Repository, options: DumpOptions, control?: Control): DumpTask
  restore(repository: Repository, options: RestoreOptions, control?: Control): Task<RestoreEvent, RestoreSummary>
  /** Damage is `failed` with `damaged`; the findings are in `partialResult` and `failures`. */
  check(repository: Repository, options?: CheckOptions, control?: Control): Task<CheckEvent, CheckResult>
  forget(repository: Repository, options: ForgetOptions, control?: Control): Task<Announcement, ForgetGroup[]>
  prune(repository: Repository, options?: PruneOptions, control?: Control): Task<StepEvent, PruneResult>
  tag(repository: Repository, options: TagOptions, control?: Control): Task<Announcement, TagResult>
  /** Copies from `options.from` into `repository`. */
  copy(repository: Repository, options: CopyOptions, control?: Control): Task<CopyEvent, CopyResult>
  unlock(repository: Repository, options?: UnlockOptions, control?: Control): Task<Announcement, UnlockResult>
  listLocks(repository: Repository, options?: object, control?: Control): Task<Announcement, string[]>
  /** Those that are there, whatever the index says. */
  listPacks(repository: Repository, options?: object, control?: Control): Task<Announcement, string[]>
  catLock(repository: Repository, options: { readonly id: string }, control?: Control): Task<Announcement, Lock>
  keyList(repository: Repository, options?: object, control?: Control): Task<Announcement, Key[]>
  keyAdd(repository: Repository, options: KeyAddOptions, control?: Control): Task<Announcement, { readonly id: string }>
  keyRemove(repository: Repository, options: { readonly id: string }, control?: Control): Task<Announcement, true>
  keyPasswd(repository: Repository, options: KeyAddOptions, control?: Control): Task<Announcement, true>
  stats(repository: Repository, options?: StatsOptions, control?: Control): Task<Announcement, Stats>
  repairIndex(repository: Repository, options?: RepairIndexOptions, control?: Control): Task<StepEvent, true>
  repairPacks(repository: Repository, options: RepairPacksOptions, control?: Control): Task<StepEvent, true>
  repairSnapshots(repository: Repository, options?: RepairSnapshotsOptions, control?: Control): Task<StepEvent, RepairSnapshotsResult>
}

/** Joins the settings and the commands. Starts nothing. */
export function createRestic(settings: ResticSettings): Restic {
  const run = <Event, Result>(repository: Repository, plan: Plan<Event, Result>, control?: Control): RunningCommand<Event, Result> =>
    runCommand(settings, repository, plan, control)
  return {
    version: (control) => runCommand(settings, undefined, planVersion(), control),
    init: (repository, options, control) => run(repository, planInit(options ?? {}), control),
    catConfig: (repository, _options, control) => run(repository, planCatConfig(), control),
    backup: (repository, options, control) => run(repository, planBackup(options), control),
    snapshots: (repository, options, control) => run(repository, planSnapshots(options ?? {}), control),
    ls: (repository, options, control) => run(repository, planLs(options), control),
    find: (repository, options, control) => run(repository, planFind(options), control),
    findObjects: (repository, options, control) => run(repository, planFindObjects(options), control),
    diff: (repository, options, control) => run(repository, planDiff(options), control),
    dump: (repository, options, control) => run(repository, planDump(options), control),
    restore: (repository, options, control) => run(repository, planRestore(options), control),
    check: (repository, options, control) => run(repository, planCheck(options ?? {}), control),
    forget: (repository, options, control) => run(repository, planForget(options), control),
    prune: (repository, options, control) => run(repository, planPrune(options ?? {}), control),
    tag: (repository, options, control) => run(repository, planTag(options), control),
    copy: (repository, options, control) => run(repository, planCopy(options), control),
    unlock: (repository, options, control) => run(repository, planUnlock(options ?? {}), control),
    listLocks: (repository, _options, control) => run(repository, planList('locks'), control),
    listPacks: (repository, _options, control) => run(repository, planList('packs'), control),
    catLock: (repository, options, control) => run(repository, planCatLock(options.id), control),
    keyList: (repository, _options, control) => run(repository, planKeyList(), control),
    keyAdd: (repository, options, control) => run(repository, planKeyAdd(options), control),
    keyRemove: (repository, options, control) => run(repository, planKeyRemove(options.id), control),
    keyPasswd: (repository, options, control) => run(repository, planKeyPasswd(options), control),
    stats: (repository, options, control) => run(repository, planStats(options ?? {}), control),
    repairIndex: (repository, options, control) => run(repository, planRepairIndex(options ?? {}), control),
    repairPacks: (repository, options, control) => run(repository, planRepairPacks(options), control),
    repairSnapshots: (repository, options, control) => run(repository, planRepairSnapshots(options ?? {}), control),
  }
}

/** What program is at this path: the answer of `version`, or why it is not restic. Needs neither repository nor cache. */
export function readVersion(program: string, control?: Control): Promise<Outcome<VersionResult>> {
  return runCommand({ program, cacheDirectory: '' }, undefined, planVersion(), control).outcome
}
