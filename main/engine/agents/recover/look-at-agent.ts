import type { AgentPlan } from '../../../contract/procedures/agents.ts'
import type { Core, RunHost } from '../../core.ts'
import { fail } from '../../problem-error.ts'
import type { Agent } from '../agent-named.ts'

/** Looks what bringing an agent back would do, by names, sizes and times. Writes nothing. What keeps it from being brought back is its `problem`; it throws nothing but what nobody expects. */
export async function planAgent(_core: Core, _agent: Agent, _because: AgentPlan['because'], _host: RunHost): Promise<AgentPlan> {
  return fail('agents-not-recovered', 'Agents are not brought back yet.', 'Wait for the next version.')
}
