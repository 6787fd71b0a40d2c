import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Core } from '../../core.ts'
import { processAlive } from '../../home/process-identity.ts'
import { fail } from '../../problem-error.ts'
import { runInGroup } from '../../run-in-group.ts'
import { CancelledError } from '../../runs/record-run.ts'
import type { Agent } from '../agent-named.ts'
import { lookWithin } from '../heartbeat/look-within.ts'
import { agentEnvironment } from './agent-environment.ts'
import { signalProcesses } from './end-processes.ts'
import { type AgentProcess, findProcesses } from './find-processes.ts'

/** What ran before, and how it ended: it did not run, it ended when it was asked to, or by force. `took` is in ms. */
export type Stopped = { readonly was: readonly number[]; readonly how: 'not-running' | 'asked' | 'forced'; readonly took: number }

const lookEach = 100
/** What does not answer by then is none that goes on, in ms. */
const glance = 1_000
/** How long one that was ended by force may still be there, in ms: a disk that does not answer holds it. */
const forceWithin = 3_000
/** How long another that starts it again is waited for, in ms. */
const settleFor = 1_500
const longestSettle = 30_000
/** How long the end of one is waited for at most when that was cancelled, in ms: a service that is to stop has a minute. */
const longestEnd = 45_000

/**
 * Stops an agent, with all that belongs to it: by its own command where it has one, else it is asked by a signal; what is left when `stopWithin` is over is ended by force.
 * Then it is looked whether somebody starts it again.
 * @param onFound is told what runs of it, before any of that is asked to end
 * @returns once nothing of it is there
 * @throws a problem where something still is, or may be (`agent-not-stopped`, `agent-restarted`, `agent-processes-unknown`): nothing may be restored then; CancelledError
 */
export async function stopAgent(
  core: Core,
  agent: Agent,
  signal: AbortSignal,
  onFound: (was: readonly AgentProcess[]) => Promise<void> = async () => undefined,
): Promise<Stopped> {
  const { monotonic } = core.ports.clock
  const began = monotonic()
  const was = await findProcesses(core, agent)
  refuseIfCancelled(signal)
  await onFound(was)
  const asked = await runStop(core, agent, signal)
  refuseIfCancelled(signal)
  let left = asked === null ? was : await findProcesses(core, agent)
  if (asked !== 'done') signalProcesses(left, 'SIGTERM')
  const until = began + agent.stopWithin
  const old = new Set([...was, ...left].map(nameOf))
  let othersSince = Number.POSITIVE_INFINITY
  while (left.length > 0 && monotonic() < until) {
    await delay(Math.min(lookEach, Math.max(1, until - monotonic())))
    refuseIfCancelled(signal)
    // A look at all processes costs some ms: none is needed while those are there that were asked to end.
    if (left.some((one) => old.has(nameOf(one)) && processAlive(one.pid, one.start))) continue
    left = await findProcesses(core, agent)
    const again = left.find(({ first }) => first)
    // What it leaves behind for a moment, to tidy up, is none of these.
    if (again === undefined || left.some((one) => old.has(nameOf(one)))) othersSince = Number.POSITIVE_INFINITY
    else if (othersSince > monotonic()) othersSince = monotonic()
    else if (monotonic() - othersSince > settleFor) restarted(agent, `process ${again.pid}`)
  }
  const forced = left.length > 0
  if (forced) await endByForce(core, agent, left)
  await refuseIfItGoesOn(core, agent, was.length > 0, signal)
  return {
    was: was.map(({ pid }) => pid),
    how: was.length === 0 ? 'not-running' : forced ? 'forced' : 'asked',
    took: Math.round(monotonic() - began),
  }
}

/**
 * Waits until what was asked to end has, where stopping it was cancelled: no longer than stopping it would have taken before force, and a moment more for another that starts it again.
 * @returns whether nothing of it runs
 */
export async function awaitEnd(core: Core, agent: Agent): Promise<boolean> {
  const { monotonic } = core.ports.clock
  const until = monotonic() + Math.min(agent.stopWithin, longestEnd)
  while ((await findProcesses(core, agent)).length > 0) {
    if (monotonic() >= until) return false
    await delay(lookEach)
  }
  await delay(settleFor)
  return (await findProcesses(core, agent)).length === 0
}

/** Throws a problem where something of an agent runs. For one more look just before its folder is touched. */
export async function refuseIfRunning(core: Core, agent: Agent): Promise<void> {
  const [first] = await findProcesses(core, agent)
  if (first !== undefined) restarted(agent, `process ${first.pid}`)
}

/** Runs the configured command that stops it. @returns `null` where there is none */
async function runStop(core: Core, agent: Agent, signal: AbortSignal): Promise<'done' | 'failed' | null> {
  const [program, ...parameters] = agent.stop ?? []
  if (program === undefined) return null
  let said = ''
  const keep = (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-1_000)
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
  core.ports.log(core.redactor.redact(`The command that stops ${agent.name} did not succeed (${how}): ${said.trim()}`))
  return 'failed'
}

const nameOf = ({ pid, start }: AgentProcess) => `${pid} ${start}`

/** Again and again: what is ended may have started others meanwhile. */
async function endByForce(core: Core, agent: Agent, first: AgentProcess[]): Promise<void> {
  const { monotonic } = core.ports.clock
  const until = monotonic() + forceWithin
  for (let left = first; left.length > 0; left = await findProcesses(core, agent)) {
    const refused = signalProcesses(left, 'SIGKILL')
    if (monotonic() >= until || refused.length === left.length) notStopped(agent, left, refused.length > 0)
    await delay(50)
  }
}

/**
 * Somebody else may see to it that it always runs; and one that no platform shows us is told by its heartbeat.
 * @param ran something of it did: else nobody is expected to start it in this very moment
 */
async function refuseIfItGoesOn(core: Core, agent: Agent, ran: boolean, signal: AbortSignal): Promise<void> {
  const { monotonic } = core.ports.clock
  const { heartbeat } = agent
  const look = async () => (heartbeat?.file === undefined && heartbeat?.url === undefined ? null : lookWithin(core, agent, glance, signal))
  const before = await look()
  const age = before?.kind === 'beat' ? Math.abs(core.ports.clock.now().getTime() - Date.parse(before.at)) : null
  const until = monotonic() + settleTime(process.platform, ran, age, heartbeat?.lateAfter ?? 0)
  while (monotonic() < until) {
    await delay(lookEach * 3)
    refuseIfCancelled(signal)
    await refuseIfRunning(core, agent)
  }
  const after = await look()
  refuseIfCancelled(signal)
  if (after?.kind !== 'beat' || before?.kind !== 'beat') return
  if (after.live) answersStill(agent)
  if (before.at !== after.at) restarted(agent, 'it goes on touching the file of its heartbeat')
}

/**
 * How long to look whether an agent goes on after it was stopped, in ms. Where a system does not show what others started, and nothing of it was found, its file tells, which it
 * may touch as seldom as `lateAfter`.
 * @param age how long ago it beat, in ms; `null`: it did not
 */
export function settleTime(platform: NodeJS.Platform, ran: boolean, age: number | null, lateAfter: number): number {
  if (!ran && platform !== 'linux' && age !== null && age < lateAfter) return Math.min(longestSettle, lateAfter - age + settleFor)
  // A file that was touched a moment ago may be so by somebody who still is.
  return ran || (age !== null && age < settleFor * 2) ? settleFor : 0
}

function refuseIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError()
}

const untouched = 'Nothing in its folder was changed.'

function restarted({ name }: Agent, what: string): never {
  return fail(
    'agent-restarted',
    `${name} was stopped, but runs again (${what}): something else starts it.`,
    `Stop what starts it (a service, a supervisor), or name the command that stops it for good under "stop" of ${name}. ${untouched}`,
  )
}

function answersStill({ name }: Agent): never {
  return fail(
    'agent-not-stopped',
    `No process of ${name} is found any more, but something still answers at the address of its heartbeat.`,
    `End what answers there, or name the command that stops it under "stop" of ${name}. ${untouched}`,
  )
}

function notStopped({ name }: Agent, left: readonly AgentProcess[], others: boolean): never {
  const which = left.map(({ pid }) => pid).join(', ')
  return fail(
    'agent-not-stopped',
    others
      ? `${name} runs as another user, so that it cannot be ended (process ${which}).`
      : `${name} still runs, although it was ended by force (process ${which}).`,
    others
      ? `End it as that user, or name the command that may under "stop" of ${name}. ${untouched}`
      : `It may wait for a disk that does not answer. When it is gone, bring ${name} back again. ${untouched}`,
  )
}
