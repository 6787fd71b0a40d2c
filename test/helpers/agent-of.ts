import type { Agent } from '../../main/engine/agents/agent-named.ts'

/** An agent as the configuration would have it, with short limits. */
export function agentOf(name: string, path: string, parts: Partial<Omit<Agent, 'heartbeat'>> & { heartbeat?: Heartbeat } = {}): Agent {
  const { heartbeat, ...others } = parts
  return {
    name,
    path,
    start: ['true'],
    stop: null,
    heartbeat:
      heartbeat === undefined
        ? null
        : { file: undefined, url: undefined, command: undefined, lateAfter: 1_000, deadAfter: 3_000, ...heartbeat },
    dependsOn: [],
    critical: false,
    preserve: [],
    recover: 'ask',
    atMostPerHour: 3,
    stopWithin: 60_000,
    environment: {},
    aliveWithin: 60_000,
    ...others,
  }
}

type Heartbeat = Partial<NonNullable<Agent['heartbeat']>>
