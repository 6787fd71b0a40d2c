import type { Core } from '../core.ts'
import { embedded } from '../repositories/repository-place.ts'
import { knownRepository } from '../state/queries.ts'

/** Each repository that something is put into: those of the plans, and the embedded one where no plan names another, or where it was made. */
export function usedRepositories(core: Core): string[] {
  const configuration = core.settings.configuration
  const usable = (name: string) => configuration?.repositories[name]?.enabled !== false
  const plans = Object.values(configuration?.plans ?? {}).filter(({ enabled }) => enabled)
  const named = [...new Set(plans.flatMap(({ repositories }) => repositories))].filter(usable)
  const isEmbeddedUsed = named.length === 0 || knownRepository(core.state.database, embedded)?.id !== undefined
  return isEmbeddedUsed && !named.includes(embedded) ? [...named, embedded] : named
}
