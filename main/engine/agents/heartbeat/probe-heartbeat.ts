import type { Core } from '../../core.ts'
import type { Agent } from '../agent-named.ts'
import { cannotTell, type Probe } from './probe.ts'
import { probeAddress } from './probe-address.ts'
import { probeCommand } from './probe-command.ts'
import { probeFile } from './probe-file.ts'

export type { Probe } from './probe.ts'

/**
 * Looks once at the heartbeat of an agent. Never throws, and never takes longer than its cap: 5 s for an address or a file, 30 s for a command, and less
 * where it is late soon. An abort makes it `unknown`.
 */
export async function probeHeartbeat(core: Core, agent: Agent, signal: AbortSignal): Promise<Probe> {
  const { heartbeat } = agent
  const now = () => core.ports.clock.now().toISOString()
  if (heartbeat === null) return cannotTell('it has no heartbeat')
  if (signal.aborted) return cannotTell('the look was cut off')
  const third = heartbeat.lateAfter / 3
  if (heartbeat.file !== undefined) return probeFile(agent.path, heartbeat.file, Math.min(5_000, Math.max(1_000, third)))
  if (heartbeat.url !== undefined) return probeAddress(heartbeat.url, { cap: Math.min(5_000, Math.max(300, third)), signal, now })
  if (heartbeat.command !== undefined)
    return probeCommand(core, agent, heartbeat.command, { cap: Math.min(30_000, Math.max(1_000, third)), signal, now })
  return cannotTell('it has no heartbeat')
}
