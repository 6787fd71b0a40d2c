import type { RecoveryStep } from '../../../contract/agent-events.ts'
import type { Core, RunHost } from '../../core.ts'
import { fail } from '../../problem-error.ts'
import type { RecoveredRun } from './recover-agent.ts'

/** A recovery that was cut off when the agent's folder was recovered already: what is left is to start it, and to wait for its heartbeat. */
export type UnfinishedRecovery = {
  readonly agent: string
  /** The run that was cut off, and the recovery that it belongs to. */
  readonly run: string
  readonly recovery: string
}

/** The recoveries that were cut off behind the replacement of the folder, of agents that are still configured, and that nobody has finished or begun anew since. Oldest first. */
export function unfinishedRecoveries(_core: Core): UnfinishedRecovery[] {
  return []
}

/** Goes on with a recovery that was cut off: starts the agent, unless it runs, and waits for its heartbeat; a run of its own. */
export async function finishRecovery(
  _core: Core,
  _unfinished: UnfinishedRecovery,
  _trigger: 'manual' | 'heartbeat',
  _host: RunHost,
  _onStep: (step: RecoveryStep) => void = () => undefined,
): Promise<RecoveredRun> {
  return fail('agents-not-recovered', 'Agents are not brought back yet.', 'Wait for the next version.')
}
