import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, statSync } from 'node:fs'
import type { Problem } from '../../../contract/problem.ts'
import type { Core } from '../../core.ts'
import { processAlive, processStart } from '../../home/process-identity.ts'
import { fail, systemCode } from '../../problem-error.ts'
import type { Agent } from '../agent-named.ts'
import { type Probe, probeHeartbeat } from '../heartbeat/probe-heartbeat.ts'
import { markedEnvironment } from './agent-environment.ts'
import { cutLog, endOfLog, logOf, openLog } from './agent-log.ts'

/** How a process ended; neither is known of one that another Vaultkeeper started. */
export type AgentEnd = { readonly code: number | null; readonly signal: string | null }

/** An agent that was started. `at`: when (RFC 3339); `before`: what its heartbeat showed then; `ended`: how it ended, `null` as long as it runs. */
export type Started = {
  readonly pid: number
  readonly processStart: string
  readonly log: string
  readonly at: string
  readonly before: Probe
  readonly ended: () => AgentEnd | null
}

/** How often the log of one that runs is looked at, in ms: at 100 MB/s it grows by 50 MB meanwhile. */
const logEach = 500

/**
 * Starts an agent in its folder, in a session of its own: it outlives us. It has no standard input; what it writes goes to its log. Records it, and its end as long as we
 * are here to see it.
 * @param run the recovery that it is started by
 * @throws a problem where it cannot be: `agent-not-started`, `agent-address-taken`
 */
export async function startAgent(core: Core, agent: Agent, run: string): Promise<Started> {
  const before = await probeHeartbeat(core, agent, new AbortController().signal)
  if (agent.heartbeat?.url !== undefined && before.kind === 'beat') addressTaken(agent)
  if (!isFolder(agent.path)) notStarted(agent, 'its folder is not there')
  const log = logOf(core, agent.name)
  const at = core.ports.clock.now().toISOString()
  const child = await begin(core, agent, log)
  const { pid } = child
  const start = processStart(pid) ?? ''
  let end: AgentEnd | null = null
  const recorded = core.record({ event: 'agent.started', agent: agent.name, run, pid, processStart: start, log })
  const cutting = setInterval(() => cutLog(log), logEach).unref()
  child.process.once('exit', (code, signal) => {
    end = { code, signal }
    clearInterval(cutting)
    cutLog(log)
    recorded
      .then(() => core.record({ event: 'agent.ended', agent: agent.name, pid, code, signal }))
      .catch((error) => core.ports.log(core.redactor.redact(`The end of ${agent.name} could not be recorded: ${String(error)}`)))
  })
  await recorded
  return { pid, processStart: start, log, at, before, ended: () => end }
}

/** One that was started by a Vaultkeeper that is gone, as it was recorded. Of its heartbeat before nothing is known. */
export function startedBefore({
  pid,
  processStart: start,
  log,
  time,
}: {
  pid: number
  processStart: string
  log: string
  time: string
}): Started {
  return {
    pid,
    processStart: start,
    log,
    at: time,
    before: { kind: 'unknown', why: 'nobody looked' },
    ended: () => (processAlive(pid, start) ? null : { code: null, signal: null }),
  }
}

/** The problem of an agent that has ended again. */
export function endedProblem(core: Core, agent: Agent, log: string, { code, signal }: AgentEnd): Problem {
  const how = signal !== null ? `was killed (${signal})` : code === null ? 'has ended' : `has ended with exit code ${code}`
  const output = endOfLog(core, log, 4_000)
  return {
    code: 'agent-not-started',
    sentence: `${agent.name} was started, but ${how} before its heartbeat came.`,
    remedy: `Try its start command by hand in ${agent.path}, and see what it wrote: ${log}`,
    ...(output === '' ? {} : { detail: output }),
  }
}

async function begin(core: Core, agent: Agent, log: string): Promise<{ process: ChildProcess; pid: number }> {
  const [program = '', ...parameters] = agent.start
  let output: number
  try {
    output = openLog(log)
  } catch (error) {
    return notStarted(agent, `its log ${log} cannot be written (${systemCode(error) || String(error)})`)
  }
  try {
    const child = spawn(program, parameters, {
      cwd: agent.path,
      env: markedEnvironment(core, agent),
      stdio: ['ignore', output, output],
      detached: true,
      windowsHide: true,
    })
    child.unref()
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    if (child.pid === undefined) return notStarted(agent, 'it has no process')
    return { process: child, pid: child.pid }
  } catch (error) {
    return notStarted(agent, whyNot(program, systemCode(error) || String(error)))
  } finally {
    closeSync(output)
  }
}

function whyNot(program: string, code: string): string {
  switch (code) {
    case 'ENOENT':
      return `${program} was not found`
    case 'EACCES':
      return `${program} may not be run: it is no program, or not yours to run`
    case 'EAGAIN':
    case 'ENOMEM':
    case 'EMFILE':
    case 'ENFILE':
      return `the machine has no room for another process (${code})`
    default:
      return `${program} could not be run (${code})`
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function notStarted({ name, path }: Agent, why: string): never {
  return fail(
    'agent-not-started',
    `${name} could not be started: ${why}.`,
    `See to that, or to "start" of ${name} in the configuration; it is run in ${path}.`,
  )
}

function addressTaken({ name, heartbeat }: Agent): never {
  return fail(
    'agent-address-taken',
    `${name} does not run, but something else answers at the address of its heartbeat.`,
    `End what answers there, or change the address of ${name} (${heartbeat?.url?.split('?')[0]}): else nobody could tell whether it is back.`,
  )
}
