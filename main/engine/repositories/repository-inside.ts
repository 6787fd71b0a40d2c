import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome, Repository, Restic, Snapshot } from 'restic-wrapper'
import { lockIds, removeHalfWritten, snapshotIds } from './local-files.ts'

/** What lies in a repository, told without its password's half second where that is possible. */
export type RepositoryInside = {
  readonly snapshotIds: () => Promise<string[]>
  readonly lockIds: () => Promise<string[]>
  /** Removes locks that are known to be nobody's. @returns how many */
  readonly removeLocks: (ids: readonly string[]) => number
  /** Removes what restic was killed over while it wrote it; only where nobody is at work. */
  readonly removeHalfWritten: () => void
}

/** A folder on this machine: its files alone tell. */
export function insideOfFolder(location: string): RepositoryInside {
  return {
    snapshotIds: async () => snapshotIds(location),
    lockIds: async () => lockIds(location),
    removeLocks: (ids) => {
      for (const id of ids) rmSync(join(location, 'locks', id), { force: true })
      return ids.length
    },
    removeHalfWritten: () => void removeHalfWritten(location),
  }
}

/** Ids of the snapshots that restic left out of a list, for their files cannot be read: they are there all the same. Pure. */
export function unreadableIn(outcome: Outcome<readonly Snapshot[]>): string[] {
  return outcome.kind === 'partial' ? outcome.failures.flatMap(({ item }) => /^snapshot ([0-9a-f]{64})$/.exec(item)?.[1] ?? []) : []
}

/** A repository on a server: restic has to be asked. What restic itself does not remove there stays. */
export function insideOfServer(
  restic: Restic,
  target: Repository,
  signal: AbortSignal,
  done: <Result>(outcome: Outcome<Result>) => Result,
): RepositoryInside {
  return {
    snapshotIds: async () => {
      const outcome = await restic.snapshots(target, {}, { signal }).outcome
      return [...done(outcome).map(({ id }) => id), ...unreadableIn(outcome)]
    },
    lockIds: async () => done(await restic.listLocks(target, {}, { signal }).outcome),
    removeLocks: () => 0,
    removeHalfWritten: () => undefined,
  }
}
