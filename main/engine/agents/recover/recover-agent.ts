import type { RecoveryStep } from '../../../contract/agent-events.ts'
import type { RecoverResult } from '../../../contract/procedures/run-results.ts'
import type { Core, RunHost } from '../../core.ts'
import { fail } from '../../problem-error.ts'
import type { EndedRun } from '../../runs/record-run.ts'
import type { Agent } from '../agent-named.ts'
import type { HeartbeatSeen } from '../escalate/to-escalate.ts'

/** One agent that is to be brought back. `incomplete`: also where not all of it would be there. */
export type RecoverRequest = {
  readonly agent: Agent
  /** The recovery that it belongs to. */
  readonly recovery: string
  readonly trigger: 'manual' | 'heartbeat'
  readonly incomplete: boolean
}

/** How bringing one agent back ended. `timeline`: what was seen of its heartbeat after it was started, oldest first. */
export type RecoveredRun = EndedRun<RecoverResult> & { readonly timeline: readonly HeartbeatSeen[] }

/**
 * Brings one agent back: composes its backup, ends what still runs of it, keeps what is there as a safety snapshot, replaces the folder, starts it, and waits for its heartbeat.
 * @param onStep is told of each step when it is recorded
 */
export async function recoverAgent(
  _core: Core,
  _request: RecoverRequest,
  _host: RunHost,
  _onStep: (step: RecoveryStep) => void = () => undefined,
): Promise<RecoveredRun> {
  return fail('agents-not-recovered', 'Agents are not brought back yet.', 'Wait for the next version.')
}
