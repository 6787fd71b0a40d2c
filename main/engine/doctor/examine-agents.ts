import type { Agent } from '../agents/agent-named.ts'
import { allAgents } from '../agents/all-agents.ts'
import { type BackupOfAgent, backupOfAgent } from '../agents/recover/backup-of-agent.ts'
import type { Core } from '../core.ts'
import { type Finding, good } from './finding.ts'

/** Whether each agent could be brought back: one without a backup is found out when it is needed. */
export function examineAgents(core: Core): Finding[] {
  const agents = allAgents(core)
  const findings = agents.flatMap((agent) => findingsOf(agent, backupOfAgent(core, agent)))
  if (agents.length === 0 || findings.length > 0) return findings
  return [good('agents', agents.length === 1 ? `${agents[0]?.name} has a backup` : `All ${agents.length} have a backup`)]
}

/** Pure. */
function findingsOf({ name, recover, heartbeat }: Pick<Agent, 'name' | 'recover' | 'heartbeat'>, found: BackupOfAgent): Finding[] {
  const attention = (finding: string, remedy: string): Finding => ({ part: 'agents', verdict: 'attention', finding, remedy })
  const never =
    heartbeat === null && recover === 'automatic'
      ? [
          attention(
            `${name} has no heartbeat, so nobody would notice that it is dead`,
            `Give it one in the configuration: agents.${name}.heartbeat`,
          ),
        ]
      : []
  if ('noBackup' in found)
    return [
      ...never,
      attention(`${name} could not be brought back: ${found.noBackup}`, 'Put its folder into a vault that a plan backs up.'),
    ]
  const { incomplete } = found.backup
  return incomplete === null
    ? never
    : [...never, attention(`${name} would come back incomplete: ${incomplete}`, 'Have a plan back up all of its folder as well.')]
}
