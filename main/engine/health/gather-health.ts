import type { Configuration } from '../../contract/configuration.ts'
import type { Core } from '../core.ts'
import { readOwner } from '../home/lock.ts'
import { carrierSettings } from '../news/carrier-settings.ts'
import { failedCare, failingCarriers, limitedWatches, vanishedCounts, waitingChanges } from '../state/news-queries.ts'
import { knownRepositories } from '../state/queries.ts'
import { openAnomalies, pauses } from '../state/schedule-queries.ts'
import type { Facts } from './facts.ts'
import { gatherLanes } from './gather-lanes.ts'
import type { Health } from './health.ts'
import { healthOf } from './health-of.ts'
import type { Trouble } from './trouble.ts'
import { type TroubleFacts, troublesOf } from './troubles-of.ts'

/** What only the caller knows. */
export type Circumstances = {
  /** When a plan into a repository is due next, by `plan/repository`. */
  readonly nextDue?: Facts['nextDue']
  /** Why the configuration on the disk is not in force. */
  readonly refused?: TroubleFacts['refused']
}

/** How everything stands that the configuration names. `attention`: a person has to do something. */
export type HealthReport = {
  readonly plans: readonly Health[]
  readonly troubles: readonly Trouble[]
  readonly attention: boolean
}

/** Reads how everything stands, from the records alone: no restic process is needed, and nothing is written. */
export function gatherHealth(core: Core, configuration: Configuration, now: Date, known: Circumstances = {}): HealthReport {
  const { database } = core.state
  const scheduled = readOwner(core.home.locks, 'scheduler') !== undefined
  const facts: Facts = {
    zone: core.ports.machine.zone(),
    lanes: gatherLanes(core, configuration),
    pauses: pauses(database, now.toISOString()),
    anomalies: openAnomalies(database),
    scheduled,
    nextDue: known.nextDue ?? {},
  }
  const plans = healthOf(facts, configuration, now)
  const troubles = troublesOf(
    {
      carriers: failingCarriers(database),
      changes: waitingChanges(database),
      repositories: knownRepositories(database),
      vanished: vanishedCounts(database),
      care: failedCare(database),
      watches: limitedWatches(database),
      scheduled,
      refused: known.refused ?? null,
    },
    configuration,
    new Map(carrierSettings(configuration).map(({ id, name }) => [id, name])),
  )
  return { plans, troubles, attention: plans.some(({ attention }) => attention) || troubles.some(({ attention }) => attention) }
}
