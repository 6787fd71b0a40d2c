import type { Core } from '../../core.ts'
import { agentState, heldUntil } from '../../state/agent-queries.ts'
import { allAgents } from '../agent-named.ts'
import { agentStandings } from '../watch/agent-standing.ts'
import type { Standing } from './decide-order.ts'

/**
 * How all agents of the configuration stand, for the order of a recovery: by the records where whoever asks watches them, else by what a look at them shows.
 * @param signal ends the looking
 */
export async function standingsForOrder(core: Core, trigger: 'manual' | 'heartbeat', signal: AbortSignal): Promise<Standing[]> {
  await core.state.catchUp()
  const { database } = core.state
  const now = core.ports.clock.now().toISOString()
  const looked = trigger === 'heartbeat' ? [] : (await agentStandings(core, signal)).agents
  return allAgents(core).map(({ name, dependsOn, critical }) => {
    const seen = looked.find(({ agent }) => agent === name)
    const state = seen?.state ?? agentState(database, name)?.state ?? 'unknown'
    return { name, dependsOn, critical, state, held: heldUntil(database, name, now) !== undefined }
  })
}
