import type { AgentBackup } from '../../../contract/procedures/agents.ts'
import type { Core } from '../../core.ts'
import type { Agent } from '../agent-named.ts'

/** What an agent would be brought back from, or why there is nothing, in a sentence. */
export type BackupOfAgent = { readonly backup: AgentBackup } | { readonly noBackup: string }

/**
 * What an agent's folder would be brought back from, by the records alone: the newest good snapshot that holds all of it, and over that the newest of each plan that takes a part, where
 * that is newer.
 */
export function backupOfAgent(_core: Core, _agent: Agent): BackupOfAgent {
  return { noBackup: 'Agents are not brought back yet.' }
}
