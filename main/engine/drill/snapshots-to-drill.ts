import type { Configuration } from '../../contract/configuration.ts'
import { includedOf } from '../runs/plan-run.ts'
import type { KnownSnapshot } from '../state/queries.ts'

/**
 * The snapshots of a vault that a drill restores: the newest that holds all of it, whichever plan made it; where none does, the newest of each plan that takes a part. A
 * plan that is no more is not known to have taken all of it, and counts only where nothing else is there. Pure.
 * @param ledger of one repository, oldest first
 */
export function snapshotsToDrill(ledger: readonly KnownSnapshot[], configuration: Configuration | null, vault: string): KnownSnapshot[] {
  const there = ledger.filter((one) => one.vault === vault && isThere(one)).toReversed()
  const whole = there.find(({ plan }) => takes(configuration, plan, vault) === 'all')
  if (whole !== undefined) return [whole]
  const partial = there.filter(({ plan }) => takes(configuration, plan, vault) === 'part')
  const newest = [...Map.groupBy(partial, ({ plan }) => plan).values()].flatMap(([one]) => one ?? [])
  return newest.length > 0 ? newest : there.slice(0, 1)
}

function isThere({ vanished, removed, removing, safety, machine }: KnownSnapshot): boolean {
  return vanished === null && removed === null && removing === null && safety === null && machine === null
}

/** What a plan takes of a vault. By hand (`null`) all of it is taken. */
function takes(configuration: Configuration | null, name: string | null, vault: string): 'all' | 'part' | 'unknown' {
  if (name === null) return 'all'
  const plan = configuration?.plans[name]
  if (!plan?.sources.some((source) => source.vault === vault)) return 'unknown'
  return includedOf(plan, vault) === null ? 'all' : 'part'
}
