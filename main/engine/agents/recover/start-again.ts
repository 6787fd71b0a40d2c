import type { Ending } from '../../runs/record-run.ts'
import { startedProcess } from '../../state/agent-queries.ts'
import { awaitHeartbeat } from '../heartbeat/await-heartbeat.ts'
import { findProcesses } from '../process/find-processes.ts'
import { type Started, startAgent, startedBefore } from '../process/start-agent.ts'
import type { Recovering } from './recovering.ts'

/** Starts an agent whose folder is recovered, unless one of the runs that were cut off has, and waits for its heartbeat. */
export async function startAgain(
  recovering: Recovering,
  cutOff: readonly string[] = [],
): Promise<Omit<Ending<never>, 'warnings' | 'result'>> {
  const { core, agent, host, result, run, warnings } = recovering
  host.signal.throwIfAborted()
  host.onProgress({ step: 'note', text: `${agent.name}: starting it, and waiting for its heartbeat` })
  const started = (await stillRunning(recovering, cutOff)) ?? (await startAgent(core, agent, run, cutOff))
  result.process = 'started'
  result.pid = started.pid
  result.log = started.log
  await recovering.step('started')
  const awaited = await awaitHeartbeat(core, agent, started, host.signal)
  recovering.timeline = awaited.timeline
  if (awaited.problem !== null) return { verdict: 'failed', problem: awaited.problem }
  if (awaited.by === 'heartbeat') result.process = 'beats'
  else warnings.push(`${agent.name} has no heartbeat, so that nobody can tell whether it works: its process runs.`)
  await recovering.step('verified')
  return { verdict: warnings.length > 0 ? 'warnings' : 'done' }
}

/** The process that a run which was cut off had started and recorded, where it still runs. */
async function stillRunning({ core, agent }: Recovering, cutOff: readonly string[]): Promise<Started | undefined> {
  const before = startedProcess(core.state.database, agent.name)
  if (before === undefined || !cutOff.includes(before.run)) return undefined
  return (await findProcesses(core, agent)).length > 0 ? startedBefore(before) : undefined
}
