import type { Core } from '../../core.ts'
import type { Agent } from '../agent-named.ts'
import { cannotTell, type Probe } from './probe.ts'
import { probeAddress } from './probe-address.ts'
import { probeCommand } from './probe-command.ts'
import { probeFile } from './probe-file.ts'

export type { Probe } from './probe.ts'

/**
 * Looks once at the heartbeat of an agent. Never throws, and never takes longer than its cap: 5 s for a file, from 1 s to 5 s for an address and from 3 s to 30 s for a
 * command, by how soon it would be late: a busy machine is slow to answer. An abort makes it `unknown`.
 */
export async function probeHeartbeat(core: Core, agent: Agent, signal: AbortSignal): Promise<Probe> {
  const { heartbeat } = agent
  const now = () => core.ports.clock.now().toISOString()
  if (heartbeat === null) return cannotTell('it has no heartbeat')
  if (signal.aborted) return cannotTell('the look was cut off')
  const third = heartbeat.lateAfter / 3
  if (heartbeat.file !== undefined) return probeFile(agent.path, heartbeat.file, 5_000)
  if (heartbeat.url !== undefined) return probeAddress(heartbeat.url, { cap: Math.min(5_000, Math.max(1_000, third)), signal, now })
  if (heartbeat.command !== undefined)
    return probeCommand(core, agent, heartbeat.command, { cap: Math.min(30_000, Math.max(3_000, third)), signal, now })
  return cannotTell('it has no heartbeat')
}
