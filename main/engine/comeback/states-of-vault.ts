import type { Moment } from '../../contract/procedures/moments.ts'
import type { Core } from '../core.ts'
import { momentsOf } from '../moments/moments-of.ts'
import { momentAt, type Takes, takesOfPlan } from '../moments/vaults-then.ts'
import { newestFirst } from './newest-first.ts'

/**
 * The snapshots that a vault is put together from when it comes back from a repository, in their order; none where it holds none of it.
 * @param chosen when it was begun: what was taken since may be of half of the vault. Chosen anew where one of them is not there any more
 */
export function statesOfVault(core: Core, repository: string, vault: string, chosen: readonly string[]): readonly string[] {
  const moments = momentsOf(core).filter((one) => one.repository === repository && one.vault === vault)
  const there = new Set(moments.map(({ snapshot }) => snapshot))
  if (chosen.length > 0 && chosen.every((one) => there.has(one))) return chosen
  return chooseStates(newestFirst(moments, core.ports.clock.now()), (plan) => takesOfPlan(core, plan, vault)).map(
    ({ snapshot }) => snapshot,
  )
}

type Choosable = Pick<Moment, 'plan' | 'time' | 'files' | 'unusual'>

/**
 * The newest moment with all of a vault, then the newest of each plan that took a part of it later, oldest first. Where nothing holds all of it, the newest of each plan. Pure.
 * @param moments newest first: their order decides
 */
export function chooseStates<Some extends Choosable>(moments: readonly Some[], takes: (plan: string | null) => Takes): Some[] {
  const base = momentAt(moments, undefined, takes)
  if (base === null) return []
  const layers = [...Map.groupBy(moments, ({ plan }) => plan)].map(([plan, of]) => {
    if (plan === base.plan) return base
    // What a plan took that is no more may be all of the vault, or not hold what a part does.
    const isNowhereElse = takes(base.plan) === 'part' || (takes(base.plan) === 'unknown' && takes(plan) === 'part')
    return isNowhereElse ? momentAt(of) : of.find((one) => !one.unusual && moments.indexOf(one) < moments.indexOf(base))
  })
  const chosen = new Set(layers)
  return moments.filter((one) => chosen.has(one)).toReversed()
}
