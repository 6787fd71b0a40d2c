import type { Outcome } from 'restic-wrapper'
import type { Problem } from '../../contract/problem.ts'
import type { Core } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { appendOnlySentence } from '../retention/retention-freeze.ts'
import { repositoryFacts } from '../retention/series.ts'
import { knownRepository } from '../state/queries.ts'

/**
 * How servers say that nothing may be removed: rest-server answers 403; S3, B2, Azure and Google Cloud Storage name the missing permission; a folder of which
 * files may only be added to says that the operation is not permitted.
 */
const denial =
  /\((?:401|403|405)\)|\b40[135] |\b403\b|access ?denied|forbidden|unauthorized|not authori[sz]ed|authorizationpermissionmismatch|does not have storage\.objects\.delete|operation not permitted|permission denied|method not allowed/i

/**
 * In which words a place refused to let something be removed; `undefined` when it did not. Whatever else failed there is another matter: locks are removed with
 * each run, and where even that is refused their failure says the same. Pure.
 */
export function refusedRemoval(outcome: Outcome<unknown>): string | undefined {
  if (outcome.kind !== 'failed' && outcome.kind !== 'partial') return undefined
  return outcome.failures.find(({ during, message }) => during === 'remove' && denial.test(message))?.message
}

/**
 * Takes note that nothing can be removed from a repository, unless the configuration says in so many words that something can: then it is a failure.
 * @returns what a run of retention or prune that found it comes to; `undefined` when it is a failure
 */
export async function noteRefusedRemoval(core: Core, { name }: OpenRepository, why: string): Promise<Problem | undefined> {
  if (core.settings.configuration?.repositories[name]?.appendOnly === false) return undefined
  await core.record({ event: 'repository.append-only', repository: name, found: true, why: core.redactor.redact(why) })
  return {
    code: 'repository-append-only',
    sentence: appendOnlySentence(repositoryFacts(core, name)),
    remedy: `Nothing to do: nothing is removed there from now on. Where that is not meant to be so, give this machine the right to remove, and write "appendOnly": false for "${name}" into the configuration.`,
    detail: core.redactor.redact(why),
  }
}

/** Something was removed there: whatever was found before is so no more. */
export async function noteRemovalWorks(core: Core, { name }: OpenRepository): Promise<void> {
  if (knownRepository(core.state.database, name)?.appendOnly)
    await core.record({ event: 'repository.append-only', repository: name, found: false, why: '' })
}
