import { existsSync } from 'node:fs'
import type { AgentStanding } from '../../../contract/procedures/agents.ts'
import type { Core } from '../../core.ts'
import { runningDaemon } from '../../schedule/running-daemon.ts'
import { agentState, heldUntil, lastRecovery, openEscalation, recoveriesSince } from '../../state/agent-queries.ts'
import type { Agent } from '../agent-named.ts'
import { allAgents } from '../all-agents.ts'
import { recoveryLevels } from '../order/recovery-levels.ts'
import { backupOfAgent } from '../recover/backup-of-agent.ts'
import { vaultsOfAgent } from '../recover/place-of-agent.ts'
import { type BeatStanding, lookAtAgents } from './look-at-agents.ts'

const hour = 3_600_000

/** How all agents of the configuration stand, in its order. `levels`: the order in which they would be brought back; `watched`: somebody looks at them all the time. */
export type AgentStandings = { readonly agents: AgentStanding[]; readonly levels: string[][]; readonly watched: boolean }

/**
 * How the agents stand, and what would bring them back. Where nobody watches them, each is looked at once: that tells less than watching, for nobody knows since when.
 * @param signal ends the looking
 */
export async function agentStandings(core: Core, signal: AbortSignal): Promise<AgentStandings> {
  await core.state.catchUp()
  const agents = allAgents(core)
  const beats = await lookAtAgents(core, agents, signal)
  const levels = recoveryLevels(
    agents,
    agents.map(({ name }) => name),
  )
  return {
    agents: agents.flatMap((agent) => {
      const beat = beats.get(agent.name)
      return beat === undefined ? [] : [standingOf(core, agent, beat)]
    }),
    levels: levels.map((level) => level.map(({ agent }) => agent)),
    watched: agents.length > 0 && runningDaemon(core) !== undefined,
  }
}

function standingOf(core: Core, agent: Agent, seen: BeatStanding): AgentStanding {
  const { database } = core.state
  const { name, path, heartbeat, dependsOn, critical, preserve, recover, atMostPerHour } = agent
  const now = core.ports.clock.now()
  const known = agentState(database, name)
  const { state, since, why } = known?.state === 'recovering' || known?.state === 'escalated' ? known : seen
  const found = backupOfAgent(core, agent)
  const last = lastRecovery(database, name)
  const escalation = openEscalation(database, name)
  return {
    agent: name,
    path,
    there: existsSync(path),
    vault: vaultsOfAgent(core, agent)[0]?.id ?? null,
    state,
    since,
    why,
    heartbeat: { ...askedBy(agent), last: seen.beat, lateAfter: heartbeat?.lateAfter ?? 0, deadAfter: heartbeat?.deadAfter ?? 0 },
    pid: seen.pid,
    dependsOn,
    critical,
    preserve,
    recover,
    atMostPerHour,
    recoveriesLastHour: recoveriesSince(database, name, new Date(now.getTime() - hour).toISOString()),
    held: heldUntil(database, name, now.toISOString()) ?? null,
    backup: 'backup' in found ? found.backup : null,
    noBackup: 'noBackup' in found ? found.noBackup : null,
    lastRecovery: last === undefined ? null : { run: last.run, at: last.at, verdict: last.verdict, problem: last.problem },
    escalation:
      escalation === undefined
        ? null
        : {
            escalation: escalation.escalation,
            agent: name,
            time: escalation.time,
            problem: escalation.problem,
            dependants: [...escalation.dependants],
            bundle: escalation.bundle,
          },
  }
}

/** How its heartbeat is looked at, and what that is. */
function askedBy({ heartbeat }: Agent): Pick<AgentStanding['heartbeat'], 'by' | 'what'> {
  if (heartbeat?.file !== undefined) return { by: 'file', what: heartbeat.file }
  // Behind the question mark may be a secret.
  if (heartbeat?.url !== undefined) return { by: 'url', what: heartbeat.url.split('?')[0] ?? '' }
  if (heartbeat?.command !== undefined) return { by: 'command', what: heartbeat.command.join(' ') }
  return { by: 'nothing', what: '' }
}
