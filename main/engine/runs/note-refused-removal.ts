import type { Problem } from '../../contract/problem.ts'
import type { Core } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { appendOnlySentence } from '../retention/retention-freeze.ts'
import { repositoryFacts } from '../retention/series.ts'
import { knownRepository } from '../state/queries.ts'

/**
 * Takes note that nothing can be removed from a repository, unless the configuration says in so many words that something can: then it is a failure.
 * @returns what a run of retention or prune that found it comes to; `undefined` when it is a failure
 */
export async function noteRefusedRemoval(core: Core, { name, remote }: OpenRepository, why: string): Promise<Problem | undefined> {
  // In a folder of this machine that is a mistake of rights, which a person is to hear of.
  if (!remote && /permission denied/i.test(why)) return undefined
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
