import type { Configuration } from '../../contract/configuration.ts'
import type { AgentSigns } from '../agents/escalate/agent-signs.ts'
import { agentTitle, readAgentTrouble } from '../agents/escalate/agent-troubles.ts'
import type { Trouble } from '../health/trouble.ts'
import type { Cause } from './cause.ts'

const quiet = { kind: 'agent', text: '', remedy: null, plan: null, repository: null, early: true } as const

/**
 * What is to be told of agents: those that are dead and wait for a person, and those that did not come back. One that is not alive yet is told of no more, but what was told of it
 * is not over either. Pure.
 */
export function agentCauses(agents: readonly AgentSigns[], troubles: readonly Trouble[]): Cause[] {
  const told = new Map(
    troubles.filter(({ about, attention }) => about === 'agent' && attention).map((one) => [readAgentTrouble(one.name).agent, one]),
  )
  return agents.flatMap(({ agent, state, since, hasHeartbeat, escalation }): Cause[] => {
    const subject = `agent/${agent}`
    const trouble = told.get(agent)
    if (trouble !== undefined) {
      const { name, problem } = trouble
      const code = escalation === null ? problem.code : `${problem.code}@${escalation.escalation}`
      const { sentence: text, remedy } = problem
      return [{ ...quiet, subject, parts: [{ code, since }], title: agentTitle(name, problem.code), text, remedy, early: false }]
    }
    const isOver = state === 'alive' || (state === 'unknown' && !hasHeartbeat)
    return isOver ? [] : [{ ...quiet, subject, parts: [{ code: state, since }], title: agentTitle(`${agent}/${state}`) }]
  })
}

/** Whether anything is expected of an agent: not once it is no longer configured, nor while a person said to leave it alone. Pure. */
export function isAgentExpected(subject: string, agents: readonly Pick<AgentSigns, 'agent'>[]): boolean {
  const [about, agent] = subject.split('/')
  return about !== 'agent' || agents.some((one) => one.agent === agent)
}

/** The title of the news that an agent is well again. Pure. */
export function settledAgentTitle(agent: string, { agents }: Pick<Configuration, 'agents'>): string {
  return agents[agent]?.heartbeat == null ? `${agent} is settled` : `${agent} is alive again`
}
