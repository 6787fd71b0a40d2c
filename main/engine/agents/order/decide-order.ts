import type { AgentState } from '../../../contract/agent-events.ts'
import { type Depending, needsOf, recoveryLevels, type Wanted } from './recovery-levels.ts'

/** What the order of a recovery is decided by. `held`: a person said to leave it alone. */
export type Standing = Depending & { readonly critical: boolean; readonly state: AgentState; readonly held: boolean }

/**
 * Who is brought back, level by level, and who is not: an agent of `blocked` needs those named there, which are critical, are down, and do not come back with it.
 */
export type Order = { readonly levels: readonly (readonly Wanted[])[]; readonly blocked: ReadonlyMap<string, readonly string[]> }

/**
 * The order of a recovery. No names: all that are down, but for those that are held. A person who names an agent wants those that it needs as well; what is brought back by
 * itself is what is named and nothing else, for the others are to be asked for, or a person has them in hand. Pure.
 * @param agents all of the configuration
 */
export function decideOrder(
  agents: readonly Standing[],
  { agents: names, trigger }: { readonly agents: readonly string[]; readonly trigger: 'manual' | 'heartbeat' },
): Order {
  const byName = new Map(agents.map((one) => [one.name, one]))
  const mayCome = (name: string) => isDown(byName.get(name)?.state) && byName.get(name)?.held === false
  const asked = names.length > 0 ? names : agents.map(({ name }) => name).filter(mayCome)
  // One that another Vaultkeeper is bringing back is waited for, and then it is back already.
  const isNeeded = (name: string) => mayCome(name) || (byName.get(name)?.state === 'recovering' && byName.get(name)?.held === false)
  const levels = recoveryLevels(agents, asked, (name) => trigger === 'manual' && isNeeded(name))
  const coming = new Set(levels.flat().map(({ agent }) => agent))
  const blocked = [...coming].map(
    (name) => [name, criticalNeeds(agents, name).filter((need) => isDown(byName.get(need)?.state) && !coming.has(need))] as const,
  )
  return { levels, blocked: new Map(blocked.filter(([, needs]) => needs.length > 0)) }
}

/** The critical ones of those that an agent needs, directly or not: without them it is not started. Pure. */
export function criticalNeeds(agents: readonly (Depending & { readonly critical: boolean })[], name: string): string[] {
  const needs = needsOf(agents, name)
  return agents.filter((one) => one.critical && needs.has(one.name)).map((one) => one.name)
}

function isDown(state: AgentState | undefined): boolean {
  return state === 'dead' || state === 'escalated'
}
