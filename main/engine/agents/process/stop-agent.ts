import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Core } from '../../core.ts'
import { fail } from '../../problem-error.ts'
import { runInGroup } from '../../run-in-group.ts'
import type { Agent } from '../agent-named.ts'
import { probeHeartbeat } from '../heartbeat/probe-heartbeat.ts'
import { agentEnvironment } from './agent-environment.ts'
import { signalProcesses } from './end-processes.ts'
import { type AgentProcess, findProcesses } from './find-processes.ts'

/** What ran before, and how it ended: it did not run, it ended when it was asked to, or by force. `took` is in ms. */
export type Stopped = { readonly was: readonly number[]; readonly how: 'not-running' | 'asked' | 'forced'; readonly took: number }

const lookEach = 100
/** How long one that was ended by force may still be there, in ms: a disk that does not answer holds it. */
const forceWithin = 3_000
/** How long another that starts it again is waited for, in ms. */
const settleFor = 1_500

/**
 * Stops an agent, with all that belongs to it: by its own command where it has one, else it is asked by a signal; what is left when `stopWithin` is over is ended by force.
 * Then it is looked whether somebody starts it again.
 * @returns once nothing of it is there
 * @throws a problem where something still is: `agent-not-stopped`, `agent-restarted`. Nothing may be restored then.
 */
export async function stopAgent(core: Core, agent: Agent, signal: AbortSignal): Promise<Stopped> {
  const began = core.ports.clock.monotonic()
  const until = performance.now() + agent.stopWithin
  const was = await findProcesses(core, agent)
  const asked = await runStop(core, agent, signal)
  let left = was.length === 0 && asked === null ? was : await findProcesses(core, agent)
  if (left.length > 0 && asked !== 'done') signalProcesses(left, 'SIGTERM')
  left = await untilGone(core, agent, left, until, signal)
  const forced = left.length > 0
  if (forced) left = await endByForce(core, agent, left)
  signal.throwIfAborted()
  if (left.length > 0) return notStopped(agent, left)
  if (was.length > 0 || agent.heartbeat?.url !== undefined) await refuseIfRestarted(core, agent, signal)
  return {
    was: was.map(({ pid }) => pid),
    how: was.length === 0 ? 'not-running' : forced ? 'forced' : 'asked',
    took: core.ports.clock.monotonic() - began,
  }
}

/** Throws a problem where something of an agent runs. Looked at once more just before its folder is touched. */
export async function refuseIfRunning(core: Core, agent: Agent): Promise<void> {
  const [first] = await findProcesses(core, agent)
  if (first !== undefined) restarted(agent, `process ${first.pid}`)
}

/** Runs the configured command that stops it. @returns `null` where there is none, or it could not be run */
async function runStop(core: Core, agent: Agent, signal: AbortSignal): Promise<'done' | 'failed' | null> {
  const [program, ...parameters] = agent.stop ?? []
  if (program === undefined) return null
  const tail = { text: '' }
  const keep = (chunk: Buffer) => {
    tail.text = (tail.text + chunk.toString('utf8')).slice(-1_000)
  }
  const { code, startError, ended } = await runInGroup({
    program,
    parameters,
    folder: existsSync(agent.path) ? agent.path : core.home.root,
    environment: agentEnvironment(core, agent),
    timeout: agent.stopWithin,
    politeness: 1_000,
    signal,
    running: core.running,
    onOutput: keep,
    onWords: keep,
  })
  if (code === 0 && ended === null) return 'done'
  const how = startError ?? (ended === 'timeout' ? 'it took too long' : `exit code ${code}`)
  core.ports.log(core.redactor.redact(`The command that stops ${agent.name} did not succeed (${how}): ${tail.text.trim()}`))
  return 'failed'
}

async function untilGone(core: Core, agent: Agent, left: AgentProcess[], until: number, signal: AbortSignal): Promise<AgentProcess[]> {
  let now = left
  while (now.length > 0 && performance.now() < until && !signal.aborted) {
    await delay(Math.min(lookEach, Math.max(1, until - performance.now())))
    now = await findProcesses(core, agent)
  }
  return now
}

/** Again and again: what is ended may have started others meanwhile. */
async function endByForce(core: Core, agent: Agent, left: AgentProcess[]): Promise<AgentProcess[]> {
  const until = performance.now() + forceWithin
  let now = left
  while (now.length > 0 && performance.now() < until) {
    signalProcesses(now, 'SIGKILL')
    await delay(50)
    now = await findProcesses(core, agent)
  }
  return now
}

/** Somebody else may see to it that it always runs, and one that no platform shows us is told by its heartbeat. */
async function refuseIfRestarted(core: Core, agent: Agent, signal: AbortSignal): Promise<void> {
  const file = agent.heartbeat?.file
  const before = file === undefined ? null : await probeHeartbeat(core, agent, signal)
  const until = performance.now() + settleFor
  do {
    await delay(lookEach, undefined, { signal })
    await refuseIfRunning(core, agent)
  } while (performance.now() < until)
  if (agent.heartbeat === null || agent.heartbeat.command !== undefined) return
  const after = await probeHeartbeat(core, agent, signal)
  const beats = after.kind === 'beat' && (before === null || (before.kind === 'beat' && before.at !== after.at))
  if (beats) restarted(agent, 'its heartbeat goes on')
}

function restarted({ name }: Agent, what: string): never {
  return fail(
    'agent-restarted',
    `${name} was stopped, but runs again (${what}): something else starts it.`,
    `Stop what starts it (a service, a supervisor), or configure the command that does under "stop" of ${name}. Nothing in its folder was changed.`,
  )
}

function notStopped({ name }: Agent, left: readonly AgentProcess[]): never {
  return fail(
    'agent-not-stopped',
    `${name} still runs, and could not be ended (process ${left.map(({ pid }) => pid).join(', ')}).`,
    'It may belong to another user, or wait for a disk that does not answer. End it yourself, then bring it back again. Nothing in its folder was changed.',
  )
}
