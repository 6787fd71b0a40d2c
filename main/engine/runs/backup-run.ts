import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Problem } from '../../contract/problem.ts'
import type { SnapshotCounts } from '../../contract/snapshot-counts.ts'
import type { Trigger } from '../../contract/trigger.ts'
import type { VerificationReport } from '../../contract/verification-report.ts'
import { judgedBackup } from '../anomalies/after-backup.ts'
import { beingBroughtBack } from '../comeback/being-brought-back.ts'
import type { Core, RunHost } from '../core.ts'
import { keepBallast } from '../home/ballast.ts'
import type { LabelKind } from '../labels.ts'
import { diskOf } from '../machine/disk-of.ts'
import { ProblemError } from '../problem-error.ts'
import { messageOf } from '../problem-of-error.ts'
import { keepDocumentOf } from '../recovery/keep-documents.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { embedded, repositoryLock } from '../repositories/repository-place.ts'
import { beingRestored } from '../restore/being-restored.ts'
import type { Selection } from '../selection/selection.ts'
import { selectionOf } from '../selection/selection-of.ts'
import {
  type KnownSnapshot,
  type KnownVault,
  knownVaults,
  latestGoodOfPlan,
  newestOfPlan,
  newestSnapshot,
  verifiedBackupCount,
} from '../state/queries.ts'
import { wasRun } from '../state/schedule-queries.ts'
import { configuredAt, recordVault, type Vault, vaultOf } from '../vaults.ts'
import { findDamage } from '../verify/damage.ts'
import { readBackBudget } from '../verify/plan-read-back.ts'
import { relativeItem } from '../verify/read-back-whole.ts'
import { verifySnapshot } from '../verify/verify-snapshot.ts'
import { alreadyDone, damagedMeanwhile, judgeBackup, nothingTaken, nothingThere, stillDamaged } from './judge-backup.ts'
import { type EndedRun, type Ending, recordRun } from './record-run.ts'
import { putRight, recover } from './recover.ts'
import { seeSnapshots } from './see-snapshots.ts'
import { skipIfPassing } from './skip-if-passing.ts'
import { type Made, takeSnapshot } from './take-snapshot.ts'
import { underLock } from './under-lock.ts'

/** What a backup run has to show. Durations in ms, told apart: `snapshotTook` is the backup itself, `verifyTook` the reading back. */
export type BackupResult = {
  readonly vault: KnownVault
  readonly repository: string
  readonly location: string
  /** Whether it lies on the disk of the folder, where it helps against mistakes only. */
  readonly onDisk: 'same' | 'other' | 'server'
  readonly password: string
  /** The plan that it was made for. */
  readonly plan: string | null
  readonly snapshot: string
  readonly label: string
  readonly unchanged: boolean
  readonly counts: SnapshotCounts
  readonly report: VerificationReport | null
  readonly snapshotTook: number
  readonly verifyTook: number
}

/** What to back up, and what for. */
export type BackupRequest = {
  readonly folder: string
  /** The id of the vault that is meant, where several lie in one folder. */
  readonly vault?: string
  /** Where to; the embedded repository when nothing is said. */
  readonly repository?: string
  /** Only files that one of these patterns takes. */
  readonly include?: readonly string[] | null
  readonly occasion?: Occasion
  readonly verify: boolean
  /** Read every file anew, as if there were no snapshot before: brings back content that was lost from the repository. */
  readonly force?: boolean
  /** Told when nothing is left that could keep it from beginning. Waited for; never rejects. */
  readonly onBegin?: (run: string) => Promise<void>
}

/** The plan that a backup is made for, and its moment. */
export type Occasion = {
  readonly plan: string
  readonly kind: LabelKind
  /** The due time that it is for (RFC 3339, UTC); `null` when a person or a change set it off. */
  readonly due: string | null
  readonly trigger: Trigger
  /** The time zone that the label is told in. */
  readonly zone: string
}

/** Does something before and after the work of a run: hooks, and whoever is told. */
export type Around = (run: string, work: () => Promise<Ending<BackupResult>>) => Promise<Ending<BackupResult>>

/** Backs a folder up and verifies it. Never throws for what restic, the disk, or a person does: see {@link EndedRun}. */
export async function backup(
  core: Core,
  request: BackupRequest,
  host: RunHost,
  around: Around = (_run, work) => work(),
): Promise<EndedRun<BackupResult>> {
  const repository = request.repository ?? embedded
  const { occasion } = request
  const vault = attempt(() => vaultOf(core, request.folder, request.vault))
  // A vault whose folder is gone is still that vault: its record shows that it is backed up no longer.
  const path = resolve(request.folder)
  const known =
    'id' in vault
      ? vault
      : (configuredAt(core.settings.configuration, path, request.vault) ??
        knownVaults(core.state.database).find((one) => one.path === path))
  const intent = {
    kind: 'backup' as const,
    repository,
    path: request.folder,
    ...(known ? { vault: known.id } : {}),
    ...(occasion ? { plan: occasion.plan, trigger: occasion.trigger, ...(occasion.due ? { due: occasion.due } : {}) } : {}),
  }
  const lane = known && { plan: occasion?.plan ?? null, repository, vault: known.id }
  const work = async (run: string): Promise<Ending<BackupResult>> => {
    try {
      if (!('id' in vault)) throw new ProblemError(vault)
      await recordVault(core, vault)
      await keepDocumentOf(core, vault.id, host)
      const ending = await underLock(core, repositoryLock(repository), `backing up ${vault.name}`, host, () =>
        backupLocked(core, run, vault, request, host),
      )
      // Of a vault that no plan names, its first snapshot is what says that it is in this repository.
      await keepDocumentOf(core, vault.id)
      return ending
    } catch (error) {
      return skipIfPassing(error, occasion?.trigger)
    }
  }
  const unlessHalf = async (run: string): Promise<Ending<BackupResult>> => {
    const half = 'id' in vault ? beingWritten(core, vault.path) : undefined
    // Before any hook, and before anything is written into it.
    if (half !== undefined) return skipIfPassing(new ProblemError(half), occasion?.trigger)
    return around(run, () => judgedBackup(core, lane, host, () => work(run)))
  }
  return recordRun<BackupResult>(core, intent, unlessHalf, host.signal)
}

async function backupLocked(core: Core, run: string, vault: Vault, request: BackupRequest, host: RunHost): Promise<Ending<BackupResult>> {
  const { occasion, repository = embedded } = request
  const plan = occasion?.plan ?? null
  const interrupted = await recover(core, repository)
  // Looked at again, now that nobody else can be at it.
  if (occasion?.due && wasRun(core.state.database, { plan: occasion.plan, repository, vault: vault.id }, occasion.due, run))
    return alreadyDone('backup')
  const opened = await openRepository(core, repository, 'write', host)
  if (repository === embedded) keepBallast(core.home)
  const { present, damaged } = await putRight(core, opened, interrupted, host)
  // One that is gone from the repository is no parent: restic would take another in its place, and call things unchanged that are not.
  const there = (snapshot: KnownSnapshot | undefined) => (snapshot && present.has(snapshot.id) ? snapshot : undefined)
  const { database } = core.state
  const parent = there(newestOfPlan(database, repository, vault.id, plan))
  const since = latestGoodOfPlan(database, repository, vault.id, plan)
  const newest = there(newestOfPlan(database, repository, vault.id, plan) ?? newestSnapshot(database, repository, vault.id))
  if (readdirSync(vault.path).length === 0) return nothingThere(newest)
  // Begun while this one waited: that is noted before anything is written, so what is found there now is asked about now.
  const half = beingWritten(core, vault.path)
  if (half !== undefined) throw new ProblemError(half)
  const selection = selectionOf(core, vault, request.include ?? null)
  const took = core.ports.clock.monotonic()
  const saved = await takeSnapshot(
    core,
    opened,
    run,
    { vault, request, parent, present, selection, force: request.force === true || damaged },
    host,
  )
  if (saved === undefined) return nothingTaken(newest, selection.include !== null)
  const { made, begun, failures, failureCount, unsure } = saved
  const snapshotTook = Math.round(core.ports.clock.monotonic() - took)
  const unreadable = new Set(failures.map(({ item }) => relativeItem(item, vault.path)))
  const report = request.verify
    ? await verify(core, opened, run, { vault, made, begun, since: since ? Date.parse(since.started) : 0, unreadable, selection }, host)
    : null
  const result: BackupResult = {
    vault: { id: vault.id, name: vault.name, path: vault.path },
    repository,
    location: opened.location,
    onDisk: opened.remote ? 'server' : diskOf(vault.path)?.key === diskOf(opened.location)?.key ? 'same' : 'other',
    password: opened.passwordSource,
    plan,
    snapshot: made.snapshot,
    label: made.label,
    unchanged: made.unchanged,
    counts: made.counts,
    report,
    snapshotTook,
    verifyTook: report?.duration ?? 0,
  }
  // Content that was lost, or whose lock was, may be missing in parts that this run did not read.
  if ((unsure || damaged) && (await findDamage(core, opened, host, 'structure')) !== undefined)
    return damaged
      ? { verdict: 'not-verified', problem: stillDamaged(opened.name), warnings: [], result }
      : { verdict: 'failed', problem: damagedMeanwhile(opened.name, occasion?.trigger ?? 'manual'), warnings: [] }
  if (damaged) await core.record({ event: 'repository.sound', repository })
  return judgeBackup(result, parent, failures, failureCount, occasion?.trigger)
}

/** Why what is in a folder now is half of something. */
function beingWritten(core: Core, folder: string): Problem | undefined {
  return beingBroughtBack(core, folder) ?? beingRestored(core, folder)
}

async function verify(
  core: Core,
  opened: OpenRepository,
  run: string,
  of: { vault: Vault; made: Made; begun: number; since: number; unreadable: ReadonlySet<string>; selection: Selection },
  host: RunHost,
): Promise<VerificationReport> {
  const { made, vault } = of
  const report = await verifySnapshot(
    core,
    opened,
    {
      ...of,
      snapshot: made.snapshot,
      root: vault.path,
      files: made.counts.files,
      bytes: made.counts.bytes,
      added: made.counts.filesNew + made.counts.filesChanged,
      turn: verifiedBackupCount(core.state.database, opened.name, vault.id),
      budget: core.settings.configuration?.verification.readBack ?? readBackBudget,
    },
    host,
  )
  await core.record({ event: 'run.verified', run, report })
  if (report.vanishedSnapshots.length > 0)
    await core.record({ event: 'snapshots.vanished', repository: opened.name, ids: report.vanishedSnapshots })
  // Where nothing is ever removed no retention looks at what others have put there.
  if (opened.appendOnly && report.unknownSnapshots.length > 0)
    await seeSnapshots(core, opened, host).catch((error: unknown) => core.ports.log(`what is new in ${opened.name}: ${messageOf(error)}`))
  return report
}

function attempt(work: () => Vault): Vault | Problem {
  try {
    return work()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
}
