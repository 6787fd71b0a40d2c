import type { AgentState } from '../../../contract/agent-events.ts'
import type { Configuration } from '../../../contract/configuration.ts'
import type { Core } from '../../core.ts'
import { agentsRecovering, heldUntil, type KnownEscalation, knownAgents, latestEscalations } from '../../state/agent-queries.ts'
import type { Agent } from '../agent-named.ts'

/** How an agent stands, as far as a person may have to hear of it. `waitsFor`: the one that is a person's now, and without which this one is not started. */
export type AgentSigns = {
  readonly agent: string
  readonly state: AgentState
  readonly since: string
  readonly why: string
  readonly beat: string | null
  readonly recover: Agent['recover']
  readonly hasHeartbeat: boolean
  readonly escalation: KnownEscalation | null
  readonly waitsFor: string | null
}

/** So many escalations are looked through for those that are open. */
const most = 1000

/** The agents that are watched, and that nobody said to leave alone, as the records tell of them. Quick, also for hundreds; nothing is looked at. */
export function agentSigns(
  { state: { database } }: Pick<Core, 'state'>,
  configuration: Pick<Configuration, 'agents'>,
  now: Date,
): AgentSigns[] {
  const agents = Object.entries(configuration.agents)
  if (agents.length === 0) return []
  const known = new Map(knownAgents(database).map((one) => [one.agent, one]))
  const recovering = agentsRecovering(database)
  const open = latestEscalations(database, most).filter(({ settled }) => settled === null)
  const escalations = new Map(open.toReversed().map((one) => [one.agent, one]))
  const time = now.toISOString()
  return agents
    .filter(([name]) => (known.has(name) || escalations.has(name) || recovering.has(name)) && heldUntil(database, name, time) === undefined)
    .map(([name, { recover, heartbeat }]) => {
      const { state = 'unknown', since = time, why = 'nobody has looked at it yet', beat = null } = known.get(name) ?? {}
      const escalation = escalations.get(name) ?? null
      return {
        agent: name,
        state: recovering.has(name) ? 'recovering' : escalation !== null ? 'escalated' : state,
        since: escalation?.time ?? since,
        why,
        beat,
        recover,
        hasHeartbeat: heartbeat !== null,
        escalation,
        waitsFor: open.find(({ agent, dependants }) => agent !== name && dependants.includes(name))?.agent ?? null,
      }
    })
}
