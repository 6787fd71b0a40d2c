import type { Node } from 'restic-wrapper'
import type { Problem } from '../../contract/problem.ts'
import type { Core, RunHost } from '../core.ts'
import { takeLock } from '../home/lock.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { repositoryLock, seenRepositories } from '../repositories/repository-place.ts'
import { endOrphan, removeStaleLocks } from '../repositories/stale-locks.ts'
import { type KnownSnapshot, knownSnapshots, knownVaults } from '../state/queries.ts'
import { CancelledError, type EndedRun, recordRun } from './record-run.ts'
import { chooseRepository, parseReference, resolveSnapshot } from './resolve-snapshot.ts'
import { seeSnapshots } from './see-snapshots.ts'

/** A snapshot for a list: from the repository, with what Vaultkeeper knows of it. */
type ListedSnapshot = KnownSnapshot & { readonly vaultName: string | null }

/** What there is, and which repositories could not be asked. */
export type SnapshotList = {
  readonly snapshots: readonly ListedSnapshot[]
  readonly unasked: readonly { readonly repository: string; readonly problem: Problem }[]
}

/**
 * All snapshots that are in the repositories now, oldest first; those that vanished stand in the list too, marked. One restic process for each
 * repository. Of one that cannot be asked, such as one on a drive that is not connected, it lists what was seen there last.
 * @param named only this repository; throws the problem when it cannot be asked
 */
export async function listSnapshots(core: Core, named: string | undefined, host: RunHost): Promise<SnapshotList> {
  const names = new Map(knownVaults(core.state.database).map(({ id, name }) => [id, name]))
  const listed: ListedSnapshot[] = []
  const unasked: { repository: string; problem: Problem }[] = []
  const repositories = named === undefined ? seenRepositories(core) : [named]
  for (const repository of repositories) {
    try {
      await seeSnapshots(core, await openRepository(core, repository, 'read', host), host)
    } catch (error) {
      if (repositories.length === 1 || !(error instanceof ProblemError)) throw error
      unasked.push({ repository, problem: error.problem })
    }
    for (const snapshot of knownSnapshots(core.state.database, repository))
      listed.push({ ...snapshot, vaultName: names.get(snapshot.vault ?? '') ?? null })
  }
  return { snapshots: listed, unasked }
}

/** The entries of a snapshot's folder, or of all of it, as they come from restic. */
export async function* listFiles(
  core: Core,
  reference: string,
  options: { vault: string | undefined; repository: string | undefined; recursive: boolean },
  host: RunHost,
): AsyncGenerator<Node> {
  const { name, path } = parseReference(reference)
  const opened = await openRepository(core, chooseRepository(core, name, options.vault, options.repository), 'read', host)
  const snapshot = await resolveSnapshot(core, opened, name, options.vault, host)
  const listing = opened.restic.ls(
    opened.readTarget,
    { snapshot: snapshot.id, path: `/${path ?? ''}`, recursive: options.recursive },
    { signal: host.signal },
  )
  yield* listing
  const { count } = opened.done(await listing.outcome)
  // restic lists nothing of a path that is not there, and calls that done; a folder that is there stands in its own list.
  if (count === 0 && path !== undefined)
    fail('path-not-found', `There is no "${path}" in that snapshot.`, `See what there is with: vaultkeeper ls ${name}`)
}

/** What `unlock` has to show. */
export type UnlockResult = { readonly removed: number; readonly kept: readonly string[] }

/** Removes locks that nobody alive needs, and says which it left and why. */
export async function unlock(core: Core, repository: string, host: RunHost): Promise<EndedRun<UnlockResult>> {
  return recordRun<UnlockResult>(core, { kind: 'unlock', repository }, async () => {
    const lock = await takeLock(core.home.locks, repositoryLock(repository), {
      doing: 'removing stale locks',
      signal: host.signal,
      patience: 2_000,
    })
    if (lock === undefined) {
      if (host.signal.aborted) throw new CancelledError()
      return {
        verdict: 'skipped',
        warnings: [],
        problem: {
          code: 'busy',
          sentence: 'Another Vaultkeeper is at work in this repository, so its lock is a live one.',
          remedy: 'Wait until it has ended.',
        },
      }
    }
    try {
      await endOrphan(core, repository)
      const opened: OpenRepository = await openRepository(core, repository, 'read', host)
      const result = await removeStaleLocks(core, opened, host)
      if (result.kept.length === 0) return { verdict: 'done', warnings: [], result }
      return {
        verdict: 'skipped',
        warnings: [],
        result,
        problem: {
          code: 'lock-alive',
          sentence: `The lock is held by ${result.kept.join(' and ')}.`,
          remedy: 'Wait until that has ended.',
        },
      }
    } finally {
      lock.release()
    }
  })
}
