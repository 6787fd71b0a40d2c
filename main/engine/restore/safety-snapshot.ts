import { mkdtempSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { BackupSummary } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import { removeTreeSync } from '../home/remove-tree.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { repositoryLock } from '../repositories/repository-place.ts'
import { CancelledError } from '../runs/record-run.ts'
import { putRight, recover } from '../runs/recover.ts'
import { type SnapshotStamp, snapshotStamp } from '../runs/snapshot-stamp.ts'
import { underLock } from '../runs/under-lock.ts'
import { withSecondTry } from '../runs/with-second-try.ts'
import { homeHost, knownVaults, newestSnapshot } from '../state/queries.ts'
import { pathBytes, shownPath } from '../verify/walk-source.ts'
import { pathsToSave, type ToSave } from './safety-paths.ts'
import { loosely } from './shown-names.ts'

/** What is to be saved before a run may write over it. */
export type SafetyRequest = {
  readonly run: string
  readonly repository: string
  /** Real path of the folder. */
  readonly target: string
  /** As in `TargetEntries`. */
  readonly touched: readonly string[]
  /** A safety snapshot of the same, a moment older. */
  readonly parent?: string | undefined
}

/**
 * Does the work under the lock of the repository, which may be waited for: what is found out in it is what a safety snapshot taken in it
 * holds, however long it was waited for.
 */
export async function beforeSafety<Result>(
  core: Core,
  repository: string,
  host: RunHost,
  work: (waited: boolean) => Promise<Result>,
): Promise<Result> {
  return underLock(core, repositoryLock(repository), 'taking a safety snapshot', host, work)
}

/**
 * Saves what a restore or an undo may overwrite, into the same repository, and sees that all of it is there. Throws the problem `safety-failed` when
 * that cannot be done: then nothing may be written. Only in {@link beforeSafety}.
 * @returns the id of the snapshot; `null` when there is nothing to save
 */
export async function takeSafetySnapshot(core: Core, request: SafetyRequest, host: RunHost): Promise<string | null> {
  const target = Buffer.from(request.target).toString('latin1')
  const toSave = pathsToSave(target, request.touched)
  if (toSave.paths.length === 0) return null
  host.onProgress({ step: 'note', text: 'Taking a safety snapshot of what may be overwritten' })
  try {
    const interrupted = await recover(core, request.repository)
    const opened = await openRepository(core, request.repository, 'write', host)
    await putRight(core, opened, interrupted, host)
    const stamp = snapshotStamp(core.ports.clock)
    const summary = await save(core, opened, request, toSave, stamp, host)
    const id = summary.snapshotId ?? notSaved('restic made none', 'Try again.')
    const time = stamp?.time ?? summary.backupStart ?? core.ports.clock.now().toISOString()
    const counts = { files: summary.totalFilesProcessed, bytes: summary.totalBytesProcessed }
    await core.record({
      event: 'snapshots.seen',
      repository: request.repository,
      snapshots: [{ id, time, safety: request.run, ...counts }],
    })
    await seeAll(opened, id, toSave, host)
    return id
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code !== 'safety-failed') notSaved(error.problem.sentence, error.problem.remedy)
    throw error
  }
}

async function save(
  core: Core,
  opened: OpenRepository,
  request: SafetyRequest,
  toSave: ToSave,
  stamp: SnapshotStamp | undefined,
  host: RunHost,
): Promise<BackupSummary> {
  const { run, target } = request
  const folder = mkdtempSync(join(core.home.temporary, `${process.pid}-safety-`))
  const [list, excludes] = [join(folder, 'list'), join(folder, 'excludes')]
  try {
    writeFileSync(list, pathBytes(toSave.paths.map((path) => `${path}\0`).join('')), { mode: 0o600 })
    writeFileSync(excludes, pathBytes(toSave.patterns.map((pattern) => `${pattern}\n`).join('')), { mode: 0o600 })
    // A folder that is backed up as a whole is laid out as here: what did not change since need not be read.
    const vault = knownVaults(core.state.database).find(({ path }) => path === target)
    const parent = request.parent ?? (vault && newestSnapshot(core.state.database, opened.name, vault.id)?.id)
    const options = {
      cwd: target,
      filesFromRaw: list,
      ...(toSave.patterns.length > 0 ? { excludeFile: excludes } : {}),
      host: homeHost(core.state.database) ?? hostname(),
      tags: ['safety', `run:${run}`],
      ...(parent === undefined ? {} : { parent }),
      noScan: true,
      ...(stamp === undefined ? {} : { time: stamp.forRestic }),
    }
    const outcome = await withSecondTry(
      core,
      opened,
      host,
      () => opened.restic.backup(opened.target, options, { signal: host.signal }).outcome,
    )
    if (outcome.kind === 'cancelled') throw new CancelledError()
    if (outcome.kind === 'partial') {
      const [first] = outcome.failures
      notSaved(`${first?.item ?? 'A file'} could not be read (${first?.message ?? outcome.failureCount})`, 'See to that, and try again.')
    }
    return opened.done(outcome)
  } finally {
    removeTreeSync(folder)
  }
}

/** All that was to be saved has to be in the snapshot. */
async function seeAll(opened: OpenRepository, snapshot: string, { paths }: ToSave, host: RunHost): Promise<void> {
  // What is no text is shown differently by restic and by us.
  const missing = new Set(paths.map((path) => loosely(shownPath(path))))
  const listing = opened.restic.ls(opened.readTarget, { snapshot }, { signal: host.signal })
  for await (const { path } of listing) missing.delete(loosely(path.replace(/^\/+/, '')))
  opened.done(await listing.outcome)
  const [first] = missing
  if (first !== undefined) notSaved(`${first} is not in it`, 'Another program may be at work there: end it, and try again.')
}

function notSaved(why: string, remedy: string): never {
  return fail(
    'safety-failed',
    `The safety snapshot could not be made, so nothing was written: ${why.replace(/\.$/, '')}.`,
    `${remedy} To do without the possibility of taking it back, add --no-undo.`,
  )
}
