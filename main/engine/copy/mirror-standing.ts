import type { Configuration } from '../../contract/configuration.ts'
import type { Core } from '../core.ts'
import { latestWholeCopy } from '../state/copy-queries.ts'
import { knownSince } from '../state/schedule-queries.ts'
import { copyPlan } from './copy-plan.ts'
import { lookAtCopy } from './look-at-copy.ts'
import { type Mirror, mirrorsOf } from './mirrors.ts'

/** How a mirror stands to its source. `missing`: how many snapshots it lacks and would keep; `lastGood`: when it last had all of them. */
export type MirrorStanding = Mirror & {
  readonly missing: number
  readonly lastGood: string | null
  /** It has lacked some for longer than it may. */
  readonly behind: boolean
}

/** How each mirror stands, by the ledgers alone. */
export function mirrorStandings(core: Core, configuration: Configuration | null = core.settings.configuration): MirrorStanding[] {
  return configuration === null ? [] : mirrorsOf(configuration).map((mirror) => standingOf(core, mirror))
}

function standingOf(core: Core, mirror: Mirror): MirrorStanding {
  const { database } = core.state
  const { repository, of, staleAfter } = mirror
  const missing = lookAtCopy(core, { from: of, to: repository }).copy.length
  const lastGood = latestWholeCopy(database, of, repository)
  const since = lastGood ?? knownSince(database, copyPlan, repository)
  const isOld = since === null || core.ports.clock.now().getTime() - Date.parse(since) > staleAfter
  return { ...mirror, missing, lastGood, behind: missing > 0 && isOld }
}
