import type { Configuration } from '../../contract/configuration.ts'
import { repositoriesWith } from '../copy/mirrors.ts'
import { embedded } from '../repositories/repository-place.ts'
import { duePlans } from '../schedule/due-plans.ts'
import type { FailedCare } from '../state/health-queries.ts'

/**
 * Whether the care of a repository is still to be done by the configuration: what it asks for no more is never done again, and would stand as failed for ever. Pure.
 * @param care of which run; without a plan a person asked for it, or it is Vaultkeeper's own things that are kept behind each backup
 * @param appendOnly repositories that were found to let nothing be removed, where the configuration does not say otherwise
 */
export function isCareExpected(
  { kind, plan, repository }: { readonly kind: string } & Pick<FailedCare, 'plan' | 'repository'>,
  configuration: Configuration,
  appendOnly: ReadonlySet<string>,
): boolean {
  const configured = configuration.repositories[repository]
  if (configured?.enabled !== true) return false
  const goesThere = (name: string) =>
    configuration.plans[name]?.enabled === true && repositoriesWith(configuration, name).includes(repository)
  // Backups without a plan go into the embedded one.
  if (kind === 'own') return repository === embedded || Object.keys(configuration.plans).some(goesThere)
  if (plan === null) return true
  if (kind === 'retention') return goesThere(plan) && !(configured.appendOnly ?? appendOnly.has(repository))
  if (kind === 'copy') return Object.keys(configuration.plans).some(goesThere)
  // The zone moves when something is due, not whether it is.
  return duePlans(configuration, 'UTC', appendOnly).some((one) => one.plan === plan && one.repository === repository)
}
