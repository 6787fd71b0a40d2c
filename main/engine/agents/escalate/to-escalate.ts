import type { Problem } from '../../../contract/problem.ts'
import type { Agent } from '../agent-named.ts'

/** What was seen of a heartbeat at a time (RFC 3339), in words. */
export type HeartbeatSeen = { readonly at: string; readonly what: string }

/** What a person has to look after. `run`: the attempt to bring it back that failed; `dependants`: agents that are therefore not started; `timeline`: oldest first. */
export type ToEscalate = {
  readonly agent: Agent
  readonly run: string | null
  readonly recovery: string | null
  readonly problem: Problem
  readonly dependants: readonly string[]
  readonly timeline: readonly HeartbeatSeen[]
}
