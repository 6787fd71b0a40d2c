import type { Configuration } from '../../contract/configuration.ts'

/** A repository that is filled from another one by copying alone. Times in milliseconds. */
export type Mirror = {
  readonly repository: string
  readonly of: string
  /** Cron or `every ...`. */
  readonly schedule: string
  readonly staleAfter: number
}

/** The mirrors that are switched on, and whose source is. Pure. */
export function mirrorsOf({ repositories }: Configuration): Mirror[] {
  return Object.entries(repositories).flatMap(([repository, { enabled, mirror }]) =>
    enabled && mirror !== null && repositories[mirror.of]?.enabled !== false ? [{ repository, ...mirror }] : [],
  )
}

/** The mirror that a repository is, if it is one that is switched on. Pure. */
export function mirrorNamed(configuration: Configuration | null, repository: string): Mirror | undefined {
  return configuration === null ? undefined : mirrorsOf(configuration).find((one) => one.repository === repository)
}

/** The repositories that hold what a plan makes: its own, then their mirrors. Pure. */
export function repositoriesWith(configuration: Configuration, plan: string): string[] {
  const { repositories = [] } = configuration.plans[plan] ?? {}
  return [...repositories, ...mirrorsOf(configuration).flatMap(({ of, repository }) => (repositories.includes(of) ? [repository] : []))]
}

/** The vaults that plans back up into a repository, in the order of the configuration. Pure. */
export function vaultsInto({ plans }: Configuration, repository: string): string[] {
  const into = Object.values(plans).filter(({ enabled, repositories }) => enabled && repositories.includes(repository))
  return [...new Set(into.flatMap(({ sources }) => sources.map(({ vault }) => vault)))]
}
