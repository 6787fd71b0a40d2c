import { createHash } from 'node:crypto'
import type { Core } from '../../core.ts'
import { commandEnvironment } from '../../hooks/command-environment.ts'
import type { Agent } from '../agent-named.ts'

/** The variables by which a process is known again as one that we started for an agent. */
export const marks = { agent: 'VAULTKEEPER_AGENT', home: 'VAULTKEEPER_AGENT_HOME', run: 'VAULTKEEPER_AGENT_RUN' } as const

/** Tells the agents of one home from those of another with the same names. It says nothing of where that home is. */
export function homeMark(root: string): string {
  return createHash('sha256').update(root).digest('hex').slice(0, 16)
}

/**
 * The environment of a program that has to do with an agent: what a hook sees of ours (where programs are, the person's home, language and session), and what the
 * configuration gives it. No password of ours is in it.
 */
export function agentEnvironment(core: Core, agent: Agent): NodeJS.ProcessEnv {
  return commandEnvironment(core.ports.environment, agent.environment)
}

/** The same, for the agent itself: with the marks that it, and all that it starts, is known by, and the recovery that started it. */
export function markedEnvironment(core: Core, agent: Agent, run: string): NodeJS.ProcessEnv {
  return { ...agentEnvironment(core, agent), [marks.agent]: agent.name, [marks.home]: homeMark(core.home.root), [marks.run]: run }
}
