import type { Core } from '../../core.ts'
import type { Agent } from '../agent-named.ts'
import { type Probe, probeHeartbeat } from './probe-heartbeat.ts'

/** Looks at a heartbeat, but no longer than `rest` ms: where that cuts the look off it is `unknown`. For what cannot wait for as long as a look may take by itself. */
export async function lookWithin(core: Core, agent: Agent, rest: number, signal: AbortSignal): Promise<Probe> {
  const ending = new AbortController()
  const end = () => ending.abort()
  const timer = setTimeout(end, Math.max(1, rest))
  signal.addEventListener('abort', end, { once: true })
  try {
    return await probeHeartbeat(core, agent, ending.signal)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}
