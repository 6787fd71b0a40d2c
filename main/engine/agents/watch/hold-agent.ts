import type { Core } from '../../core.ts'
import { fail } from '../../problem-error.ts'
import { heldUntil, openEscalation } from '../../state/agent-queries.ts'
import { agentNamed } from '../agent-named.ts'

/**
 * Leaves an agent alone: it is still looked at, but neither brought back by itself nor told of, until then or until it is released. Bringing it back by hand goes on.
 * Holding it again sets another end. Throws a problem for an unknown name, and for an end that has passed.
 * @param until RFC 3339; `null`: until it is released
 */
export async function holdAgent(core: Core, name: string, until: string | null, by: string): Promise<void> {
  const agent = agentNamed(core, name)
  await core.state.catchUp()
  if (until !== null && Date.parse(until) <= core.ports.clock.now().getTime())
    fail('agent-hold-past', `${name} cannot be left alone until a time that has passed.`, 'Name a time that is still to come, or none.')
  await core.record({ event: 'agent.held', agent: agent.name, until: until === null ? null : new Date(until).toISOString(), by })
}

/** Watches an agent again that was left alone. @returns whether it was */
export async function releaseAgent(core: Core, name: string, by: string): Promise<boolean> {
  agentNamed(core, name)
  await core.state.catchUp()
  if (heldUntil(core.state.database, name, core.ports.clock.now().toISOString()) === undefined) return false
  await core.record({ event: 'agent.released', agent: name, by })
  return true
}

/** A person has looked after what was escalated: it may be brought back by itself again. @returns whether anything waited for that */
export async function settleAgent(core: Core, name: string, by: string): Promise<boolean> {
  agentNamed(core, name)
  await core.state.catchUp()
  if (openEscalation(core.state.database, name) === undefined) return false
  await core.record({ event: 'agent.settled', agent: name, by })
  return true
}
