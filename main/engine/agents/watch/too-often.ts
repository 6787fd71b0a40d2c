import type { Problem } from '../../../contract/problem.ts'
import type { Agent } from '../agent-named.ts'

/** Why an agent is not brought back once more, and is a person's from now on. Pure. */
export function tooOften({ name, atMostPerHour }: Pick<Agent, 'name' | 'atMostPerHour'>): Problem {
  const times = atMostPerHour === 1 ? 'once' : atMostPerHour === 2 ? 'twice' : `${atMostPerHour} times`
  return {
    code: 'agent-flapping',
    sentence: `${name} was brought back ${times} within an hour, and is dead again.`,
    remedy: `Look why it ends: its log is beside the report. Then bring it back by hand, vaultkeeper recover ${name}, or let it be brought back by itself again: vaultkeeper agents settle ${name}`,
  }
}
