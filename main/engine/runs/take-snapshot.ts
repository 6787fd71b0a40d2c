import { hostname } from 'node:os'
import type { BackupSummary, ItemFailure, Outcome } from 'restic-wrapper'
import type { SnapshotCounts } from '../../contract/snapshot-counts.ts'
import type { Core, RunHost } from '../core.ts'
import { releaseBallast } from '../home/ballast.ts'
import { labelFor } from '../labels.ts'
import { ProblemError } from '../problem-error.ts'
import { wentAway, wentAwayProblem } from '../repositories/drive-away.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { embedded } from '../repositories/repository-place.ts'
import { isLockInTheWay, removeStaleLocks } from '../repositories/stale-locks.ts'
import { resticExcludes } from '../selection/restic-excludes.ts'
import type { Selection } from '../selection/selection.ts'
import { type FileList, writeFileList } from '../selection/write-file-list.ts'
import { homeHost, type KnownSnapshot, takenLabels } from '../state/queries.ts'
import { madeByRun, snapshotFor } from '../state/schedule-queries.ts'
import type { Vault } from '../vaults.ts'
import { relativeItem } from '../verify/read-back-whole.ts'
import { walkSource } from '../verify/walk-source.ts'
import type { BackupRequest } from './backup-run.ts'
import { lockLost } from './judge-backup.ts'
import { type SnapshotStamp, snapshotStamp } from './snapshot-stamp.ts'
import { watchLock } from './watch-lock.ts'
import { withRates } from './with-rates.ts'

/** A snapshot that was made, or found to be there. `unchanged`: the one before still holds. */
export type Made = { readonly snapshot: string; readonly label: string; readonly unchanged: boolean; readonly counts: SnapshotCounts }

/** What is to be saved, and how. */
export type Saving = {
  readonly vault: Vault
  readonly request: BackupRequest
  readonly parent: KnownSnapshot | undefined
  readonly present: ReadonlySet<string>
  readonly selection: Selection
  readonly force: boolean
}

/**
 * What came of it. `begun`: when it was begun to be made, in ms: what was touched from then on may differ from it. `unsure`: the machine slept meanwhile, or may have
 * while nobody looked, and the repository has to be checked.
 */
export type Saved = {
  readonly made: Made
  readonly begun: number
  readonly failures: readonly ItemFailure[]
  readonly failureCount: number
  readonly unsure: boolean
}

/**
 * A snapshot for this due time may be there already: saved by a run that was killed before it could say so. It is taken over, unless everything is to
 * be stored anew; else one is made.
 * @returns `undefined` when the patterns leave nothing to take
 */
export async function takeSnapshot(
  core: Core,
  opened: OpenRepository,
  run: string,
  saving: Saving,
  host: RunHost,
): Promise<Saved | undefined> {
  const { vault, request, present } = saving
  const { occasion } = request
  const { database } = core.state
  const begun = Date.now()
  const took = core.ports.clock.monotonic()
  const lane = { plan: occasion?.plan ?? '', repository: opened.name, vault: vault.id }
  const before = occasion?.due ? snapshotFor(database, lane, occasion.due) : undefined
  if (before !== undefined && present.has(before.id) && !saving.force) {
    const unsure = !madeByRun(database, before.id)
    const counts = { files: before.files ?? 0, bytes: before.bytes ?? 0, filesNew: 0, filesChanged: 0, bytesStored: 0 }
    const made = { snapshot: before.id, label: before.label ?? '', unchanged: false, counts }
    const { id, time, plan, due } = before
    const snapshot = { id, time, vault: vault.id, label: made.label, files: counts.files, bytes: counts.bytes }
    const entry = { ...snapshot, ...(plan ? { plan } : {}), ...(due ? { due } : {}) }
    await core.record({ event: 'run.snapshot', run, snapshot: entry, unchanged: false, counts, duration: 0 })
    // By whoever made it, perhaps hours ago.
    return { made, begun: Date.parse(time), failures: [], failureCount: 0, unsure }
  }
  const time = occasion?.due ? new Date(occasion.due) : core.ports.clock.now()
  const kind = occasion?.kind ?? 'manual'
  const label = labelFor(
    kind,
    time,
    takenLabels(database, opened.name, vault.id, ''),
    occasion?.zone ?? core.ports.machine.zone(),
    occasion?.plan,
  )
  // restic knows no patterns of what to take, only lists: nothing to list is for the caller to judge.
  const list = saving.selection.include === null ? undefined : await writeFileList(core, vault.path, saving.selection)
  if (list?.count === 0) {
    list.remove()
    return undefined
  }
  // restic makes no snapshot of nothing.
  if (list === undefined && saving.selection.exclude.length > 0 && !(await takesAnything(vault.path, saving.selection))) return undefined
  await request.onBegin?.(run)
  const stamp = snapshotStamp(core.ports.clock)
  const { outcome, unsure } = await snapshotOnce(core, opened, { ...saving, label, list, stamp }, host).finally(() => list?.remove())
  const summary = opened.done(outcome)
  // Pulled in the middle, its drive leaves a bare mount point, on which restic may end well: what it made there is of no repository.
  if (!opened.remote && wentAway(opened.location)) throw new ProblemError(wentAwayProblem(opened.name, opened.location))
  const saved = { label, summary, began: stamp?.time ?? summary.backupStart, took: Math.round(core.ports.clock.monotonic() - took) }
  const made = await recordSnapshot(core, run, saving, saved)
  return { made, begun, ...(outcome.kind === 'partial' ? ofFiles(outcome) : { failures: [], failureCount: 0 }), unsure }
}

async function takesAnything(root: string, selection: Selection): Promise<boolean> {
  for await (const _ of walkSource(root, selection)) return true
  return false
}

/** Without the locks that the repository's place did not let restic remove: they are no files of the vault. */
function ofFiles({ failures, failureCount }: { readonly failures: readonly ItemFailure[]; readonly failureCount: number }) {
  const files = failures.filter(({ during }) => during !== 'remove')
  return { failures: files, failureCount: failureCount - (failures.length - files.length) }
}

/** One backup; a stale lock in the way is removed once, and a full disk is given the ballast so that it can be cleaned up. */
async function snapshotOnce(
  core: Core,
  opened: OpenRepository,
  {
    vault,
    request,
    label,
    parent,
    selection,
    force,
    list,
    stamp,
  }: Saving & { label: string; list: FileList | undefined; stamp: SnapshotStamp | undefined },
  host: RunHost,
): Promise<{ outcome: Outcome<BackupSummary>; unsure: boolean }> {
  const { occasion } = request
  // A due time has its snapshot, changed or not: its label names that day. What a person or a change asks for may find nothing new.
  const skipIfUnchanged = parent !== undefined && !force && (occasion === undefined || occasion.due === null)
  const tags = [`vault:${vault.id}`, `label:${label}`]
  if (occasion) tags.push(`plan:${occasion.plan}`, ...(occasion.due ? [`due:${occasion.due}`] : []))
  const attemptIt = async (host: RunHost) => {
    const watch = watchLock(core, opened, host)
    const task = opened.restic.backup(
      opened.target,
      {
        cwd: vault.path,
        ...(list === undefined ? { paths: ['.'] } : { filesFromRaw: list.file }),
        host: homeHost(core.state.database) ?? hostname(),
        tags,
        // Named, so that it is the vault's own: restic would go by host and path, and both may change.
        ...(parent && !force ? { parent: parent.id } : {}),
        skipIfUnchanged,
        force,
        ...(stamp === undefined ? {} : { time: stamp.forRestic }),
        excludeCaches: selection.caches !== true,
        ...(opened.readConcurrency === null ? {} : { readConcurrency: opened.readConcurrency }),
        excludes: resticExcludes(vault.path, selection),
      },
      { signal: watch.host.signal },
    )
    try {
      for await (const event of task) {
        if (event.type === 'progress') {
          const { percent, filesDone, totalFiles: files, bytesDone, totalBytes: bytes, secondsRemaining } = event
          const [current] = event.currentFiles.map((item) => relativeItem(item, vault.path))
          host.onProgress({ step: 'reading', percent, filesDone, files, bytesDone, bytes, secondsLeft: secondsRemaining, current })
        }
      }
      const outcome = await task.outcome
      if (watch.lost()) throw new ProblemError(lockLost(opened.name, occasion?.trigger ?? 'manual'))
      return { outcome, unsure: watch.unsure() }
    } finally {
      watch.stop()
    }
  }
  const attempted = await withRates(core, opened, host, attemptIt)
  const { outcome } = attempted
  if (outcome.kind !== 'failed') return attempted
  if (outcome.reason === 'no-space' && opened.name === embedded) releaseBallast(core.home)
  if (!isLockInTheWay(outcome)) return attempted
  const { kept } = await removeStaleLocks(core, opened, host)
  return kept.length === 0 ? withRates(core, opened, host, attemptIt) : attempted
}

async function recordSnapshot(
  core: Core,
  run: string,
  { vault, request, parent }: Saving,
  { label, summary, began, took }: { label: string; summary: BackupSummary; began: string | undefined; took: number },
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
  const time = began ?? core.ports.clock.now().toISOString()
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
