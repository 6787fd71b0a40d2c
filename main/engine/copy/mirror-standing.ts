import type { Configuration } from '../../contract/configuration.ts'
import type { Core } from '../core.ts'
import type { BehindMirror } from '../retention/retention-freeze.ts'
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

/** The mirrors of a repository that have lacked something of it for longer than they may. */
export function mirrorsBehind(core: Core, repository: string): BehindMirror[] {
  return mirrorStandings(core)
    .filter(({ of, behind }) => of === repository && behind)
    .map(({ repository: mirror, lastGood }) => ({ repository: mirror, since: lastGood }))
}

/** What mirrors of a repository lack and would keep: it is not removed before they have it. */
export function lackedByMirrors(core: Core, repository: string): ReadonlySet<string> {
  const { configuration } = core.settings
  const mirrors = configuration === null ? [] : mirrorsOf(configuration).filter(({ of }) => of === repository)
  return new Set(mirrors.flatMap((mirror) => lookAtCopy(core, { from: repository, to: mirror.repository }).copy.map(({ id }) => id)))
}
