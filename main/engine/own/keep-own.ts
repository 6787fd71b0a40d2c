import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { streamFile } from '../content/stream-file.ts'
import type { Core, RunHost } from '../core.ts'
import { clearTemporary } from '../home/sweep-leftovers.ts'
import { fail } from '../problem-error.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { repositoryLock } from '../repositories/repository-place.ts'
import { CancelledError, type EndedRun, type Ending, recordRun } from '../runs/record-run.ts'
import { recover } from '../runs/recover.ts'
import { snapshotStamp } from '../runs/snapshot-stamp.ts'
import { underLock } from '../runs/under-lock.ts'
import { withSecondTry } from '../runs/with-second-try.ts'
import { lastOwn } from '../state/own-queries.ts'
import { homeHost } from '../state/queries.ts'
import { type GatheredOwn, gatherOwn, ownConfiguration } from './gather-own.ts'
import { isOwnDue } from './is-own-due.ts'
import { ownFiles } from './own-files.ts'
import { ownMark, ownTag } from './own-mark.ts'
import { removeOldOwn } from './remove-old-own.ts'

/** What keeping Vaultkeeper's own things has to show; `configuration` is the SHA-256 of the one that is in it. */
export type OwnRunResult = {
  readonly repository: string
  readonly snapshot: string
  readonly configuration: string
  /** How many older ones went for it. */
  readonly removed: number
}

/**
 * Keeps what Vaultkeeper itself needs in a repository, as a small snapshot of its own, where it is time to: behind a backup or a copy that went well, so that a new
 * machine gets all of it back by the password alone. What it comes to is a run of its own, and no part of the backup.
 * @returns `undefined` where nothing was to be done: no configuration, or it is there already
 */
export async function keepOwn(core: Core, repository: string, host: RunHost): Promise<EndedRun<OwnRunResult> | undefined> {
  if (host.signal.aborted) return undefined
  const configuration = ownConfiguration(core)
  await core.state.catchUp()
  if (configuration === undefined || !isOwnDue(lastOwn(core.state.database, repository), configuration, core.ports.clock.now()))
    return undefined
  // Of one that was killed in it.
  clearTemporary(core.home)
  // Before the intent: the history that is kept would else have a run that nobody ever ends.
  const gathered = await gatherOwn(core).catch((error: unknown) => ({ error }))
  try {
    return await recordRun<OwnRunResult>(
      core,
      { kind: 'own', repository },
      (run) => {
        if ('error' in gathered) throw gathered.error
        return underLock(core, repositoryLock(repository), "keeping Vaultkeeper's own settings", host, () =>
          keepLocked(core, run, repository, gathered, host),
        )
      },
      host.signal,
    )
  } finally {
    if ('remove' in gathered) gathered.remove()
  }
}

async function keepLocked(
  core: Core,
  run: string,
  repository: string,
  { folder, configuration }: GatheredOwn,
  host: RunHost,
): Promise<Ending<OwnRunResult>> {
  await recover(core, repository)
  const opened = await openRepository(core, repository, 'write', host)
  const stamp = snapshotStamp(core.ports.clock)
  const options = {
    cwd: folder,
    host: homeHost(core.state.database) ?? hostname(),
    tags: [ownTag],
    // There is nothing to read that was read before: the folder is a new one each time.
    force: true,
    noScan: true,
    ...(stamp === undefined ? {} : { time: stamp.forRestic }),
  }
  const backup = () => opened.restic.backup(opened.target, options, { signal: host.signal }).outcome
  const outcome = await withSecondTry(core, opened, host, backup)
  if (outcome.kind === 'cancelled') throw new CancelledError()
  const { snapshotId: snapshot, backupStart, totalFilesProcessed: files, totalBytesProcessed: bytes } = opened.done(outcome)
  // A lock that the place did not let restic remove is no file that is missing.
  const isWhole = outcome.kind !== 'partial' || outcome.failures.every(({ during }) => during === 'remove')
  if (!isWhole || snapshot === undefined)
    return fail('own-not-kept', "Vaultkeeper's own settings could not be kept whole.", 'They are kept again with the next backup.')
  const time = stamp?.time ?? backupStart ?? core.ports.clock.now().toISOString()
  await core.record({ event: 'snapshots.seen', repository, snapshots: [{ id: snapshot, time, safety: ownMark, files, bytes }] })
  // The same configuration was read back when it came to lie there.
  if (lastOwn(core.state.database, repository)?.configuration !== configuration) await readBack(opened, snapshot, configuration, host)
  const removed = await removeOldOwn(core, opened, { run, snapshot }, host)
  return { verdict: 'done', warnings: [], result: { repository, snapshot, configuration, removed } }
}

/** The configuration is read back out of the repository and has to be the one that was kept. */
async function readBack(opened: OpenRepository, snapshot: string, configuration: string, host: RunHost): Promise<void> {
  const hash = createHash('sha256')
  for await (const chunk of streamFile(opened, { snapshot, path: ownFiles.configuration }, host)) hash.update(chunk)
  if (hash.digest('hex') !== configuration)
    fail(
      'own-not-verified',
      'The configuration in the repository is not the one that was kept there.',
      'Look into it with: vaultkeeper verify',
    )
}
