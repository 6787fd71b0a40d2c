import type { Configuration } from '../../contract/configuration.ts'
import { mirrorsOf } from '../copy/mirrors.ts'

/** A vault, and a repository that it goes to. */
export type DrillPlace = { readonly vault: string; readonly repository: string }

/** Where each vault goes by the plans that are switched on, mirrors as well: what is to be proven restorable, in the order of the configuration. Pure. */
export function drillPlaces(configuration: Configuration | null): DrillPlace[] {
  if (configuration === null) return []
  const { plans, repositories } = configuration
  const mirrors = mirrorsOf(configuration)
  const places = Object.values(plans).flatMap((plan) =>
    (plan.enabled ? plan.repositories : [])
      .flatMap((name) => [name, ...mirrors.flatMap(({ of, repository }) => (of === name ? [repository] : []))])
      .filter((name) => repositories[name]?.enabled !== false)
      .flatMap((repository) => plan.sources.map(({ vault }) => ({ vault, repository }))),
  )
  return [...new Map(places.map((place) => [`${place.vault}/${place.repository}`, place])).values()]
}
