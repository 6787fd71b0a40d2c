import type { RunHost } from '../../core.ts'
import { CancelledError } from '../../runs/record-run.ts'
import type { OpenRepository } from '../open-repository.ts'

/**
 * Has a key open a repository no more.
 * @returns `refused` where nothing is to be removed, or its place lets nobody: an append-only repository, a key without that right
 */
export async function removeKeyOf(opened: OpenRepository, id: string, host: RunHost): Promise<'removed' | 'refused'> {
  if (opened.appendOnly) return 'refused'
  const outcome = await opened.restic.keyRemove(opened.target, { id }, { signal: host.signal }).outcome
  if (outcome.kind === 'cancelled') throw new CancelledError()
  if (outcome.kind === 'failed' && (outcome.reason === 'refused' || outcome.reason === 'permission-denied')) return 'refused'
  opened.done(outcome)
  return 'removed'
}
