import type { MendingAction } from '../../contract/procedures/overview.ts'
import { readAgentTrouble } from '../agents/escalate/agent-troubles.ts'

/** What mends a trouble of an agent: what is dead is brought back; what did not come back is looked at first. Nothing is overwritten by a card: both lead to its page. Pure. */
export function agentAction(name: string): MendingAction {
  const { agent, kind } = readAgentTrouble(name)
  return { kind: kind === 'dead' ? 'recover-agent' : 'open-agent', agent }
}
