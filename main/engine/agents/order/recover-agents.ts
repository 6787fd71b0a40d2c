import type { RecoverResult } from '../../../contract/procedures/run-results.ts'
import type { Core, RunHost } from '../../core.ts'
import { fail } from '../../problem-error.ts'
import type { EndedRun } from '../../runs/record-run.ts'

/** Which agents are to be brought back, by name. `incomplete`: also where not all of one would be there. */
export type RecoveryWish = {
  readonly agents: readonly string[]
  readonly trigger: 'manual' | 'heartbeat'
  readonly incomplete: boolean
}

/** Brings agents back in their order: together within a level, each verified before the next level. @returns one run for each */
export async function recoverAgents(_core: Core, _wish: RecoveryWish, _host: RunHost): Promise<EndedRun<RecoverResult>[]> {
  return fail('agents-not-recovered', 'Agents are not brought back yet.', 'Wait for the next version.')
}
