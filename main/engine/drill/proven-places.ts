import type { VaultOverview } from '../../contract/procedures/overview.ts'
import type { Core } from '../core.ts'
import { goodDrills } from '../state/drill-queries.ts'
import { nameOfVault } from '../vaults.ts'
import { drillPlaces } from './drill-places.ts'
import { provenOf } from './proven-of.ts'

/** A vault, a repository that it is in, and when it was last proven to come back from there: never yet, where that is `null`. */
export type ProvenPlace = {
  readonly vault: string
  readonly name: string
  readonly repository: string
  readonly proven: VaultOverview['proven']
}

/** See {@link ProvenPlace}; wherever plans bring a vault of ours, and where it was proven besides. */
export function provenPlaces(core: Core): ProvenPlace[] {
  const good = goodDrills(core.state.database)
  const places = [...drillPlaces(core.settings.configuration), ...good.map(({ vault, repository }) => ({ vault, repository }))]
  return [...new Map(places.map((place) => [`${place.vault}/${place.repository}`, place])).values()].map(({ vault, repository }) => ({
    vault,
    name: nameOfVault(core, vault),
    repository,
    proven: provenOf(good, vault, repository),
  }))
}
