import type { Tone, VaultState } from '../../contract/procedures/overview.ts'
import type { Health, LaneHealth } from '../health/health.ts'
import { worstFirst } from '../health/lane-health.ts'
import { sayDuration } from '../health/say-when.ts'
import { midSentence } from '../health/waiting-in-words.ts'
import type { Status } from '../status.ts'
import type { Standing } from './answer.ts'

/** A lane with where it goes. */
export type PlacedLane = LaneHealth & { readonly plan: string; readonly repository: string }

/** The lanes of one vault, the worst first. */
export function lanesOfVault(plans: readonly Health[], vault: string): PlacedLane[] {
  const lanes = plans.flatMap(({ plan, repository, lanes: of }) =>
    of.filter((lane) => lane.vault === vault).map((lane) => ({ ...lane, plan, repository })),
  )
  return lanes.toSorted((one, other) => worstFirst.indexOf(one.state) - worstFirst.indexOf(other.state))
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
  { state, why, failure, lastGood, staleSince, repository }: PlacedLane,
  damaged: ReadonlySet<string>,
  only: boolean,
  now: Date,
): string {
  if (state === 'anomaly') return midSentence(/^.*?[.!?](?= |$)/.exec(why)?.[0] ?? why)
  if (failure !== null) return midSentence(failure.problem.sentence)
  if (staleSince === null && damaged.has(repository)) return `the repository "${repository}" is damaged`
  const into = only ? '' : ` into "${repository}"`
  return lastGood === null
    ? `there has been no good backup${into} at all`
    : `there has been no good backup${into} for ${sayDuration(now.getTime() - Date.parse(lastGood))}`
}

/** What the one sentence says of a vault that was backed up by hand. Pure. */
export function standingByHand({ name, state, problem, lastGood }: Status['vaults'][number]): Standing {
  if (state === 'failed' || state === 'not-verified' || state === 'anomaly') {
    const cause =
      problem === null
        ? state === 'anomaly'
          ? 'something unusual was found in it'
          : 'its last backup failed'
        : midSentence(problem.sentence)
    return { name, protection: 'no', cause }
  }
  return { name, protection: lastGood === null ? 'not-yet' : 'yes', cause: 'there is no backup yet' }
}
