import type { KitStanding } from '../../contract/procedures/kit.ts'
import type { Core } from '../core.ts'
import { repositoryNames } from '../repositories/repository-place.ts'
import { firstStored, knownKit } from '../state/kits.ts'
import { type KnownRepository, knownRepository } from '../state/queries.ts'
import { kitFacts } from './kit-facts.ts'
import { describePlace, placeFor } from './kit-place.ts'
import { kitStanding, type StandingOfKit } from './kit-standing.ts'

/** A repository that was seen to exist. */
type SeenRepository = KnownRepository & { readonly id: string }

/** Whose kits there are, when each was shown, checked and made last, and how it stands. */
export function listKits(core: Core): {
  repository: string
  place: string
  shown: string | null
  checked: string | null
  made: string | null
  standing: KitStanding
  sentence: string | null
}[] {
  return seen(core).map((known) => {
    const { name: repository } = known
    const { shown, checked, made } = knownKit(core.state.database, repository)
    const { standing, sentence } = standingOfKit(core, known)
    return {
      repository,
      place: describePlace(core, repository, placeFor(core, repository, known)),
      shown,
      checked,
      made,
      standing,
      sentence,
    }
  })
}

/** Kits of which a person should be reminded: one that was never checked, not for long, or is out of date. From the records alone. */
export function kitsToRemindOf(core: Core, now: Date): (StandingOfKit & { readonly repository: string })[] {
  return seen(core)
    .filter(({ name }) => core.settings.configuration?.repositories[name]?.enabled !== false)
    .map((known) => ({ repository: known.name, ...standingOfKit(core, known, now) }))
    .filter(({ remind }) => remind)
}

/** How the kit of a repository stands. */
export function standingOfKit(core: Core, known: SeenRepository, now = core.ports.clock.now()): StandingOfKit {
  const { name: repository } = known
  const { database } = core.state
  const facts = {
    repository,
    known: knownKit(database, repository),
    facts: factsOfKit(core, known),
    firstStored: firstStored(database, repository),
    checkEvery: core.settings.configuration?.kit.checkEvery ?? null,
  }
  return kitStanding(facts, now)
}

/** The fingerprint of where a kit leads that is made now. */
export function factsOfKit(core: Core, known: SeenRepository): string {
  const configured = core.settings.configuration?.repositories[known.name]
  const user = configured !== undefined && 'user' in configured ? (configured.user ?? null) : null
  // As written: where a drive is mounted today is no matter.
  const location = configured?.type === 'local' ? configured.path : placeFor(core, known.name, known).location
  return kitFacts({ id: known.id, location, user })
}

function seen(core: Core): SeenRepository[] {
  return repositoryNames(core).flatMap((name) => {
    const known = knownRepository(core.state.database, name)
    return known?.id ? [{ ...known, id: known.id }] : []
  })
}
