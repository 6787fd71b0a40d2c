import type { DrillStanding } from '../../contract/procedures/drills.ts'
import type { Core } from '../core.ts'
import { vaultNames } from '../overview/vault-names.ts'
import { carePlans } from '../schedule/due-plans.ts'
import { nextDue } from '../schedule/next-due.ts'
import { goodDrills, type KnownDrill, latestDrills } from '../state/drill-queries.ts'
import { snapshotsByLane } from '../state/overview-queries.ts'
import { type DrillPlace, drillPlaces } from './drill-places.ts'

/** How drills stand of each vault out of each repository: those that plans fill, then those that hold something of a vault besides. */
export function listDrills(core: Core): DrillStanding[] {
  const { database } = core.state
  const names = vaultNames(core)
  const [latest, good] = [latestDrills(database), goodDrills(database)]
  const due = nextDue(core, core.ports.clock.now())
  const planned = drillPlaces(core.settings.configuration)
  const isPlanned = ({ vault, repository }: DrillPlace) => planned.some((one) => one.vault === vault && one.repository === repository)
  return allDrillPlaces(core).map((place) => ({
    ...place,
    name: names.find(({ vault }) => vault === place.vault)?.name ?? place.vault,
    last: of(latest, place),
    good: of(good, place),
    next: isPlanned(place) ? (due[`${carePlans.drill}/${place.repository}`] ?? null) : null,
  }))
}

/** Where something of a vault of ours is, or is to be. */
export function allDrillPlaces(core: Core): DrillPlace[] {
  const ours = new Set(vaultNames(core).map(({ vault }) => vault))
  const there = snapshotsByLane(core.state.database).filter(({ vault }) => ours.has(vault))
  const all = [...drillPlaces(core.settings.configuration), ...there]
  return [...new Map(all.map(({ vault, repository }) => [`${vault}/${repository}`, { vault, repository }])).values()]
}

function of(drills: readonly KnownDrill[], { vault, repository }: DrillPlace): DrillStanding['last'] {
  const drill = drills.find((one) => one.vault === vault && one.repository === repository)
  if (drill === undefined) return null
  const { run, at, verdict, problem, result } = drill
  return { run, at, verdict, problem, result }
}
