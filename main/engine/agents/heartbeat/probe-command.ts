import { existsSync } from 'node:fs'
import type { Core } from '../../core.ts'
import { runInGroup } from '../../run-in-group.ts'
import type { Agent } from '../agent-named.ts'
import { agentEnvironment } from '../process/agent-environment.ts'
import { cannotTell, type Probe, silent } from './probe.ts'

/** One that says more than this has gone wild, in bytes. */
const mostOutput = 256 * 1024
/** How long it may take to end when it is asked to, in ms. */
const politeness = 1_000

/** Runs the command that tells whether an agent is there: it is when that ends with 0. It runs in the folder of the agent. @param cap in ms */
export async function probeCommand(
  core: Core,
  agent: Agent,
  [program = '', ...parameters]: readonly string[],
  { cap, signal, now }: { cap: number; signal: AbortSignal; now: () => string },
): Promise<Probe> {
  const ending = new AbortController()
  const cut = () => ending.abort()
  signal.addEventListener('abort', cut, { once: true })
  let output = 0
  const count = (chunk: Buffer) => {
    output += chunk.length
    if (output > mostOutput) ending.abort()
  }
  const {
    code,
    signal: by,
    startError,
    ended,
  } = await runInGroup({
    program,
    parameters,
    folder: agent.path,
    environment: agentEnvironment(core, agent),
    timeout: cap,
    politeness,
    signal: ending.signal,
    running: core.running,
    onOutput: count,
    onWords: count,
  })
  signal.removeEventListener('abort', cut)
  if (output > mostOutput) return silent(`${program} says more than it should`)
  if (ended === 'cancelled') return cannotTell('the look was cut off')
  // Without its folder nothing can be run in it, and nothing of it is left: as with a file that it touches.
  if (startError === 'ENOENT' && !existsSync(agent.path)) return silent('its folder is not there')
  if (startError !== null) return cannotTell(`${program} could not be started (${startError})`)
  if (ended === 'timeout') return silent(`${program} took longer than ${cap / 1000} s`)
  if (code === 0) return { kind: 'beat', at: now(), live: true }
  return silent(
    by === null ? `the command of its heartbeat ended with exit code ${code}` : `the command of its heartbeat was killed (${by})`,
  )
}
