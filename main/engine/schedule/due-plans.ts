import type { ConditionRules } from '../../contract/configuration/conditions.ts'
import type { Configuration } from '../../contract/configuration.ts'
import { copyPlan } from '../copy/copy-plan.ts'
import { type Mirror, mirrorsOf } from '../copy/mirrors.ts'
import { drillPlaces } from '../drill/drill-places.ts'

/** The names under which the care of a repository stands in the records. No plan of a person can be called so. `copy`: filling it from another one. */
export const carePlans = { prune: '@prune', check: '@check', drill: '@drill', git: '@git', copy: copyPlan } as const

const none: ReadonlySet<string> = new Set()

/** Something that becomes due by the calendar: a plan into one repository, or the care of a repository. */
export type DuePlan = {
  readonly plan: string
  readonly repository: string
  /** What is backed up; empty for the care of a repository. */
  readonly vaults: readonly string[]
  readonly schedule: string
  readonly zone: string
  /** In milliseconds. */
  readonly jitter: number
  readonly conditions: ConditionRules
  /** Whether the network has to be there. */
  readonly remote: boolean
  /** Switched off: what becomes due is recorded as not run. */
  readonly enabled: boolean
}

/**
 * Everything that the configuration makes due at times. Plans on change are not among it unless they have a schedule too. Pure.
 * @param machineZone the zone of plans that name none
 * @param appendOnly repositories from which nothing can be removed, whatever the configuration knows of it
 */
export function duePlans(configuration: Configuration, machineZone: string, appendOnly: ReadonlySet<string> = none): DuePlan[] {
  const plans = Object.entries(configuration.plans).flatMap(([plan, { repositories }]) =>
    repositories.flatMap((repository) => duePlanOf(configuration, plan, repository, machineZone) ?? []),
  )
  const mirrors = mirrorsOf(configuration)
  const used = new Set([...plans.filter(({ enabled }) => enabled), ...mirrors].map(({ repository }) => repository))
  return [
    ...plans.filter(({ schedule }) => schedule !== ''),
    ...mirrors.map((mirror) => dueCopy(configuration, mirror, machineZone)),
    ...[...used].flatMap((name) => careOf(configuration, name, machineZone, appendOnly.has(name))),
    ...drillsDue(configuration, machineZone),
    ...gitDue(configuration, machineZone),
  ]
}

/**
 * One plan into one repository; `schedule` is empty where it has none. `undefined` when there is no such plan, or the repository is switched off: then
 * nothing is owed to it, and nothing is made up for. Pure.
 */
export function duePlanOf(configuration: Configuration, plan: string, repository: string, machineZone: string): DuePlan | undefined {
  const configured = configuration.plans[plan]
  if (configured === undefined || configuration.repositories[repository]?.enabled === false) return undefined
  const { schedule, timeZone, jitter, sources, enabled, conditions } = configured
  return {
    plan,
    repository,
    vaults: [...new Set(sources.map(({ vault }) => vault))],
    schedule: schedule ?? '',
    zone: timeZone ?? machineZone,
    jitter,
    conditions,
    remote: isRemote(configuration, repository),
    enabled,
  }
}

function dueCopy(configuration: Configuration, { repository, of, schedule }: Mirror, zone: string): DuePlan {
  const { conditions } = configuration
  const remote = isRemote(configuration, repository) || isRemote(configuration, of)
  return { plan: carePlans.copy, repository, vaults: [], schedule, zone, jitter: 0, conditions, remote, enabled: true }
}

function careOf(configuration: Configuration, repository: string, zone: string, foundAppendOnly: boolean): DuePlan[] {
  const { repositories, conditions, verification } = configuration
  const { prune = null, appendOnly = foundAppendOnly } = repositories[repository] ?? {}
  const remote = isRemote(configuration, repository)
  // A full disk is what a prune is for.
  const care = { repository, vaults: [], zone, jitter: 0, conditions: { ...conditions, minimumFree: 0 }, remote, enabled: true }
  return [
    ...(prune !== null && !appendOnly ? [{ ...care, plan: carePlans.prune, schedule: prune }] : []),
    ...(verification.check !== null ? [{ ...care, plan: carePlans.check, schedule: verification.check }] : []),
  ]
}

/** Each vault is restored on trial out of each repository that it goes to; the vaults of one repository one after the other. */
function drillsDue(configuration: Configuration, zone: string): DuePlan[] {
  const { conditions, verification } = configuration
  const schedule = verification.drill
  if (schedule === null) return []
  return [...Map.groupBy(drillPlaces(configuration), ({ repository }) => repository)].map(([repository, places]) => ({
    plan: carePlans.drill,
    repository,
    vaults: places.map(({ vault }) => vault),
    schedule,
    zone,
    jitter: 0,
    // It writes nothing there.
    conditions: { ...conditions, minimumFree: 0 },
    remote: isRemote(configuration, repository),
    enabled: true,
  }))
}

/** Each vault's git is looked at, and pushed where that is wanted, by itself: it is no business of the repositories that hold its snapshots. */
function gitDue({ vaults, conditions }: Configuration, zone: string): DuePlan[] {
  return Object.entries(vaults).flatMap(([vault, { git }]) => {
    if (git === null) return []
    const { schedule } = git
    const all = { ...conditions, minimumFree: 0 }
    return [
      {
        plan: carePlans.git,
        repository: gitLane(vault),
        vaults: [vault],
        schedule,
        zone,
        jitter: 0,
        conditions: all,
        remote: true,
        enabled: true,
      },
    ]
  })
}

/** What stands in the place of a repository where a vault's git is due. No repository can be called so. */
function gitLane(vault: string): string {
  return `git:${vault}`
}

function isRemote({ repositories }: Configuration, name: string): boolean {
  return (repositories[name]?.type ?? 'local') !== 'local'
}
