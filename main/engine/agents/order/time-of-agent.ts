import type { AgentBackup } from '../../../contract/procedures/agents.ts'
import type { Core } from '../../core.ts'
import type { Agent } from '../agent-named.ts'
import { backupOfAgent } from '../recover/backup-of-agent.ts'
import type { AgentTime } from './recovery-time.ts'

/** What the time that an agent takes to come back is reckoned by, of the backup that it would be brought back from by the records. */
export function timeOfAgent(core: Core, agent: Agent): AgentTime {
  const found = backupOfAgent(core, agent)
  return timeFor(agent, 'backup' in found ? found.backup : null)
}

/** See {@link timeOfAgent}. */
export function timeFor({ stopWithin, aliveWithin }: Agent, backup: AgentBackup | null): AgentTime {
  const sum = (of: 'bytes' | 'files') => backup?.layers.reduce((all, layer) => all + (layer[of] ?? 0), 0) ?? null
  return { stopWithin, aliveWithin, bytes: sum('bytes'), files: sum('files') }
}
