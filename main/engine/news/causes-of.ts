import type { Configuration } from '../../contract/configuration.ts'
import { anomalyTitle } from '../anomalies/anomaly-title.ts'
import { halfRestoredRemedy } from '../anomalies/half-restored.ts'
import { restoreCommand } from '../anomalies/open-anomaly.ts'
import type { HealthReport } from '../health/gather-health.ts'
import type { Health, LaneHealth } from '../health/health.ts'
import { sayDuration, sayList, sayMoment } from '../health/say-when.ts'
import { asSentence } from '../health/standing.ts'
import { halfRestored } from '../state/restore-queries.ts'
import type { Cause } from './cause.ts'
import { failureCauses } from './failure-causes.ts'
import { gitCauses } from './git-causes.ts'
import { kitCause } from './kit-causes.ts'
import { machineCause } from './machine-causes.ts'

/**
 * Everything that is so now and that a person may want to hear of: a pure function of health, configuration and time.
 * @param settled whoever runs the schedule has had the time to make up for what was missed while nothing ran
 */
export function causesOf(report: HealthReport, configuration: Configuration, zone: string, now: Date, settled: boolean): Cause[] {
  return [
    ...report.anomalies
      .filter(({ repository }) => configuration.repositories[repository]?.enabled !== false)
      .map((one) => anomalyCause(one, configuration, zone, now)),
    ...failureCauses(report, zone, now).map((cause) =>
      report.scheduled && !settled && isOfNetwork(cause) ? { ...cause, early: true } : cause,
    ),
    ...report.plans.flatMap((health) => staleCause(health, isBeingMadeUpFor(health, report, settled, now), zone, now)),
    ...gitCauses(report.troubles, configuration),
    ...report.troubles.flatMap((trouble) => [
      ...approvalCause(trouble, configuration),
      ...carrierCause(trouble),
      ...machineCause(trouble, configuration),
      ...kitCause(trouble),
    ]),
  ]
}

/** After waking, or at login, a network takes its time, also where the machine says already that it has one. */
function isOfNetwork({ parts }: Cause): boolean {
  return parts.every(({ code }) => /^repository-(?:offline|not-answering)\b/.test(code))
}

function anomalyCause(anomaly: HealthReport['anomalies'][number], { vaults }: Configuration, zone: string, now: Date): Cause {
  const { id, code, why, vault, name, repository, plan, time, lastGood } = anomaly
  const isContent = code !== null && lastGood !== null
  const good = isContent
    ? ` The last good state is ${lastGood.label ?? lastGood.id.slice(0, 8)}, of ${sayMoment(new Date(lastGood.time), zone, now)}.`
    : ''
  return {
    kind: 'anomaly',
    subject: `anomaly/${id}`,
    parts: [{ code: 'anomaly', since: time }],
    title: anomalyTitle(code, vaults[vault]?.name ?? name),
    text: `${asSentence(why)}\n\nEverything that was backed up is kept: nothing is removed${isContent ? '' : ` from the repository "${repository}"`} until you have looked.${good}`,
    remedy:
      code === halfRestored
        ? halfRestoredRemedy(id)
        : isContent
          ? `Look at the folder. Bring the last good state back with: ${restoreCommand(anomaly)}. If it was your own doing: vaultkeeper status --expected ${id.slice(0, 6)}`
          : `Look at the folder. What is missing there can be brought back: vaultkeeper snapshots lists where from. If it is as it should be: vaultkeeper status --expected ${id.slice(0, 6)}`,
    plan,
    repository,
    early: false,
  }
}

/** How long a run may go on before silence is told all the same, in milliseconds. */
const longRun = 60 * 60_000

/** Vaults of a plan have their turn one after the other, and so have plans in a repository: while one of them runs, the others are about to. */
function isBeingMadeUpFor({ plan, repository }: Health, { plans, scheduled }: HealthReport, settled: boolean, now: Date): boolean {
  if (scheduled && !settled) return true
  const near = plans.filter((other) => other.plan === plan || other.repository === repository).flatMap(({ lanes }) => lanes)
  return near.some(({ runningSince }) => runningSince !== null && now.getTime() - Date.parse(runningSince) < longRun)
}

function staleCause({ plan, repository, lanes, mirrorOf }: Health, early: boolean, zone: string, now: Date): Cause[] {
  const stale = lanes.filter(({ staleSince }) => staleSince !== null)
  const [worst] = stale.toSorted((one, other) => (one.lastGood ?? '').localeCompare(other.lastGood ?? ''))
  if (worst === undefined) return []
  return [
    {
      kind: 'stale',
      subject: `plan/${plan}/${repository}`,
      parts: stale.map(({ vault, staleSince }) => ({ code: `stale@${vault}`, since: staleSince ?? '', begun: staleSince ?? '' })),
      title: mirrorOf === null ? staleTitle(stale, worst, repository, now) : mirrorTitle(worst, repository, mirrorOf, now),
      text: mirrorOf === null ? staleTexts(stale, zone, now) : mirrorText(worst, mirrorOf, zone, now),
      remedy: worst.remedy,
      plan,
      repository,
      early,
    },
  ]
}

function staleTitle(stale: readonly LaneHealth[], worst: LaneHealth, repository: string, now: Date): string {
  const names = sayList(stale.map(({ name }) => name))
  if (worst.lastGood === null) return `${names} ${stale.length === 1 ? 'has' : 'have'} no backup in "${repository}"`
  return `No backup of ${names} into "${repository}" for ${sayDuration(now.getTime() - Date.parse(worst.lastGood))}`
}

function mirrorTitle({ lastGood }: LaneHealth, repository: string, of: string, now: Date): string {
  if (lastGood === null) return `"${repository}" never had everything of "${of}"`
  return `"${repository}" has not been filled from "${of}" for ${sayDuration(now.getTime() - Date.parse(lastGood))}`
}

/** Where health has something else to say first, such as a failure, silence has its own sentence here. */
function mirrorText({ state, why, lastGood }: LaneHealth, of: string, zone: string, now: Date): string {
  if (state === 'stale' || state === 'paused') return why
  const since = lastGood === null ? 'It never had everything' : `It last had everything on ${sayMoment(new Date(lastGood), zone, now)}`
  return `${since}. What it lacks is not removed from "${of}" meanwhile.`
}

/** One paragraph for all vaults of which the same is true. */
function staleTexts(stale: readonly LaneHealth[], zone: string, now: Date): string {
  const names = new Map<string, string[]>()
  for (const lane of stale) {
    const text = staleText(lane, zone, now)
    names.set(text, [...(names.get(text) ?? []), lane.name])
  }
  const texts = [...names].slice(0, 5).map(([text, of]) => (names.size === 1 ? text : `${sayList(of)}: ${text}`))
  return [...texts, ...(names.size > 5 ? [`And ${names.size - 5} more.`] : [])].join('\n\n')
}

/** Where health has something else to say first, such as a failure, silence has its own sentence here. */
function staleText({ state, why, lastGood, staleSince }: LaneHealth, zone: string, now: Date): string {
  if (state === 'stale' || state === 'paused') return why
  if (lastGood === null || staleSince === null) return 'There has been no good backup at all.'
  const [silence, allowed] = [now.getTime() - Date.parse(lastGood), Date.parse(staleSince) - Date.parse(lastGood)]
  return `There has been no good backup for ${sayDuration(silence)}, since ${sayMoment(new Date(lastGood), zone, now)}; the plan allows ${sayDuration(allowed)}.`
}

function approvalCause(
  { about, name, problem, since, plan, repository }: HealthReport['troubles'][number],
  { vaults }: Configuration,
): Cause[] {
  if (about !== 'changes' || since === null) return []
  const vault = name.split('/')[2] ?? ''
  return [
    {
      kind: 'approval',
      subject: `changes/${name}`,
      // A newer change takes the place of one that waits: it is one wait, and told once.
      parts: [{ code: `waiting@${since}`, since }],
      title: `A change in ${vaults[vault]?.name ?? vault} waits for your approval`,
      text: `${problem.sentence}\n\nThe changed state is saved. Until you decide, the approved state is kept as well.`,
      remedy: problem.remedy,
      plan,
      repository,
      early: false,
    },
  ]
}

function carrierCause({ about, name, problem, since, attention }: HealthReport['troubles'][number]): Cause[] {
  if (about !== 'carrier') return []
  return [
    {
      kind: 'carrier-failed',
      subject: `carrier/${name}`,
      parts: [{ code: 'carrier-failed', since: since ?? '' }],
      title: 'A message could not be delivered',
      text: `${problem.sentence} It is tried again for two days.`,
      remedy: problem.remedy,
      plan: null,
      repository: null,
      early: !attention,
    },
  ]
}
