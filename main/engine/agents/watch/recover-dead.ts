import type { RecoverResult } from '../../../contract/procedures/run-results.ts'
import type { Core, RunHost } from '../../core.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import type { EndedRun } from '../../runs/record-run.ts'
import { cutOffRecoveries, heldUntil } from '../../state/agent-queries.ts'
import { agentNamed } from '../agent-named.ts'
import { allAgents } from '../all-agents.ts'
import { recoveryTitle } from '../order/recovery-title.ts'
import type { UnfinishedRecovery } from '../recover/finish-recovery.ts'

/** Brings agents back because they are dead; where the host has jobs, to be seen there, and to be cancelled. */
export function recoverDead(core: Core, agents: readonly string[], signal: AbortSignal, jobs: Jobs | undefined): Promise<void> {
  const title = recoveryTitle(agents)
  return asJob(core, title, signal, jobs, async (host) => {
    const { recoverAgents } = await import('../order/recover-agents.ts')
    return recoverAgents(core, { agents, trigger: 'heartbeat', incomplete: false }, host)
  })
}

/** What was cut off when a Vaultkeeper was ended, so that each folder is as before or recovered, and what is left of it: to start the agent, and to wait for its heartbeat where its folder is recovered. */
export async function settleCutOff(core: Core): Promise<UnfinishedRecovery[]> {
  const [{ settleRecoveries }, { unfinishedRecoveries }, { closeInterruptedRuns }] = await Promise.all([
    import('../recover/settle-recoveries.ts'),
    import('../recover/finish-recovery.ts'),
    import('../../runs/recover.ts'),
  ])
  await settleRecoveries(core)
  await closeInterruptedRuns(core)
  for (const { recovery } of cutOffRecoveries(core.state.database)) await core.record({ event: 'recovery.ended', recovery })
  const now = core.ports.clock.now().toISOString()
  // What a person said to leave alone since is not started.
  return unfinishedRecoveries(core).filter(({ agent }) => heldUntil(core.state.database, agent, now) === undefined)
}

/** Goes on with a recovery that was cut off; an agent that does not come back is handed over to a person. */
export function finishCutOff(core: Core, unfinished: UnfinishedRecovery, signal: AbortSignal, jobs: Jobs | undefined): Promise<void> {
  return asJob(core, recoveryTitle([unfinished.agent]), signal, jobs, async (host) => {
    const agent = agentNamed(core, unfinished.agent)
    const [{ recoverInTurn }, { dependantsOf }] = await Promise.all([
      import('../order/recover-in-turn.ts'),
      import('../order/recovery-levels.ts'),
    ])
    const request = { agent, recovery: unfinished.recovery, trigger: 'heartbeat', incomplete: false } as const
    const dependants = agent.critical ? dependantsOf(allAgents(core), agent.name) : []
    // By the lock of the agent: a person may be bringing it back just now.
    return [await recoverInTurn(core, request, host, { dependants, finishing: true })]
  })
}

async function asJob(
  core: Core,
  title: string,
  signal: AbortSignal,
  jobs: Jobs | undefined,
  work: (host: RunHost) => Promise<readonly EndedRun<RecoverResult>[]>,
): Promise<void> {
  if (jobs === undefined) return void (await work({ signal, onProgress: () => undefined }))
  const asOutcome = async (host: RunHost) => {
    const ended = await work(host)
    const { endedRun } = await import('../../jobs/ended-run.ts')
    return { runs: ended.map((one) => endedRun.recover(core, one)) }
  }
  return jobs.during({ kind: 'recover', title }, asOutcome, signal)
}
