import { readdirSync, realpathSync } from 'node:fs'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { BackupSummary, ItemFailure, Outcome } from 'restic-wrapper'
import { escapeGlob } from 'restic-wrapper'
import type { SnapshotCounts, VerificationReport } from '../../contract/history-event.ts'
import type { Problem } from '../../contract/problem.ts'
import type { Core, RunHost } from '../core.ts'
import { keepBallast, releaseBallast } from '../home/ballast.ts'
import { labelFor } from '../labels.ts'
import { ProblemError } from '../problem-error.ts'
import { snapshotIds } from '../repositories/local-files.ts'
import { embedded, type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { removeStaleLocks } from '../repositories/stale-locks.ts'
import {
  homeHost,
  type KnownSnapshot,
  type KnownVault,
  knownVaults,
  latestGoodBackup,
  newestSnapshot,
  takenLabels,
  verifiedBackupCount,
} from '../state/queries.ts'
import { isInside, vaultOf } from '../vaults.ts'
import { readBackBudget } from '../verify/plan-read-back.ts'
import { relativeItem } from '../verify/read-back-whole.ts'
import { vanishedProblem } from '../verify/vanished-problem.ts'
import { isProven, verifySnapshot } from '../verify/verify-snapshot.ts'
import { type EndedRun, type Ending, recordRun } from './record-run.ts'
import { putRight, recover } from './recover.ts'
import { underLock } from './under-lock.ts'

/** What a backup run has to show. Durations in ms, told apart: `snapshotTook` is the backup itself, `verifyTook` the reading back. */
export type BackupResult = {
  readonly vault: KnownVault
  readonly repository: string
  readonly location: string
  readonly password: string
  readonly snapshot: string
  readonly label: string
  readonly unchanged: boolean
  readonly counts: SnapshotCounts
  readonly report: VerificationReport | null
  readonly snapshotTook: number
  readonly verifyTook: number
}

/** What to back up. */
export type BackupRequest = {
  readonly folder: string
  readonly verify: boolean
  /** Read every file anew, as if there were no snapshot before: brings back content that was lost from the repository. */
  readonly force?: boolean
}

/** Backs a folder up into the embedded repository and verifies it. Never throws for what restic, the disk, or a person does: see {@link EndedRun}. */
export async function backup(core: Core, request: BackupRequest, host: RunHost): Promise<EndedRun<BackupResult>> {
  const vault = attempt(() => vaultOf(request.folder, core.home))
  // A vault whose folder is gone is still that vault: its record shows that it is backed up no longer.
  const known = 'id' in vault ? vault : knownVaults(core.state.database).find(({ path }) => path === resolve(request.folder))
  const intent = { kind: 'backup' as const, repository: embedded, path: request.folder, ...(known ? { vault: known.id } : {}) }
  return recordRun<BackupResult>(core, intent, async (run) => {
    if (!('id' in vault)) throw new ProblemError(vault)
    await core.record({ event: 'vault.known', vault: vault.id, name: vault.name, path: vault.path })
    return underLock(core, embedded, `backing up ${vault.name}`, host, () => backupLocked(core, run, vault, request, host))
  })
}

async function backupLocked(
  core: Core,
  run: string,
  vault: KnownVault,
  request: BackupRequest,
  host: RunHost,
): Promise<Ending<BackupResult>> {
  const interrupted = await recover(core, embedded)
  const opened = await openRepository(core, embedded, 'write', host)
  keepBallast(core.home)
  await putRight(core, opened, interrupted, host)
  const newest = newestSnapshot(core.state.database, embedded, vault.id)
  // One that is gone from the repository is no parent: restic would take another in its place, and call things unchanged that are not.
  const parent = newest && snapshotIds(opened.location).includes(newest.id) ? newest : undefined
  const since = latestGoodBackup(core.state.database, vault.id)
  if (readdirSync(vault.path).length === 0) return nothingThere(newest)
  const leftOut = homeInside(core, vault)
  const label = labelFor('manual', core.ports.clock.now(), takenLabels(core.state.database, embedded, 'manual/'))
  const begun = Date.now()
  const took = core.ports.clock.monotonic()
  const outcome = await snapshotOnce(core, opened, vault, { label, parent, leftOut, force: request.force === true }, host)
  const summary = opened.done(outcome)
  const snapshotTook = Math.round(core.ports.clock.monotonic() - took)
  const made = await recordSnapshot(core, run, vault, label, parent, summary, snapshotTook)
  const failures = outcome.kind === 'partial' ? outcome.failures : []
  const unreadable = new Set(failures.map(({ item }) => relativeItem(item, vault.path)))
  const report = request.verify
    ? await verify(core, opened, run, { vault, made, begun, since: since ? Date.parse(since.started) : 0, unreadable, leftOut }, host)
    : null
  const result: BackupResult = {
    vault,
    repository: embedded,
    location: opened.location,
    password: opened.passwordSource,
    snapshot: made.snapshot,
    label: made.label,
    unchanged: made.unchanged,
    counts: made.counts,
    report,
    snapshotTook,
    verifyTook: report?.duration ?? 0,
  }
  return judge(result, parent, failures, outcome.kind === 'partial' ? outcome.failureCount : 0)
}

type Made = { readonly snapshot: string; readonly label: string; readonly unchanged: boolean; readonly counts: SnapshotCounts }

/** One backup; a stale lock in the way is removed once, and a full disk is given the ballast so that it can be cleaned up. */
async function snapshotOnce(
  core: Core,
  opened: OpenRepository,
  vault: KnownVault,
  { label, parent, leftOut, force }: { label: string; parent: KnownSnapshot | undefined; leftOut: ReadonlySet<string>; force: boolean },
  host: RunHost,
): Promise<Outcome<BackupSummary>> {
  const attemptIt = async () => {
    const task = opened.restic.backup(
      opened.target,
      {
        cwd: vault.path,
        paths: ['.'],
        host: homeHost(core.state.database) ?? hostname(),
        tags: [`vault:${vault.id}`, `label:${label}`],
        // Named, so that it is the vault's own: restic would go by host and path, and both may change.
        ...(parent && !force ? { parent: parent.id } : {}),
        skipIfUnchanged: parent !== undefined && !force,
        force,
        excludeCaches: true,
        excludes: [...leftOut].map((path) => escapeGlob(path)),
      },
      { signal: host.signal },
    )
    for await (const event of task) {
      if (event.type === 'progress') {
        const { percent, filesDone, totalFiles: files, bytesDone, totalBytes: bytes, secondsRemaining } = event
        host.onProgress({ step: 'reading', percent, filesDone, files, bytesDone, bytes, secondsLeft: secondsRemaining })
      } else if (event.type === 'retrying')
        host.onProgress({ step: 'note', text: `The repository does not answer (${event.message}); trying again` })
    }
    return task.outcome
  }
  const outcome = await attemptIt()
  if (outcome.kind !== 'failed') return outcome
  if (outcome.reason === 'no-space') releaseBallast(core.home)
  if (outcome.reason !== 'locked') return outcome
  const { kept } = await removeStaleLocks(core, opened, host)
  return kept.length === 0 ? attemptIt() : outcome
}

async function recordSnapshot(
  core: Core,
  run: string,
  vault: KnownVault,
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
  await core.record({
    event: 'run.snapshot',
    run,
    snapshot: { id, time, vault: vault.id, label: made.label, files: counts.files, bytes: counts.bytes },
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
  of: { vault: KnownVault; made: Made; begun: number; since: number; unreadable: ReadonlySet<string>; leftOut: ReadonlySet<string> },
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
      turn: verifiedBackupCount(core.state.database, vault.id),
      budget: readBackBudget,
    },
    host,
  )
  await core.record({ event: 'run.verified', run, report })
  if (report.vanishedSnapshots.length > 0)
    await core.record({ event: 'snapshots.vanished', repository: opened.name, ids: report.vanishedSnapshots })
  return report
}

/** restic makes no snapshot of nothing. A folder that held something before may be a disk that is not mounted. */
function nothingThere(parent: KnownSnapshot | undefined): Ending<BackupResult> {
  if (parent === undefined)
    return {
      verdict: 'skipped',
      warnings: [],
      problem: {
        code: 'folder-empty',
        sentence: 'The folder is empty: there is nothing to back up yet.',
        remedy: 'Run it again when there is something in it.',
      },
    }
  return {
    verdict: 'failed',
    warnings: [],
    problem: {
      code: 'folder-emptied',
      sentence: `The folder is empty, but the backup before had ${parent.files ?? 'some'} files: nothing was saved, and that backup is untouched.`,
      remedy: 'If it lies on another disk, connect that. If files were lost, bring them back with: vaultkeeper restore latest --to FOLDER',
    },
  }
}

/** What the run comes to. Pure. */
function judge(
  result: BackupResult,
  parent: KnownSnapshot | undefined,
  failures: readonly ItemFailure[],
  failureCount: number,
): Ending<BackupResult> {
  const told = failures.map(({ item, message }) => `Not saved: ${relativeItem(item, result.vault.path)} (${reasonOf(message)})`)
  // A folder that it may not enter is told twice by restic: while it counts, and while it saves.
  const warnings = [...new Set(told)]
  if (result.counts.files === 0)
    warnings.push(
      parent?.files
        ? `The folder is empty; the backup before had ${parent.files} files and is kept.`
        : 'The folder is empty: there was nothing to save.',
    )
  const count = warnings.length - failures.length + failureCount
  const problem = verificationProblem(result)
  if (problem !== undefined) return { verdict: 'not-verified', problem, warnings, warningCount: count, result }
  return { verdict: count > 0 ? 'warnings' : 'done', warnings, warningCount: count, result }
}

/** The problem that a report amounts to, or `undefined` when it proves the snapshot. Pure. */
export function verificationProblem({ report, label, counts }: Pick<BackupResult, 'report' | 'label' | 'counts'>): Problem | undefined {
  if (report === null)
    return {
      code: 'not-verified',
      sentence: 'The snapshot was made but not read back, as asked (--no-verify).',
      remedy: 'Prove it with: vaultkeeper verify',
    }
  if (isProven(report)) return undefined
  const [first] = report.findings
  if (first !== undefined) {
    const others = report.findingCount > 1 ? ` and ${report.findingCount - 1} more` : ''
    const what = first.path === '' ? `the content of ${label} cannot be read back (${first.why})` : `${first.path}${others}: ${first.why}`
    return {
      code: 'read-back-failed',
      sentence: `The snapshot does not hold what it should: ${what}.`,
      remedy: 'Find out what is damaged with: vaultkeeper verify. Then mend it with: vaultkeeper verify --repair',
    }
  }
  if (report.vanishedSnapshots.length > 0) return vanishedProblem(report.vanishedSnapshots)
  if (report.leftFiles > 0 && report.comparedFiles + report.changedSince === 0) {
    return {
      code: 'nothing-read-back',
      sentence: `Nothing of the snapshot could be read back: ${report.leftFiles} files are more than is read at once.`,
      remedy: 'Prove it with: vaultkeeper verify',
    }
  }
  return {
    code: 'counts-differ',
    sentence: `The snapshot holds other counts than the backup reported (${counts.files} files).`,
    remedy: 'Run the backup again; if it stays, run: vaultkeeper verify',
  }
}

/** restic repeats the path in front of the reason: `/vault/a.md: open a.md: permission denied`. */
function reasonOf(message: string): string {
  return message.split(': ').at(-1) ?? message
}

/** Our own folder, where it lies in the vault: backups of the backups would grow with every run. */
function homeInside(core: Core, vault: KnownVault): Set<string> {
  const home = realpathSync(core.home.root)
  return new Set(isInside(home, vault.path) ? [home] : [])
}

function attempt(work: () => KnownVault): KnownVault | Problem {
  try {
    return work()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
}
