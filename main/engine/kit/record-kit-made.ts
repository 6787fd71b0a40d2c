import type { Core } from '../core.ts'
import { factsOfKit } from './list-kits.ts'
import { kitRepository } from './make-kit.ts'

/** Records that the kit of a repository was printed or saved as it is now, so that it is known when it is out of date. */
export async function recordKitMade(core: Core, repository: string): Promise<void> {
  const known = kitRepository(core, repository)
  await core.record({ event: 'kit.made', repository, facts: factsOfKit(core, known) })
}
