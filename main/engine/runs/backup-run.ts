import { readdirSync, realpathSync } from 'node:fs'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { type BackupSummary, escapeGlob, type ItemFailure, type Outcome } from 'restic-wrapper'
import type { SnapshotCounts, Trigger, VerificationReport } from '../../contract/history-event.ts'
import type { Problem } from '../../contract/problem.ts'
import type { Core, RunHost } from '../core.ts'
import { keepBallast, releaseBallast } from '../home/ballast.ts'
import { type LabelKind, labelFor } from '../labels.ts'
import { ProblemError } from '../problem-error.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { embedded, repositoryLock } from '../repositories/repository-place.ts'
import { removeStaleLocks } from '../repositories/stale-locks.ts'
import type { Selection } from '../selection/selection.ts'
import {
  homeHost,
  type KnownSnapshot,
  type KnownVault,
  knownVaults,
  latestGoodOfPlan,
  newestOfPlan,
  newestSnapshot,
  takenLabels,
  verifiedBackupCount,
} from '../state/queries.ts'
import { snapshotFor } from '../state/schedule-queries.ts'
import { configuredAt, isInside, recordVault, type Vault, vaultOf } from '../vaults.ts'
import { findDamage } from '../verify/damage.ts'
import { readBackBudget } from '../verify/plan-read-back.ts'
import { relativeItem } from '../verify/read-back-whole.ts'
import { verifySnapshot } from '../verify/verify-snapshot.ts'
import { damagedMeanwhile, judgeBackup, lockLost, nothingThere } from './judge-backup.ts'
import { type EndedRun, type Ending, recordRun } from './record-run.ts'
import { putRight, recover } from './recover.ts'
import { underLock } from './under-lock.ts'
import { watchLock } from './watch-lock.ts'

/** What a backup run has to show. Durations in ms, told apart: `snapshotTook` is the backup itself, `verifyTook` the reading back. */
export type BackupResult = {
  readonly vault: KnownVault
  readonly repository: string
  readonly location: string
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
  /** Where to; the embedded repository when nothing is said. */
  readonly repository?: string
  /** Only files that one of these patterns takes. */
  readonly include?: readonly string[] | null
  readonly occasion?: Occasion
  readonly verify: boolean
  /** Read every file anew, as if there were no snapshot before: brings back content that was lost from the repository. */
  readonly force?: boolean
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

/** Problems that pass by themselves: a run that nobody asked for is then skipped, not failed. */
const passing = new Set(['drive-not-connected', 'keychain-locked'])

/** Backs a folder up and verifies it. Never throws for what restic, the disk, or a person does: see {@link EndedRun}. */
export async function backup(
  core: Core,
  request: BackupRequest,
  host: RunHost,
  around: Around = (_run, work) => work(),
): Promise<EndedRun<BackupResult>> {
  const repository = request.repository ?? embedded
  const { occasion } = request
  const vault = attempt(() => vaultOf(core, request.folder))
  // A vault whose folder is gone is still that vault: its record shows that it is backed up no longer.
  const path = resolve(request.folder)
  const known =
    'id' in vault
      ? vault
      : (configuredAt(core.settings.configuration, path) ?? knownVaults(core.state.database).find((one) => one.path === path))
  const intent = {
    kind: 'backup' as const,
    repository,
    path: request.folder,
    ...(known ? { vault: known.id } : {}),
    ...(occasion ? { plan: occasion.plan, trigger: occasion.trigger, ...(occasion.due ? { due: occasion.due } : {}) } : {}),
  }
  return recordRun<BackupResult>(core, intent, (run) =>
    around(run, async () => {
      try {
        if (!('id' in vault)) throw new ProblemError(vault)
        await recordVault(core, vault)
        return await underLock(core, repositoryLock(repository), `backing up ${vault.name}`, host, () =>
          backupLocked(core, run, vault, request, host),
        )
      } catch (error) {
        if (!(error instanceof ProblemError) || !passing.has(error.problem.code)) throw error
        if (occasion === undefined || occasion.trigger === 'manual') throw error
        return { verdict: 'skipped', problem: error.problem, warnings: [] }
      }
    }),
  )
}

async function backupLocked(core: Core, run: string, vault: Vault, request: BackupRequest, host: RunHost): Promise<Ending<BackupResult>> {
  const { occasion, repository = embedded } = request
  const plan = occasion?.plan ?? null
  const interrupted = await recover(core, repository)
  const { database } = core.state
  const opened = await openRepository(core, repository, 'write', host)
  if (repository === embedded) keepBallast(core.home)
  const damaged = await putRight(core, opened, interrupted, host)
  const present = new Set(await opened.inside.snapshotIds())
  // One that is gone from the repository is no parent: restic would take another in its place, and call things unchanged that are not.
  const there = (snapshot: KnownSnapshot | undefined) => (snapshot && present.has(snapshot.id) ? snapshot : undefined)
  const parent = there(newestOfPlan(database, repository, vault.id, plan))
  const since = latestGoodOfPlan(database, repository, vault.id, plan)
  if (readdirSync(vault.path).length === 0) return nothingThere(newestSnapshot(database, repository, vault.id))
  const selection: Selection = { exclude: [], include: null, leftOut: homeInside(core, vault) }
  const begun = Date.now()
  const took = core.ports.clock.monotonic()
  const saved = await adoptOrSave(
    core,
    opened,
    run,
    { vault, request, parent, present, selection, force: request.force === true || damaged },
    host,
  )
  const { made, failures, failureCount, unsure } = saved
  const snapshotTook = Math.round(core.ports.clock.monotonic() - took)
  const unreadable = new Set(failures.map(({ item }) => relativeItem(item, vault.path)))
  const report = request.verify
    ? await verify(core, opened, run, { vault, made, begun, since: since ? Date.parse(since.started) : 0, unreadable, selection }, host)
    : null
  const result: BackupResult = {
    vault: { id: vault.id, name: vault.name, path: vault.path },
    repository,
    location: opened.location,
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
    return { verdict: 'not-verified', problem: damagedMeanwhile(opened.name), warnings: [], result }
  if (damaged) await core.record({ event: 'repository.sound', repository })
  return judgeBackup(result, parent, failures, failureCount)
}

type Made = { readonly snapshot: string; readonly label: string; readonly unchanged: boolean; readonly counts: SnapshotCounts }

type Saving = {
  readonly vault: Vault
  readonly request: BackupRequest
  readonly parent: KnownSnapshot | undefined
  readonly present: ReadonlySet<string>
  readonly selection: Selection
  readonly force: boolean
}

type Saved = { readonly made: Made; readonly failures: readonly ItemFailure[]; readonly failureCount: number; readonly unsure: boolean }

/** A snapshot for this due time may be there already: saved by a run that was killed before it could say so. It is taken over; else one is made. */
async function adoptOrSave(core: Core, opened: OpenRepository, run: string, saving: Saving, host: RunHost): Promise<Saved> {
  const { vault, request, parent, present } = saving
  const { occasion } = request
  const { database } = core.state
  const took = core.ports.clock.monotonic()
  const lane = { plan: occasion?.plan ?? '', repository: opened.name, vault: vault.id }
  const before = occasion?.due ? snapshotFor(database, lane, occasion.due) : undefined
  if (before !== undefined && present.has(before.id)) {
    const counts = { files: before.files ?? 0, bytes: before.bytes ?? 0, filesNew: 0, filesChanged: 0, bytesStored: 0 }
    const made = { snapshot: before.id, label: before.label ?? '', unchanged: false, counts }
    const { id, time: begun, plan, due } = before
    const snapshot = { id, time: begun, vault: vault.id, label: made.label, files: counts.files, bytes: counts.bytes }
    const entry = { ...snapshot, ...(plan ? { plan } : {}), ...(due ? { due } : {}) }
    await core.record({ event: 'run.snapshot', run, snapshot: entry, unchanged: false, counts, duration: 0 })
    return { made, failures: [], failureCount: 0, unsure: false }
  }
  const time = occasion?.due ? new Date(occasion.due) : core.ports.clock.now()
  const kind = occasion?.trigger === 'manual' && occasion.kind === 'on-change' ? 'on-change' : (occasion?.kind ?? 'manual')
  const label = labelFor(kind, time, takenLabels(database, opened.name, vault.id, ''), occasion?.zone, occasion?.plan)
  const { outcome, unsure } = await snapshotOnce(core, opened, { ...saving, label }, host)
  const summary = opened.done(outcome)
  const made = await recordSnapshot(core, run, saving, label, parent, summary, Math.round(core.ports.clock.monotonic() - took))
  return outcome.kind === 'partial'
    ? { made, failures: outcome.failures, failureCount: outcome.failureCount, unsure }
    : { made, failures: [], failureCount: 0, unsure }
}

/** One backup; a stale lock in the way is removed once, and a full disk is given the ballast so that it can be cleaned up. */
async function snapshotOnce(
  core: Core,
  opened: OpenRepository,
  { vault, request, label, parent, selection, force }: Saving & { label: string },
  host: RunHost,
): Promise<{ outcome: Outcome<BackupSummary>; unsure: boolean }> {
  const { occasion } = request
  // A due time has its snapshot, changed or not: its label names that day. What a person or a change asks for may find nothing new.
  const skipIfUnchanged = parent !== undefined && !force && (occasion === undefined || occasion.due === null)
  const tags = [`vault:${vault.id}`, `label:${label}`]
  if (occasion) tags.push(`plan:${occasion.plan}`, ...(occasion.due ? [`due:${occasion.due}`] : []))
  const attemptIt = async () => {
    const watch = watchLock(core, opened, host)
    const task = opened.restic.backup(
      opened.target,
      {
        cwd: vault.path,
        paths: ['.'],
        host: homeHost(core.state.database) ?? hostname(),
        tags,
        // Named, so that it is the vault's own: restic would go by host and path, and both may change.
        ...(parent && !force ? { parent: parent.id } : {}),
        skipIfUnchanged,
        force,
        excludeCaches: true,
        excludes: [...selection.leftOut].map((path) => escapeGlob(path)),
      },
      { signal: watch.host.signal },
    )
    try {
      for await (const event of task) {
        if (event.type === 'progress') {
          const { percent, filesDone, totalFiles: files, bytesDone, totalBytes: bytes, secondsRemaining } = event
          host.onProgress({ step: 'reading', percent, filesDone, files, bytesDone, bytes, secondsLeft: secondsRemaining })
        } else if (event.type === 'retrying')
          host.onProgress({ step: 'note', text: `The repository does not answer (${event.message}); trying again` })
      }
      const outcome = await task.outcome
      if (watch.lost()) throw new ProblemError(lockLost(opened.name))
      return { outcome, unsure: watch.unsure() }
    } finally {
      watch.stop()
    }
  }
  const attempted = await attemptIt()
  const { outcome } = attempted
  if (outcome.kind !== 'failed') return attempted
  if (outcome.reason === 'no-space') releaseBallast(core.home)
  if (outcome.reason !== 'locked') return attempted
  const { kept } = await removeStaleLocks(core, opened, host)
  return kept.length === 0 ? attemptIt() : attempted
}

async function recordSnapshot(
  core: Core,
  run: string,
  { vault, request }: Saving,
  label: string,
  parent: KnownSnapshot | undefined,
  summary: BackupSummary,
  took: number,
): Promise<Made> {
  const counts: SnapshotCounts = {
    files: summary.totalFilesProcessed,
    bytes: summary.totalBytesProcessed,
    filesNew: summary.filesNew,
    filesChanged: summary.filesChanged,
    bytesStored: summary.dataAddedPacked,
  }
  const unchanged = summary.snapshotId === undefined
  const id = summary.snapshotId ?? parent?.id ?? ''
  // When it began, as the snapshot itself says: what is touched from then on may differ from it.
  const time = summary.backupStart ?? core.ports.clock.now().toISOString()
  const made: Made = { snapshot: id, label: unchanged ? (parent?.label ?? '') : label, unchanged, counts }
  const { occasion } = request
  await core.record({
    event: 'run.snapshot',
    run,
    snapshot: {
      id,
      time,
      vault: vault.id,
      label: made.label,
      ...(occasion ? { plan: occasion.plan, ...(occasion.due ? { due: occasion.due } : {}) } : {}),
      files: counts.files,
      bytes: counts.bytes,
    },
    unchanged,
    counts,
    duration: took,
  })
  return made
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
      budget: readBackBudget,
    },
    host,
  )
  await core.record({ event: 'run.verified', run, report })
  if (report.vanishedSnapshots.length > 0)
    await core.record({ event: 'snapshots.vanished', repository: opened.name, ids: report.vanishedSnapshots })
  return report
}

/** Our own folder, where it lies in the vault: backups of the backups would grow with every run. */
function homeInside(core: Core, vault: Vault): Set<string> {
  const home = realpathSync(core.home.root)
  return new Set(isInside(home, vault.path) ? [home] : [])
}

function attempt(work: () => Vault): Vault | Problem {
  try {
    return work()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
}
