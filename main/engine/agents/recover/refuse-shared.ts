import type { Core } from '../../core.ts'
import { fail } from '../../problem-error.ts'
import { placeOf } from '../../restore/look-at-target.ts'
import { type Agent, allAgents } from '../agent-named.ts'
import { findProcesses } from '../process/find-processes.ts'

/** Throws a problem where another agent of the very same folder runs: it would have its files replaced under it. Once the agent itself is stopped. @param folder real path */
export async function refuseIfSharedRuns(core: Core, agent: Agent, folder: string): Promise<void> {
  for (const other of allAgents(core)) {
    if (other.name === agent.name || placeOf(other.path) !== folder) continue
    const [first] = await findProcesses(core, other)
    if (first !== undefined)
      fail(
        'agent-folder-shared',
        `${other.name} has the same folder as ${agent.name}, and runs (process ${first.pid}): nothing was replaced under it.`,
        `Give each agent a folder of its own; or stop ${other.name}, and bring ${agent.name} back then.`,
      )
  }
}
