import type { Outcome } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import { releaseBallast } from '../home/ballast.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { isLockInTheWay, removeStaleLocks } from '../repositories/stale-locks.ts'

/**
 * Does something that removes from a repository. What stands in its way is put aside, once: a lock that nobody alive needs, or a disk so full that
 * there is no room for a lock (`full` is then told to the second try, after the ballast was given back).
 */
export async function withSecondTry<Result>(
  core: Core,
  opened: OpenRepository,
  host: RunHost,
  attempt: (full: boolean) => Promise<Outcome<Result>>,
): Promise<Outcome<Result>> {
  const outcome = await attempt(false)
  if (outcome.kind !== 'failed') return outcome
  if (outcome.reason === 'no-space') return releaseBallast(core.home) ? attempt(true) : outcome
  if (!isLockInTheWay(outcome)) return outcome
  const { kept, refused } = await removeStaleLocks(core, opened, host)
  // Where not even locks may be removed, nothing else may be either.
  if (refused !== undefined) return { ...outcome, failures: [{ item: 'lock', message: refused, during: 'remove' }], failureCount: 1 }
  return kept.length === 0 ? attempt(false) : outcome
}
