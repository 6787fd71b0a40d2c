import type { ConditionRules } from '../../contract/configuration/conditions.ts'
import type { Configuration } from '../../contract/configuration.ts'

/** The names under which the care of a repository stands in the records. No plan of a person can be called so. */
export const carePlans = { prune: '@prune', check: '@check' } as const

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
 */
export function duePlans(configuration: Configuration, machineZone: string): DuePlan[] {
  const due: DuePlan[] = []
  const { repositories, conditions, verification } = configuration
  const isRemote = (name: string) => (repositories[name]?.type ?? 'local') !== 'local'
  const used = new Set<string>()
  for (const [plan, { schedule, timeZone, jitter, sources, enabled, conditions: rules, repositories: names }] of Object.entries(
    configuration.plans,
  )) {
    for (const repository of names) {
      // A repository that is switched off expects nothing: nothing is owed to it, and nothing is made up for.
      if (repositories[repository]?.enabled === false) continue
      if (enabled) used.add(repository)
      if (schedule === null) continue
      due.push({
        plan,
        repository,
        vaults: [...new Set(sources.map(({ vault }) => vault))],
        schedule,
        zone: timeZone ?? machineZone,
        jitter,
        conditions: rules,
        remote: isRemote(repository),
        enabled,
      })
    }
  }
  for (const repository of used) {
    const care = { repository, vaults: [], zone: machineZone, jitter: 0, conditions, remote: isRemote(repository), enabled: true }
    const { prune = null, appendOnly = false } = repositories[repository] ?? {}
    if (prune !== null && !appendOnly) due.push({ ...care, plan: carePlans.prune, schedule: prune })
    if (verification.check !== null) due.push({ ...care, plan: carePlans.check, schedule: verification.check })
  }
  return due
}
