import type { Core, RunHost } from '../core.ts'
import { type Lock, tryLock } from '../home/lock.ts'
import { repositoryNames } from '../repositories/repository-place.ts'
import type { Freeze } from '../retention/retention-freeze.ts'
import { underLock } from '../runs/under-lock.ts'

/** Held while snapshots are copied from one repository into another. Names of repositories hold no dots. */
function copyLock(from: string, to: string): string {
  return `copy.${from}.${to}`
}

/**
 * Does `work` while nothing is removed from a repository that is copied from. Its own lock stays free: a copy over a slow line takes hours, and backups go
 * on meanwhile, as restic lets them. Whoever holds this lock takes no other, so that nobody waits for one another.
 */
export function whileNothingIsRemoved<Result>(
  core: Core,
  { from, to }: { from: string; to: string },
  host: RunHost,
  work: () => Promise<Result>,
): Promise<Result> {
  return underLock(core, copyLock(from, to), `copying from "${from}" into "${to}"`, host, work)
}

/**
 * Does `work`, which removes from a repository, unless something is being copied from there.
 * @returns what `work` did, or the name of the repository that is being copied into
 */
export async function unlessCopied<Result>(
  core: Core,
  repository: string,
  work: () => Promise<Result>,
): Promise<{ readonly did: Result } | { readonly into: string }> {
  const held: Lock[] = []
  try {
    for (const name of repositoryNames(core).filter((one) => one !== repository)) {
      const lock = tryLock(core.home.locks, copyLock(repository, name), `removing from "${repository}"`)
      if (lock === undefined) return { into: name }
      held.push(lock)
    }
    return { did: await work() }
  } finally {
    for (const lock of held) lock.release()
  }
}

/** Why nothing is removed from a repository that is being copied from. */
export function beingCopied(into: string): Freeze {
  return {
    code: 'being-copied',
    sentence: `It is being copied into "${into}".`,
    remedy: 'Nothing to do: it is made up for.',
    asks: false,
  }
}
