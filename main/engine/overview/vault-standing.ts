import type { Tone, VaultState } from '../../contract/procedures/overview.ts'
import { copyPlan } from '../copy/copy-plan.ts'
import type { Health, LaneHealth } from '../health/health.ts'
import { worstFirst } from '../health/lane-health.ts'
import { sayDuration } from '../health/say-when.ts'
import { midSentence } from '../health/waiting-in-words.ts'
import type { Status } from '../status.ts'
import type { Standing } from './answer.ts'

/** A lane with where it goes. */
export type PlacedLane = LaneHealth & { readonly plan: string; readonly repository: string }

/** The repositories from which not everything can be brought back. */
export function damagedRepositories({ repositories }: Status): ReadonlySet<string> {
  return new Set(repositories.filter(({ damagedSince }) => damagedSince !== null).map(({ name }) => name))
}

/** The lanes of one vault, the worst first. What lies in a damaged repository has failed, however well its last run ended. */
export function lanesOfVault(plans: readonly Health[], vault: string, damaged: ReadonlySet<string>): PlacedLane[] {
  const lanes = plans.flatMap(({ plan, repository, lanes: of }) =>
    of.filter((lane) => lane.vault === vault).map((lane) => asDamaged({ ...lane, plan, repository }, damaged)),
  )
  return lanes.toSorted((one, other) => worstFirst.indexOf(one.state) - worstFirst.indexOf(other.state))
}

function asDamaged(lane: PlacedLane, damaged: ReadonlySet<string>): PlacedLane {
  if (!damaged.has(lane.repository) || lane.state === 'anomaly' || lane.failure !== null || lane.lastGood === null) return lane
  const why = `The repository "${lane.repository}" is damaged: not everything in it can be brought back whole.`
  return { ...lane, state: 'failed', code: 'repository-damaged', why }
}

/** How good a state is. Pure. */
export function toneOf(state: VaultState): Tone {
  switch (state) {
    case 'protected':
    case 'running':
      return 'good'
    case 'never-ran':
      return 'unknown'
    case 'warning':
    case 'paused':
      return 'attention'
    case 'not-verified':
    case 'stale':
    case 'failed':
    case 'anomaly':
      return 'bad'
  }
}

/**
 * What the one sentence says of a vault that plans take care of. Pure.
 * @param damaged repositories from which not everything can be brought back
 */
export function standingOfPlans(name: string, lanes: readonly PlacedLane[], damaged: ReadonlySet<string>, now: Date): Standing {
  const protections = lanes.map((lane) => protectionOf(lane, damaged))
  const failing = lanes.find((_, at) => protections[at] === 'no')
  if (failing !== undefined) {
    const all = protections.every((one) => one === 'no')
    return { name, protection: all ? 'no' : 'partly', cause: causeOf(failing, damaged, all && lanes.length === 1, now) }
  }
  return { name, protection: protections.includes('yes') ? 'yes' : 'not-yet', cause: 'there is no backup yet' }
}

function protectionOf(
  { state, failure, staleSince, lastGood, repository }: PlacedLane,
  damaged: ReadonlySet<string>,
): Standing['protection'] {
  if (state === 'anomaly' || failure !== null || staleSince !== null) return 'no'
  if (lastGood === null) return 'not-yet'
  return damaged.has(repository) ? 'no' : 'yes'
}

function causeOf(
  { plan, state, why, failure, lastGood, staleSince, repository }: PlacedLane,
  damaged: ReadonlySet<string>,
  only: boolean,
  now: Date,
): string {
  if (state === 'anomaly') return midSentence(/^.*?[.!?](?= |$)/.exec(why)?.[0] ?? why)
  if (failure !== null) return midSentence(failure.problem.sentence)
  if (staleSince === null && damaged.has(repository)) return `the repository "${repository}" is damaged`
  if (plan === copyPlan)
    return lastGood === null
      ? `nothing has been copied into "${repository}" at all`
      : `"${repository}" has not been filled for ${sayDuration(now.getTime() - Date.parse(lastGood))}`
  const into = only ? '' : ` into "${repository}"`
  return lastGood === null
    ? `there has been no good backup${into} at all`
    : `there has been no good backup${into} for ${sayDuration(now.getTime() - Date.parse(lastGood))}`
}

/** What nobody takes care of is as good as its last backup for so long, in ms. */
const longAgo = 8 * 86_400_000

/**
 * What the one sentence says of a vault that was backed up by hand, or by a plan that is switched off now. Pure.
 * @param damaged the repository of its last backup, where not everything can be brought back from that
 */
export function standingByHand({ name, state, problem, lastGood }: Status['vaults'][number], damaged: string | null, now: Date): Standing {
  if (state === 'failed' || state === 'not-verified' || state === 'anomaly') {
    const cause =
      problem === null
        ? state === 'anomaly'
          ? 'something unusual was found in it'
          : 'its last backup failed'
        : midSentence(problem.sentence)
    return { name, protection: 'no', cause }
  }
  if (lastGood === null) return { name, protection: 'not-yet', cause: 'there is no backup yet' }
  if (damaged !== null) return { name, protection: 'no', cause: `the repository "${damaged}" is damaged` }
  const age = now.getTime() - Date.parse(lastGood.time)
  if (age > longAgo)
    return { name, protection: 'partly', cause: `no plan takes care of it, and its last backup is ${sayDuration(age)} old` }
  return { name, protection: 'yes', cause: '' }
}
