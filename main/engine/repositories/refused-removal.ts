import type { Outcome } from 'restic-wrapper'

/**
 * How servers say that nothing may be removed: rest-server answers 403; S3, B2, Azure and Google Cloud Storage name the missing permission; a folder of which
 * files may only be added to says that the operation is not permitted. A log-in that is refused (401) is another matter.
 */
const denial =
  /\b40[35]\b|access ?denied|forbidden|b2_\w+: 401|authorizationpermissionmismatch|does not have storage\.objects\.delete|operation not permitted|permission denied|method not allowed/i

/**
 * In which words a place refused to let something be removed; `undefined` when it did not. Whatever else failed there is another matter: locks are removed with
 * each run, and where even that is refused their failure says the same. Pure.
 */
export function refusedRemoval(outcome: Outcome<unknown>): string | undefined {
  if (outcome.kind !== 'failed' && outcome.kind !== 'partial') return undefined
  return outcome.failures.find(({ during, message }) => during === 'remove' && denial.test(message))?.message
}
