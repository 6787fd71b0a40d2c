import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, statSync } from 'node:fs'
import type { Core } from '../../core.ts'
import { processAlive, processStart } from '../../home/process-identity.ts'
import { systemCode } from '../../problem-error.ts'
import type { Agent } from '../agent-named.ts'
import { lookWithin } from '../heartbeat/look-within.ts'
import type { Probe } from '../heartbeat/probe.ts'
import { markedEnvironment } from './agent-environment.ts'
import { cutLog, logOf, openLog } from './agent-log.ts'
import { type AgentProcess, findProcesses } from './find-processes.ts'
import { addressTaken, notStarted, runsAlready, whyNot } from './start-problems.ts'

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
/** What does not answer by then answers for nobody, in ms. */
const glance = 1_000

/**
 * Starts an agent in its folder, in a session of its own: it outlives us. It has no standard input; what it writes goes to its log. Records it, and its end as long as we
 * are here to see it. One that was started already by the same run, or by one that was cut off, and not recorded, for we were killed in between, is taken for the started one.
 * @param run the recovery that it is started by
 * @param cutOff those that it goes on with
 * @throws a problem where it cannot be: `agent-not-started`, `agent-address-taken`, `agent-restarted`, `agent-processes-unknown`
 */
export async function startAgent(core: Core, agent: Agent, run: string, cutOff: readonly string[] = []): Promise<Started> {
  const log = logOf(core, agent.name)
  const at = core.ports.clock.now().toISOString()
  const running = await findProcesses(core, agent)
  const started = running.filter((one) => one.run !== null && [run, ...cutOff].includes(one.run))
  const same = started.find((one) => one.pid === one.group) ?? started[0]
  if (same !== undefined) return adopt(core, agent, run, same, { log, at })
  if (running.length > 0) runsAlready(agent, running[0]?.pid)
  const before = await lookWithin(core, agent, glance, new AbortController().signal)
  if (before.kind === 'beat' && before.live && agent.heartbeat?.url !== undefined) addressTaken(agent)
  if (!isFolder(agent.path)) notStarted(agent, 'its folder is not there')
  const child = await begin(core, agent, run, log)
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

async function adopt(
  core: Core,
  agent: Agent,
  run: string,
  { pid, start }: AgentProcess,
  { log, at }: { log: string; at: string },
): Promise<Started> {
  await core.record({ event: 'agent.started', agent: agent.name, run, pid, processStart: start, log })
  return startedBefore({ pid, processStart: start, log, time: at })
}

async function begin(core: Core, agent: Agent, run: string, log: string): Promise<{ process: ChildProcess; pid: number }> {
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
      env: markedEnvironment(core, agent, run),
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

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
