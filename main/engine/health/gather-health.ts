import about from '../../../package.json' with { type: 'json' }
import type { Configuration } from '../../contract/configuration.ts'
import { agentSigns } from '../agents/escalate/agent-signs.ts'
import { agentTroubles } from '../agents/escalate/agent-troubles.ts'
import { type OpenAnomaly, openAnomalyList } from '../anomalies/open-anomaly.ts'
import { comebackTroubles } from '../comeback/comeback-troubles.ts'
import { lacksHistory } from '../copy/missed-by-repository.ts'
import type { Core } from '../core.ts'
import { drillTroubles } from '../drill/drill-troubles.ts'
import { gitTroubles } from '../git/git-troubles.ts'
import { readOwner } from '../home/lock.ts'
import { machineTroubles } from '../hosts/machine-troubles.ts'
import { otherMachines } from '../hosts/other-machines.ts'
import { kitsToRemindOf } from '../kit/list-kits.ts'
import { carrierSettings } from '../news/carrier-settings.ts'
import { appendOnlyStanding } from '../retention/append-only.ts'
import { gitLooks } from '../state/git-looks.ts'
import { failedCare, limitedWatches, vanishedCounts, waitingChanges } from '../state/health-queries.ts'
import { lostOfMachines } from '../state/machine-queries.ts'
import { failingCarriers } from '../state/news-queries.ts'
import { foundAppendOnly, knownRepositories } from '../state/queries.ts'
import { pauses } from '../state/schedule-queries.ts'
import type { Facts } from './facts.ts'
import { gatherLanes } from './gather-lanes.ts'
import type { Health } from './health.ts'
import { healthOf } from './health-of.ts'
import { kitTroubles } from './kit-troubles.ts'
import type { Trouble } from './trouble.ts'
import { type TroubleFacts, troublesOf } from './troubles-of.ts'

/** How everything stands that the configuration names. `attention`: a person has to do something. */
export type HealthReport = {
  readonly plans: readonly Health[]
  readonly troubles: readonly Trouble[]
  /** Those that nobody has answered. */
  readonly anomalies: readonly OpenAnomaly[]
  /** Whether some process runs the schedule. */
  readonly scheduled: boolean
  readonly attention: boolean
}

/**
 * Reads how everything stands, from the records alone: no restic process is needed, and nothing is written.
 * @param nextDue when a plan into a repository is due next, by `plan/repository`, where the caller knows that
 */
export function gatherHealth(core: Core, configuration: Configuration, now: Date, nextDue: Facts['nextDue'] = {}): HealthReport {
  const { database } = core.state
  const scheduler = readOwner(core.home.locks, 'scheduler')
  const scheduled = scheduler !== undefined
  const elsewhere = scheduler !== undefined && scheduler.version !== about.version
  const anomalies = openAnomalyList(core)
  const facts: Facts = {
    zone: core.ports.machine.zone(),
    lanes: gatherLanes(core, configuration),
    pauses: pauses(database, now.toISOString()),
    anomalies,
    scheduled,
    nextDue,
  }
  const plans = healthOf(facts, configuration, now)
  const ofMachines = machineTroubles(otherMachines(core, now), lostOfMachines(database), facts.zone, now)
  const ofOurs = troublesOf(
    {
      carriers: failingCarriers(database),
      changes: waitingChanges(database),
      repositories: knownRepositories(database),
      appendOnly: foundOnly(core, configuration),
      vanished: vanishedCounts(database),
      // What was to be copied may not be worth it any more.
      care: failedCare(database).filter(({ kind, repository }) => kind !== 'copy' || lacksHistory(core, repository)),
      watches: limitedWatches(database),
      scheduled,
      otherVersion: elsewhere ? { pid: scheduler.pid, version: scheduler.version, ours: about.version } : null,
      problems: core.settings.problems,
    },
    configuration,
    new Map(carrierSettings(configuration).map(({ id, name }) => [id, name])),
  )
  const ofAgents = agentTroubles(agentSigns(core, configuration, now), facts.zone, now)
  const ofGit = gitTroubles(gitLooks(database), configuration, now)
  const troubles = [
    ...ofOurs,
    ...ofMachines,
    ...kitTroubles(kitsToRemindOf(core, now)),
    ...drillTroubles(core),
    ...ofGit,
    ...ofAgents,
    ...comebackTroubles(core),
  ].toSorted((one, other) => Number(other.attention) - Number(one.attention))
  return {
    plans,
    troubles,
    anomalies,
    scheduled,
    attention: plans.some(({ attention }) => attention) || troubles.some(({ attention }) => attention),
  }
}

/** What a person has written into the configuration need not be told them. */
function foundOnly(core: Core, configuration: Configuration): TroubleFacts['appendOnly'] {
  const found = [...foundAppendOnly(core.state.database)].filter((name) => configuration.repositories[name]?.appendOnly === undefined)
  return found.flatMap((repository) => {
    const standing = appendOnlyStanding(core, repository)
    return standing?.foundSince ? [{ repository, since: standing.foundSince, sentence: standing.sentence }] : []
  })
}
