import type { AgentPlan, RecoveryPlan } from '../../../contract/procedures/agents.ts'
import type { Core, RunHost } from '../../core.ts'
import { agentNamed } from '../agent-named.ts'
import { planAgent } from '../recover/look-at-agent.ts'
import { decideOrder, type Order } from './decide-order.ts'
import { notStartedBecause } from './not-recovered.ts'
import { nothingToRecover } from './nothing-to-recover.ts'
import type { Wanted } from './recovery-levels.ts'
import { mostAtOnce, withinOf } from './recovery-time.ts'
import { createSlots } from './slots.ts'
import { standingsForOrder } from './standings-for-order.ts'
import { timeFor } from './time-of-agent.ts'
import { wishedAgents } from './wished-agents.ts'

/**
 * What bringing agents back would do. Writes nothing. Throws a problem for an unknown name; that there is nothing to bring back is the plan's own problem.
 * @param names none: all that are down
 */
export async function planRecovery(core: Core, names: readonly string[], host: RunHost): Promise<RecoveryPlan> {
  const agents = wishedAgents(core, names)
  const standings = await standingsForOrder(core, 'manual', host.signal)
  const order = decideOrder(standings, { agents, trigger: 'manual' })
  const slots = createSlots(mostAtOnce)
  const planOne = async (wanted: Wanted): Promise<AgentPlan> => {
    const free = await slots.take()
    return onePlan(core, wanted, order, host).finally(free)
  }
  const levels = await Promise.all(order.levels.map((level) => Promise.all(level.map(planOne))))
  return {
    levels,
    within: withinOf(levels.map((level) => level.map(({ agent, backup }) => timeFor(agentNamed(core, agent), backup)))),
    incomplete: levels.flat().flatMap(({ agent, backup }) => (backup?.incomplete ? [`"${agent}": ${backup.incomplete}`] : [])),
    problem: levels.length === 0 ? nothingToRecover(core, standings) : null,
  }
}

async function onePlan(core: Core, { agent, because }: Wanted, { blocked }: Order, host: RunHost): Promise<AgentPlan> {
  const plan = await planAgent(core, agentNamed(core, agent), because, host)
  const needs = blocked.get(agent)
  return needs === undefined ? plan : { ...plan, problem: notStartedBecause(agent, needs) }
}
