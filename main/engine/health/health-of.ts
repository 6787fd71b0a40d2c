import type { Configuration } from '../../contract/configuration.ts'
import { copyPlan } from '../copy/copy-plan.ts'
import { mirrorNamed } from '../copy/mirrors.ts'
import type { Facts, LaneFacts } from './facts.ts'
import type { Health, HealthState, LaneHealth } from './health.ts'
import { type LaneRules, laneHealth, worstFirst } from './lane-health.ts'
import { counted } from './say-when.ts'

/**
 * How each plan stands in each of its repositories: a pure function of what is recorded, the configuration, and the time. Vaults are joined: the
 * worst one gives state and sentence. What is switched off is left out, for nothing is expected of it. In the configuration's order.
 */
export function healthOf(facts: Facts, configuration: Configuration, now: Date): Health[] {
  const found = new Map<string, LaneHealth[]>()
  for (const lane of facts.lanes) {
    const rules = rulesOf(lane, configuration)
    if (rules === null) continue
    const key = `${lane.plan}/${lane.repository}`
    const lanes = found.get(key) ?? []
    lanes.push(laneHealth(lane, rules, facts, now))
    found.set(key, lanes)
  }
  return [...found].map(([key, lanes]) => {
    const [plan = '', repository = ''] = key.split('/')
    const mirrorOf = plan === copyPlan ? (mirrorNamed(configuration, repository)?.of ?? null) : null
    return { ...join(plan, repository, lanes, facts.nextDue[key] ?? null), mirrorOf }
  })
}

/** What is expected of a lane; `null` where it is switched off. */
function rulesOf({ plan: name, repository, vault }: LaneFacts, configuration: Configuration): LaneRules | null {
  const vaultName = configuration.vaults[vault]?.name ?? vault
  const mirror = name === copyPlan ? mirrorNamed(configuration, repository) : undefined
  if (mirror !== undefined)
    return { kind: 'custom', schedule: mirror.schedule, staleAfter: mirror.staleAfter, vaultName, mirrorOf: mirror.of }
  const plan = configuration.plans[name]
  return plan === undefined || !plan.enabled || configuration.repositories[repository]?.enabled === false ? null : { ...plan, vaultName }
}

function join(plan: string, repository: string, lanes: readonly LaneHealth[], nextDue: string | null): Omit<Health, 'mirrorOf'> {
  const worst = lanes.reduce((before, lane) => (isWorse(lane, before) ? lane : before))
  const good = lanes.map(({ lastGood }) => lastGood)
  return {
    plan,
    repository,
    state: worst.state,
    code: worst.code,
    why:
      lanes.length === 1 || alike.has(worst.state) || plan === copyPlan ? worst.why : `${worst.name}: ${worst.why}${others(worst, lanes)}`,
    remedy: worst.remedy,
    since: worst.since,
    lastGood: good.includes(null) ? null : (good.toSorted()[0] ?? null),
    nextDue,
    vault: worst.vault,
    attention: lanes.some(needsAttention),
    lanes,
  }
}

/** In these states what is true of one vault is worth telling of all. */
const alike: ReadonlySet<HealthState> = new Set(['protected', 'paused', 'never-ran'])

/** Of two that stand alike, the one whose backup is older; one without any is the oldest. */
function isWorse(one: LaneHealth, other: LaneHealth): boolean {
  const rank = ({ state }: LaneHealth) => worstFirst.indexOf(state)
  return rank(one) === rank(other) ? (one.lastGood ?? '') < (other.lastGood ?? '') : rank(one) < rank(other)
}

function others(worst: LaneHealth, lanes: readonly LaneHealth[]): string {
  const more = lanes.filter((lane) => lane !== worst && needsAttention(lane)).length
  return more === 0 ? '' : ` ${counted(more, 'more vault')} of this plan ${more === 1 ? 'needs' : 'need'} attention.`
}

/** Whether a lane asks for a person: a pause is a person's decision, but what is wrong beneath it stays wrong. */
function needsAttention({ state, failure, staleSince }: LaneHealth): boolean {
  return state === 'anomaly' || failure !== null || staleSince !== null
}
