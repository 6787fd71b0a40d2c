import { realpathSync } from 'node:fs'
import type { Core } from '../../core.ts'
import { processAlive } from '../../home/process-identity.ts'
import { startedProcess } from '../../state/agent-queries.ts'
import type { Agent } from '../agent-named.ts'
import { homeMark } from './agent-environment.ts'
import { chooseProcesses } from './choose-processes.ts'
import { type ProcessFacts, processTable } from './process-table.ts'

/** A process of an agent that runs, by number and start (see processStart): numbers are given again. `group`: its process group, 0 where that is not known. */
export type AgentProcess = Pick<ProcessFacts, 'pid' | 'start' | 'group'>

/**
 * What runs of an agent, whoever started it: see {@link chooseProcesses}. Where a platform does not tell more it is the process that we started, and on macOS what belongs to that.
 */
export async function findProcesses(core: Core, agent: Agent): Promise<AgentProcess[]> {
  const last = startedProcess(core.state.database, agent.name)
  const recorded = last === undefined ? null : { pid: last.pid, start: last.processStart }
  if (process.platform === 'win32')
    return recorded !== null && processAlive(recorded.pid, recorded.start) ? [{ ...recorded, group: 0 }] : []
  const traits = { name: agent.name, path: realFolder(agent.path), start: agent.start, home: homeMark(core.home.root), recorded }
  const ours = new Set([process.pid, ...core.running])
  return chooseProcesses(await processTable(), traits, ours).map(({ pid, start, group }) => ({ pid, start, group }))
}

/** A folder that is gone is still the one that processes say they work in. */
function realFolder(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
