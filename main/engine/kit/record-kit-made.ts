import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { knownKit } from '../state/kits.ts'
import { factsOfKit } from './list-kits.ts'
import { kitRepository } from './make-kit.ts'

/**
 * Records that the kit of a repository was printed or saved, so that it is known when it is out of date. Throws a problem for one that is so already.
 * @param key the one that the password of that kit opens, as the kit said it
 */
export async function recordKitMade(core: Core, repository: string, key: string | null): Promise<void> {
  const known = kitRepository(core, repository)
  if (knownKit(core.state.database, repository).key !== key)
    fail(
      'kit-outdated',
      `The password of the repository "${repository}" has changed while this kit was open, so it may hold the one before.`,
      'Print or save it once more, and throw this one away.',
    )
  await core.record({ event: 'kit.made', repository, facts: factsOfKit(core, known) })
}
