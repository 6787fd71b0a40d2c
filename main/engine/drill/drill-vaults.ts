import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import type { MaintenanceOccasion } from '../runs/check-run.ts'
import { byPerson, type EndedRun } from '../runs/record-run.ts'
import { vaultNamed } from '../runs/vault-named.ts'
import { snapshotsByLane } from '../state/overview-queries.ts'
import type { DrillPlace } from './drill-places.ts'
import { type DrillRunResult, drill } from './drill-run.ts'
import { allDrillPlaces } from './list-drills.ts'

/** What a person wants restored on trial; what is left out is all of that kind. */
export type DrillWish = { readonly vault?: string | undefined; readonly repository?: string | undefined; readonly full?: boolean }

/** The places that a wish is about: where something is to be restored from. Throws a problem for none. */
export function drillsWished(core: Core, { vault, repository }: DrillWish): DrillPlace[] {
  const named = vault === undefined ? undefined : vaultNamed(core, vault)
  const places = allDrillPlaces(core).filter(
    (place) => (named === undefined || place.vault === named) && (repository === undefined || place.repository === repository),
  )
  const there = snapshotsByLane(core.state.database)
  const filled = places.filter((place) => there.some((lane) => lane.vault === place.vault && lane.repository === place.repository))
  if (filled.length > 0) return filled
  const what = vault === undefined ? 'Nothing' : `Nothing of "${vault}"`
  return fail(
    'nothing-backed-up',
    `${what} has been backed up${repository === undefined ? '' : ` into the repository "${repository}"`} yet.`,
    'Back it up first; then it can be restored on trial.',
  )
}

/** Restores them on trial because a person asks for it, one after the other. */
export async function drillVaults(core: Core, wish: DrillWish, host: RunHost): Promise<EndedRun<DrillRunResult>[]> {
  const ended: EndedRun<DrillRunResult>[] = []
  for (const place of drillsWished(core, wish))
    if (!host.signal.aborted) ended.push(await drill(core, { ...place, full: wish.full === true }, null, host))
  return ended
}

/** The vaults of a repository whose turn it is by the calendar. One that fails keeps no other from its turn. */
export async function drillDue(
  core: Core,
  { repository, vaults }: { readonly repository: string; readonly vaults: readonly string[] },
  occasion: MaintenanceOccasion,
  host: RunHost,
): Promise<EndedRun<DrillRunResult>[]> {
  const ended: EndedRun<DrillRunResult>[] = []
  for (const vault of vaults) {
    const { aborted, reason } = host.signal
    // What a person cancelled was due of the others as well: recorded as cancelled it is left until its next time.
    if (!aborted || reason === byPerson) ended.push(await drill(core, { vault, repository }, occasion, host))
  }
  return ended
}
