import { existsSync } from 'node:fs'
import type { AgentStanding } from '../../../contract/procedures/agents.ts'
import type { Core } from '../../core.ts'
import { runningDaemon } from '../../schedule/running-daemon.ts'
import { agentState, heldUntil, lastRecovery, openEscalation, recoveriesSince } from '../../state/agent-queries.ts'
import type { Agent } from '../agent-named.ts'
import { allAgents } from '../all-agents.ts'
import { recoveryLevels } from '../order/recovery-levels.ts'

const hour = 3_600_000

/** How all agents of the configuration stand, in its order. `levels`: the order in which they would be brought back; `watched`: somebody looks at them all the time. */
export type AgentStandings = { readonly agents: AgentStanding[]; readonly levels: string[][]; readonly watched: boolean }

/**
 * How the agents stand, and what would bring them back. Where nobody watches them, each is looked at once: that tells less than watching, for nobody knows since when.
 * @param signal ends the looking
 */
export async function agentStandings(core: Core, _signal: AbortSignal): Promise<AgentStandings> {
  await core.state.catchUp()
  const agents = allAgents(core)
  const levels = recoveryLevels(
    agents,
    agents.map(({ name }) => name),
  )
  return {
    agents: agents.map((agent) => standingOf(core, agent)),
    levels: levels.map((level) => level.map(({ agent }) => agent)),
    watched: agents.length > 0 && runningDaemon(core) !== undefined,
  }
}

function standingOf(core: Core, agent: Agent): AgentStanding {
  const { database } = core.state
  const { name, path, heartbeat, dependsOn, critical, preserve, recover, atMostPerHour } = agent
  const now = core.ports.clock.now()
  const known = agentState(database, name)
  const escalation = openEscalation(database, name)
  return {
    agent: name,
    path,
    there: existsSync(path),
    vault: null,
    state: known?.state ?? 'unknown',
    since: known?.since ?? null,
    why: known?.why ?? 'nobody has looked at it yet',
    heartbeat: {
      by: 'nothing',
      what: '',
      last: known?.beat ?? null,
      lateAfter: heartbeat?.lateAfter ?? 0,
      deadAfter: heartbeat?.deadAfter ?? 0,
    },
    pid: null,
    dependsOn,
    critical,
    preserve,
    recover,
    atMostPerHour,
    recoveriesLastHour: recoveriesSince(database, name, new Date(now.getTime() - hour).toISOString()),
    held: heldUntil(database, name, now.toISOString()) ?? null,
    backup: null,
    noBackup: null,
    lastRecovery: lastRecovery(database, name) ?? null,
    escalation: escalation ?? null,
  }
}
