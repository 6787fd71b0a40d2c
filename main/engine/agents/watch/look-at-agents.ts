import type { AgentState } from '../../../contract/agent-events.ts'
import type { Core } from '../../core.ts'
import { processAlive } from '../../home/process-identity.ts'
import { runningDaemon } from '../../schedule/running-daemon.ts'
import { beatState, startedProcess } from '../../state/agent-queries.ts'
import type { Agent } from '../agent-named.ts'
import type { Probe } from '../heartbeat/probe.ts'
import { createSlots } from '../order/slots.ts'
import type { ProcessFacts } from '../process/process-table.ts'
import { judgeOnce } from './judge-once.ts'
import { watchOf } from './watch-agents.ts'

/** How an agent stands by its heartbeat. `since`: RFC 3339, where that is known. */
export type BeatStanding = {
  readonly state: 'alive' | 'late' | 'dead' | 'unknown'
  readonly since: string | null
  readonly why: string
  readonly beat: string | null
  /** The process of it that we started, while that is there. */
  readonly pid: number | null
}

/** So many are asked at once, and so many of those that are asked by a command. */
const [mostAtOnce, mostCommands] = [16, 3]

/**
 * How agents stand by their heartbeats, by their names. Where this process watches them, as of its last look. Else each is looked at once; where another process watches them,
 * that one's word on the state goes before what a single look tells.
 */
export async function lookAtAgents(core: Core, agents: readonly Agent[], signal: AbortSignal): Promise<Map<string, BeatStanding>> {
  const watch = watchOf(core)
  const elsewhere = watch === undefined && runningDaemon(core) !== undefined
  const slots = { quick: createSlots(mostAtOnce), command: createSlots(mostCommands) }
  // A list of all processes costs a moment: one does for all agents, and only where one is silent.
  let table: Promise<ProcessFacts[]> | undefined
  const runs = async (agent: Agent, { kind }: Probe) => {
    if (kind !== 'silent') return false
    const { findProcesses, tableOrFail } = await import('../process/find-processes.ts')
    table ??= tableOrFail()
    return (await findProcesses(core, agent, table)).length > 0
  }
  const lookAtOne = async (agent: Agent): Promise<[string, BeatStanding]> => {
    const pid = pidOf(core, agent)
    const standing = watch?.standing(agent.name)
    if (standing !== undefined) return [agent.name, { ...pick(standing), pid }]
    const known = beatState(core.state.database, agent.name)
    // Somebody else runs its command as often as is right: each page that is open would run it besides.
    if (elsewhere && known !== undefined && isBeatState(known.state) && agent.heartbeat?.command !== undefined)
      return [agent.name, { state: known.state, since: known.since, why: known.why, beat: known.beat, pid }]
    const free = await slots[agent.heartbeat?.command === undefined ? 'quick' : 'command'].take()
    const found = await probeOne(core, agent, signal).finally(free)
    const seen = judgeOnce(agent, known, found, await runs(agent, found), core.ports.clock.now())
    if (!elsewhere || known === undefined || !isBeatState(known.state)) return [agent.name, { ...pick(seen), pid }]
    return [agent.name, { state: known.state, since: known.since, why: known.why, beat: seen.beat, pid }]
  }
  return new Map(await Promise.all(agents.map(lookAtOne)))
}

function isBeatState(state: AgentState): state is BeatStanding['state'] {
  return state !== 'recovering' && state !== 'escalated'
}

async function probeOne(core: Core, agent: Agent, signal: AbortSignal): Promise<Probe> {
  const { probeHeartbeat } = await import('../heartbeat/probe-heartbeat.ts')
  return probeHeartbeat(core, agent, signal)
}

function pidOf(core: Core, { name }: Agent): number | null {
  const started = startedProcess(core.state.database, name)
  return started !== undefined && started.ended === null && processAlive(started.pid, started.processStart) ? started.pid : null
}

function pick({ state, since, why, beat }: Omit<BeatStanding, 'pid'>): Omit<BeatStanding, 'pid'> {
  return { state, since, why, beat }
}
