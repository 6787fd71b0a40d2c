import type { PlanConfiguration } from '../../contract/configuration.ts'
import { anomalous, failed, paused, stale } from './bad-standings.ts'
import { good, neverRan, running, warned } from './calm-standings.ts'
import type { Facts, LaneFacts } from './facts.ts'
import type { HealthState, LaneHealth } from './health.ts'

/** What of a plan its health depends on, and what the vault is called. `mirrorOf`: it is no plan, but is filled from that repository by copying. */
export type LaneRules = Pick<PlanConfiguration, 'kind' | 'schedule' | 'staleAfter'> & {
  readonly vaultName: string
  readonly mirrorOf?: string
}

/**
 * How one lane stands. Pure. A failure stays until this very lane has succeeded, and silence is told whatever its cause: both are computed from what
 * is recorded, so that neither a restart nor a pause hides them.
 */
export function laneHealth(lane: LaneFacts, rules: LaneRules, facts: Facts, now: Date): LaneHealth {
  const { failure, runningSince, lastBad } = lane
  const lastGood = notAfter(lane.lastGood?.time ?? null, now)
  const staleSince = staleFrom(lane, rules.staleAfter, now)
  const judged = { lane, rules, facts, now, lastGood, staleSince }
  const standing =
    anomalous(judged) ??
    paused(judged) ??
    failed(judged) ??
    stale(judged) ??
    running(judged) ??
    neverRan(judged) ??
    warned(judged) ??
    good(judged)
  return { vault: lane.vault, name: rules.vaultName, ...standing, lastGood, failure, staleSince, runningSince, lastBad }
}

/** When the plan's patience ended, or `null`. A good backup of the future, made under a wrong clock, counts as one of now. */
function staleFrom({ lastGood, since }: LaneFacts, staleAfter: number | null, now: Date): string | null {
  const from = notAfter(lastGood?.time ?? since, now)
  if (staleAfter === null || from === null) return null
  const ends = new Date(Date.parse(from) + staleAfter)
  return ends < now ? ends.toISOString() : null
}

function notAfter(time: string | null, now: Date): string | null {
  return time !== null && Date.parse(time) > now.getTime() ? now.toISOString() : time
}

/** States from the worst to the best: a plan stands as its worst vault does. */
export const worstFirst: readonly HealthState[] = ['anomaly', 'failed', 'stale', 'paused', 'running', 'never-ran', 'warning', 'protected']
