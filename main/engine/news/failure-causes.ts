import { copyPlan } from '../copy/copy-plan.ts'
import type { Failure } from '../health/facts.ts'
import type { HealthReport } from '../health/gather-health.ts'
import type { LaneHealth } from '../health/health.ts'
import { sayList, sayMoment } from '../health/say-when.ts'
import { asSentence } from '../health/standing.ts'
import type { Trouble } from '../health/trouble.ts'
import type { Cause } from './cause.ts'
import { subjectOfFailure } from './subject.ts'

type FailedLane = {
  readonly plan: string
  readonly repository: string
  readonly lane: LaneHealth
  readonly failure: Failure
}

type Group = { readonly subject: string; readonly lanes: FailedLane[]; readonly troubles: Trouble[] }

/**
 * What has failed, by what it is about: ten plans that fail for want of one disk are one message, which names them. Pure.
 * @param zone the zone in which times are told
 */
export function failureCauses(report: HealthReport, zone: string, now: Date): Cause[] {
  const groups = new Map<string, Group>()
  const groupOf = (subject: string) => {
    const group = groups.get(subject) ?? { subject, lanes: [], troubles: [] }
    groups.set(subject, group)
    return group
  }
  for (const { plan, repository, lanes } of report.plans)
    for (const lane of lanes)
      if (lane.failure !== null)
        groupOf(subjectOfFailure(lane.failure.problem.code, plan, repository, lane.vault)).lanes.push({
          plan,
          repository,
          lane,
          failure: lane.failure,
        })
  for (const trouble of report.troubles) {
    const subject = subjectOfTrouble(trouble)
    if (subject !== null) groupOf(subject).troubles.push(trouble)
  }
  return [...groups.values()].map((group) => causeOf(group, zone, now))
}

function subjectOfTrouble({ about, name, attention, repository, problem }: Trouble): string | null {
  if (!attention) return null
  if (about === 'configuration' || about === 'comeback') return about
  if (about === 'repository') return `repository/${name}`
  if (about === 'drill') {
    const subject = subjectOfFailure(problem.code, '', repository ?? '', '')
    return /^(?:repository|machine)/.test(subject) ? subject : `drill/${name}`
  }
  if (about !== 'care') return null
  const subject = subjectOfFailure(problem.code, '', repository ?? '', '')
  return subject.startsWith('plan/') ? `care/${name}` : subject
}

function causeOf({ subject, lanes, troubles }: Group, zone: string, now: Date): Cause {
  const ofPlan = subject.startsWith('plan/')
  const newest = lanes.reduce<FailedLane | undefined>(
    (before, lane) => (before && before.failure.last > lane.failure.last ? before : lane),
    undefined,
  )
  const [trouble] = troubles
  const { sentence, remedy } = newest?.failure.problem ?? trouble?.problem ?? { sentence: '', remedy: '' }
  const plans = new Set(lanes.map(({ plan }) => plan))
  const repositories = new Set([...lanes.map(({ repository }) => repository), ...troubles.flatMap(({ repository }) => repository ?? [])])
  return {
    kind: 'failed',
    subject,
    parts: [
      ...lanes.map(({ failure: { problem, sameSince: since, since: begun }, lane }) =>
        ofPlan ? { code: `${problem.code}@${lane.vault}`, since, begun } : { code: problem.code, since },
      ),
      ...troubles.map(({ problem, since }) => ({ code: problem.code, since: since ?? now.toISOString() })),
    ],
    title: titleOf(subject, lanes, trouble),
    text: [`${asSentence(sentence)}${timesInWords(lanes, zone, now)}`, ...affected(lanes, ofPlan, zone, now)].join('\n\n'),
    remedy,
    plan: plans.size === 1 ? ([...plans][0] ?? null) : null,
    repository: repositories.size === 1 ? ([...repositories][0] ?? null) : null,
    early: troubles.length === 0 && lanes.every((lane) => isEarly(lane, now)),
  }
}

/** What cuts a run off. It is made again at once: whether that works is known in a moment. */
const cutOff: ReadonlySet<string> = new Set(['interrupted', 'lock-lost'])

function isEarly({ failure, lane }: FailedLane, now: Date): boolean {
  if (!cutOff.has(failure.problem.code) || failure.times > 1) return false
  return lane.runningSince !== null || now.getTime() - Date.parse(failure.last) < patience
}

/** How long a run that was cut off has to be made again, in milliseconds. */
const patience = 30 * 60_000

const notProven: ReadonlySet<string> = new Set(['not-verified', 'read-back-failed', 'nothing-read-back', 'counts-differ'])

function titleOf(subject: string, lanes: readonly FailedLane[], trouble: Trouble | undefined): string {
  const [about, first = '', second = ''] = subject.split('/')
  switch (about) {
    case 'repository':
      return trouble !== undefined && lanes.length === 0 ? titleOfTrouble(trouble) : `Backups into "${first}" fail`
    case 'vault':
      return `${lanes[0]?.lane.name ?? first} is not backed up`
    case 'machine':
      return 'Backups fail on this machine'
    case 'plan': {
      if (first === copyPlan) return `Copying into "${second}" failed`
      const names = sayList([...new Set(lanes.map(({ lane }) => lane.name))])
      const verb = lanes.every(({ failure }) => notProven.has(failure.problem.code)) ? 'could not be verified' : 'failed'
      return lanes.length === 1 ? `The backup of ${names} into "${second}" ${verb}` : `Backups of ${names} into "${second}" ${verb}`
    }
    default:
      return trouble === undefined ? 'Something failed' : titleOfTrouble(trouble)
  }
}

function titleOfTrouble({ about, name, repository, problem }: Trouble): string {
  if (about === 'configuration') return 'The configuration has a mistake'
  if (about === 'comeback') return 'This machine is not all back'
  if (about === 'drill') return `A restore on trial from "${repository ?? name}" failed`
  if (problem.code === 'repository-damaged') return `The repository "${repository ?? name}" is damaged`
  const [kind] = name.split('/')
  const doing = {
    retention: 'Old snapshots could not be removed from',
    prune: 'Space could not be freed in',
    check: 'The check failed of',
    copy: 'Not everything could be copied into',
    own: "Vaultkeeper's own settings could not be kept in",
  }[kind ?? '']
  return `${doing ?? 'The care failed of'} the repository "${repository ?? name}"`
}

function timesInWords(lanes: readonly FailedLane[], zone: string, now: Date): string {
  const [only, ...others] = lanes
  if (only === undefined || others.length > 0 || only.failure.times < 2) return ''
  return ` It has failed ${only.failure.times} times since ${sayMoment(new Date(only.failure.since), zone, now)}.`
}

/** Whom it concerns, and what there is to fall back on. */
function affected(lanes: readonly FailedLane[], ofPlan: boolean, zone: string, now: Date): string[] {
  if (lanes.length === 0) return []
  const goods = lanes.map(({ lane }) => lane.lastGood)
  const oldest = goods.filter((good) => good !== null).toSorted()[0]
  const when = oldest === undefined ? '' : sayMoment(new Date(oldest), zone, now)
  const single = lanes.length === 1
  const good = goods.includes(null)
    ? single
      ? 'There is no good backup of it there yet.'
      : 'Some of them have no good backup there yet.'
    : `${single ? 'The last good backup is' : 'The oldest of their last good backups is'} of ${when}.`
  return [single && ofPlan ? good : `Affected: ${affectedNames(lanes)}. ${good}`]
}

function affectedNames(lanes: readonly FailedLane[]): string {
  const byPlan = new Map<string, Set<string>>()
  for (const { plan, lane } of lanes) byPlan.set(plan, (byPlan.get(plan) ?? new Set()).add(lane.name))
  const named = [...byPlan].map(([plan, names]) => `${sayList([...names])} (${plan === copyPlan ? 'copies' : `plan "${plan}"`})`)
  return sayList(named, 5)
}
