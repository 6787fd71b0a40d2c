import type { Configuration } from '../../contract/configuration.ts'
import type { NewsKind } from '../../contract/news-events.ts'
import { type AgentSigns, agentSigns } from '../agents/escalate/agent-signs.ts'
import type { Core } from '../core.ts'
import type { Facts } from '../health/facts.ts'
import { gatherHealth, type HealthReport } from '../health/gather-health.ts'
import { takeLock } from '../home/lock.ts'
import { closeInterruptedRuns } from '../runs/recover.ts'
import { wallClock } from '../schedule/zone.ts'
import { broughtBack } from '../state/agent-queries.ts'
import { endedPlanRuns, latestNews, newsOf, openSubjects } from '../state/news-queries.ts'
import { foundAppendOnly } from '../state/queries.ts'
import { knownPlans } from '../state/schedule-queries.ts'
import { agentCauses, isAgentExpected } from './agent-causes.ts'
import { broughtBackNews } from './brought-back.ts'
import { carrierSettings } from './carrier-settings.ts'
import type { Cause, NewsToRaise } from './cause.ts'
import { causesOf } from './causes-of.ts'
import { decideNews } from './decide-news.ts'
import { isGitExpected } from './git-causes.ts'
import { isMachineExpected } from './machine-causes.ts'
import { isCareOfSubjectExpected, isExpected, lastBadOf, recoveredTitle } from './subject.ts'
import { digestNews, wellNews } from './success-news.ts'

const hour = 60 * 60_000
const day = 24 * hour

/**
 * Tells everybody what is new: decides from the records what has to be told, records it, and delivers it and what was left over before. To be called
 * on each tick (after what is due was set off, so that what is being made up for is not told as missing), after each run, and at the end of a command
 * that ran something. Cheap when there is nothing to tell. May be called while it runs: nothing is told twice.
 * @param signal ends waiting and delivering; what did not arrive stays due
 * @param nextDue when a plan into a repository is due next, by `plan/repository`, where the caller knows that
 */
export async function tellNews(
  core: Core,
  configuration: Configuration | null,
  now: Date,
  signal: AbortSignal,
  nextDue: Facts['nextDue'] = {},
): Promise<void> {
  if (configuration === null) return
  await closeInterruptedRuns(core)
  if (signal.aborted) return
  await raiseNews(core, configuration, now, signal, nextDue)
  const [{ deliver }, { retryPings }] = await Promise.all([import('./deliver.ts'), import('./ping.ts')])
  await Promise.all([deliver(core, configuration, signal), retryPings(core, configuration, signal)])
}

/** How long to wait for another Vaultkeeper that is deciding, in milliseconds. */
const patience = 30_000

/** Under a lock, for two that decide at once would both tell. */
async function raiseNews(
  core: Core,
  configuration: Configuration,
  now: Date,
  signal: AbortSignal,
  nextDue: Facts['nextDue'],
): Promise<void> {
  const lock = await takeLock(core.home.locks, 'news', { doing: 'looking what is new', signal, patience })
  if (lock === undefined) return
  try {
    await core.state.catchUp()
    const report = gatherHealth(core, configuration, now, nextDue)
    const agents = agentSigns(core, configuration, now)
    const causes = [
      ...causesOf(report, configuration, core.ports.machine.zone(), now, isSettled(core, now)),
      ...agentCauses(agents, report.troubles),
    ]
    for (const { remedy, plan, repository, code, carriers, ...news } of newsNow(core, configuration, report, agents, causes, now))
      await core.record({
        event: 'news.raised',
        news: newsId(core),
        ...news,
        ...(remedy === null ? {} : { remedy }),
        ...(plan === null ? {} : { plan }),
        ...(repository === null ? {} : { repository }),
        ...(code === null ? {} : { code }),
        carriers: [...carriers],
      })
    core.ports.desktop?.withdraw(new Set(causes.map(({ subject }) => subject)))
  } finally {
    lock.release()
  }
}

function newsNow(
  core: Core,
  configuration: Configuration,
  report: HealthReport,
  agents: readonly AgentSigns[],
  causes: readonly Cause[],
  now: Date,
): NewsToRaise[] {
  const { database } = core.state
  const zone = core.ports.machine.zone()
  const carriers = carrierSettings(configuration).filter(({ type }) => type !== 'ping')
  const names = new Map(carrierSettings(configuration).map(({ id, name }) => [id, name]))
  const past = {
    of: (subject: string) => newsOf(database, subject, 50),
    open: openSubjects(database),
    lately: latestNews(database, 300),
  }
  const words = {
    zone,
    isExpected: (subject: string) =>
      isExpected(subject, report, new Set(names.keys())) &&
      isCareOfSubjectExpected(subject, configuration, foundAppendOnly(database)) &&
      isAgentExpected(subject, agents) &&
      isMachineExpected(subject, configuration) &&
      isGitExpected(subject, configuration),
    recoveredTitle: (subject: string) => recoveredTitle(subject, configuration, names),
    lastBad: (subject: string) => lastBadOf(subject, report),
  }
  const wanting = (kind: NewsKind) => carriers.filter(({ on }) => on.has(kind)).map(({ id }) => id)
  return [
    ...decideNews(causes, past, carriers, words, now),
    ...broughtBackNews(
      // Those that come back together are told together, when the last one is back.
      agents.length === 0 || agents.some(({ state }) => state === 'recovering')
        ? []
        : broughtBack(database, new Date(now.getTime() - hour).toISOString()),
      wanting('recovered'),
      { zone, isWell: (name) => agents.some(({ agent, state }) => agent === name && state === 'alive'), of: past.of, open: past.open },
      now,
    ),
    ...successes(core, configuration, wanting('well'), now),
    ...digest(core, configuration, report, wanting('digest'), now),
  ]
}

const looks = new WeakMap<Core, { since: number; last: number }>()

/**
 * Whether this process has been looking for a while without a gap. After a start, or after the machine slept, what was missed is about to be made up
 * for, as soon as there is a network: nobody need be woken over that.
 */
function isSettled(core: Core, now: Date): boolean {
  const before = looks.get(core)
  const time = now.getTime()
  const gap = before === undefined || time < before.last || time - before.last > patienceAfterGap
  const since = gap ? time : before.since
  looks.set(core, { since, last: time })
  return time - since >= patienceAfterGap
}

/** In milliseconds. */
const patienceAfterGap = 5 * 60_000

/** What ended well within an hour and was not told, each by its own record: runs end also while news are decided, and between that and their record. */
function successes(core: Core, { vaults }: Configuration, carriers: readonly string[], now: Date): NewsToRaise[] {
  if (carriers.length === 0) return []
  const { database } = core.state
  const ended = endedPlanRuns(database, new Date(now.getTime() - hour).toISOString(), now.toISOString())
  return wellNews(
    ended.filter(({ id }) => newsOf(database, `well/${id}`, 1).length === 0),
    vaults,
    carriers,
  )
}

/** Once a day, from the configured time on, by the wall clock; not on the day on which the first plan became known after that time. */
function digest(core: Core, { notifications }: Configuration, report: HealthReport, carriers: readonly string[], now: Date): NewsToRaise[] {
  const zone = core.ports.machine.zone()
  const { year, month, day: date, hour: hours, minute } = wallClock(now, zone)
  if (carriers.length === 0 || report.plans.length === 0 || `${two(hours)}:${two(minute)}` < notifications.digest) return []
  const today = `${year}-${two(month)}-${two(date)}`
  const { database } = core.state
  if (newsOf(database, `digest/${today}`, 1).length > 0) return []
  const since = knownPlans(database)
    .map((plan) => wallClock(new Date(plan.since), zone))
    .map((wall) => `${wall.year}-${two(wall.month)}-${two(wall.day)} ${two(wall.hour)}:${two(wall.minute)}`)
  if (!since.some((time) => time <= `${today} ${notifications.digest}`)) return []
  const runs = endedPlanRuns(database, new Date(now.getTime() - day).toISOString(), now.toISOString())
  return [digestNews(today, runs, report, carriers)]
}

/** `20261121T071502-9f3c2a`, as runs are named. */
export function newsId(core: Core): string {
  const time = core.ports.clock
    .now()
    .toISOString()
    .replace(/[-:]|\.\d+Z$/g, '')
  return `${time}-${core.ports.randomBytes(4).toString('hex')}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
