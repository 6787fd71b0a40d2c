import type { RecoveryStep } from '../../../contract/agent-events.ts'
import type { RecoverResult } from '../../../contract/procedures/run-results.ts'
import type { Core, RunHost } from '../../core.ts'
import { beatState, recoveriesOf, recoverySteps } from '../../state/agent-queries.ts'
import type { KnownRun } from '../../state/queries.ts'
import { agentNamed, allAgents } from '../agent-named.ts'
import type { RecoveredRun } from './recover-agent.ts'
import { asRecovery } from './recovering.ts'
import { startAgain } from './start-again.ts'
import { startAsItWas } from './start-as-it-was.ts'

/**
 * A recovery that was cut off when the agent's folder was recovered already: what is left is to start it, and to wait for its heartbeat. Or with the folder as before, when the agent
 * ran and was to be ended: what is left is to start it as it was.
 */
export type UnfinishedRecovery = {
  readonly agent: string
  /** The run that was cut off, and the recovery that it belongs to. */
  readonly run: string
  readonly recovery: string
  /** The folder is as before. */
  readonly asBefore?: true
}

/** So long the folder of one that was cut off is taken for recovered, or for as before, in ms: nobody knows what became of it later. */
const goesOnFor = 24 * 3_600_000

/**
 * The recoveries that were cut off behind the replacement of the folder, or before it when the agent was being ended or had been, of agents that are still configured, that have not beaten since, and that nobody has finished or begun anew. By
 * the agents' order.
 */
export function unfinishedRecoveries(core: Core): UnfinishedRecovery[] {
  return allAgents(core).flatMap(({ name }) => {
    const run = recoveriesOf(core.state.database, name, 1)[0]
    const result = run && resultOf(run)
    return run === undefined || result === undefined || !isUnfinished(core, run, result)
      ? []
      : [{ agent: name, run: run.id, recovery: result.recovery, ...(result.folder === 'as-before' ? { asBefore: true } : {}) }]
  })
}

function isUnfinished(core: Core, run: KnownRun, { folder, process }: RecoverResult): boolean {
  const { agent, verdict, ended, started } = run
  if (verdict !== 'interrupted' || process === 'beats') return false
  if (folder === 'as-before' && (process === 'started' || !wasRunning(core, run))) return false
  const since = Date.parse(ended ?? started)
  const standing = beatState(core.state.database, agent ?? '')
  if (standing?.state === 'alive' && Date.parse(standing.since) > since) return false
  return core.ports.clock.now().getTime() - since < goesOnFor
}

/** Whether something of the agent ran, and was to be ended. */
function wasRunning({ state }: Core, { id }: KnownRun): boolean {
  return recoverySteps(state.database, id).some(({ step }) => step === 'stopping')
}

function resultOf({ result }: KnownRun): RecoverResult | undefined {
  return result === null ? undefined : (result as RecoverResult)
}

/** The runs of a recovery that were cut off: the one that goes on may have been as well, and any of them may have started the agent. */
function cutOffIn({ state }: Core, agent: string, recovery: string): string[] {
  const runs = recoveriesOf(state.database, agent, 20)
  return runs.filter((run) => run.verdict === 'interrupted' && resultOf(run)?.recovery === recovery).map(({ id }) => id)
}

/** Goes on with a recovery that was cut off: starts the agent, unless it runs, and waits for its heartbeat where its folder is recovered; a run of its own. */
export async function finishRecovery(
  core: Core,
  { agent: name, run: cutOff, recovery, asBefore }: UnfinishedRecovery,
  trigger: 'manual' | 'heartbeat',
  host: RunHost,
  onStep: (step: RecoveryStep) => void = () => undefined,
): Promise<RecoveredRun> {
  const agent = agentNamed(core, name)
  const before = recoveriesOf(core.state.database, name, 20).find(({ id }) => id === cutOff)
  const { repository, target, snapshot } = before ?? {}
  const about = { ...(repository ? { repository } : {}), ...(target ? { target } : {}), ...(snapshot ? { snapshot } : {}) }
  return asRecovery(core, { agent, recovery, trigger, incomplete: false }, about, host, onStep, async (recovering) => {
    if (asBefore) return startAsItWas(recovering)
    const of = before && resultOf(before)
    const { repository = null, snapshots = [], safety = null } = of ?? {}
    Object.assign(recovering.result, { folder: 'recovered', repository, snapshots, safety })
    // Cut off as well, it has to say the same, or nobody would go on.
    await recovering.step('replaced', { ...(repository === null ? {} : { repository }), snapshots: [...snapshots], safety })
    return startAgain(recovering, cutOffIn(core, name, recovery))
  })
}
