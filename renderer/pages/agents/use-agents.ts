import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { AgentStanding } from '../../../main/contract/procedures/agents.ts'
import { orpc } from '../../api.ts'

/** All agents, in their levels; see the contract. */
export type KnownAgents = {
  readonly agents: readonly AgentStanding[]
  readonly levels: readonly (readonly string[])[]
  readonly watched: boolean
}

/** So often the heartbeats are asked for again, in ms: the history tells of changes alone, and a heart that beats on is none. */
const beats = 5_000

/** The agents, how they stand, and what would bring them back. */
export function useAgents(): UseQueryResult<KnownAgents> {
  return useQuery(orpc.agents.list.queryOptions({ refetchInterval: beats }))
}
