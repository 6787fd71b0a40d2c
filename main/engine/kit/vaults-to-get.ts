import type { Configuration } from '../../contract/configuration.ts'
import { includedOf } from '../runs/plan-run.ts'

/** Which plans save a vault whole into a repository, and which only parts of it. */
export type PlansOfVault = { readonly whole: readonly string[]; readonly parts: readonly string[] }

/** The plans of a vault whose snapshots come to a repository, which may be a mirror; those that are switched off as well, for their snapshots may be there. Pure. */
export function plansInto(configuration: Configuration | null, repository: string, vault: string): PlansOfVault {
  const source = configuration?.repositories[repository]?.mirror?.of ?? repository
  const plans = Object.entries(configuration?.plans ?? {}).filter(
    ([, { repositories, sources }]) => repositories.includes(source) && sources.some((one) => one.vault === vault),
  )
  const isWhole = (plan: Configuration['plans'][string]) => includedOf(plan, vault) === null
  return {
    whole: plans.filter(([, plan]) => isWhole(plan)).map(([name]) => name),
    parts: plans.filter(([, plan]) => !isWhole(plan)).map(([name]) => name),
  }
}
