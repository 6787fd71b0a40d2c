import type { RecoverResult } from '../../../contract/procedures/run-results.ts'
import type { Core, RunHost } from '../../core.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import type { EndedRun } from '../../runs/record-run.ts'
import { cutOffRecoveries } from '../../state/agent-queries.ts'
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

/** What was cut off when a Vaultkeeper was ended, so that each folder is as before or recovered, and what is left of it: to start the agent, and to wait for its heartbeat. */
export async function settleCutOff(core: Core): Promise<UnfinishedRecovery[]> {
  const [{ settleRecoveries }, { unfinishedRecoveries }, { closeInterruptedRuns }] = await Promise.all([
    import('../recover/settle-recoveries.ts'),
    import('../recover/finish-recovery.ts'),
    import('../../runs/recover.ts'),
  ])
  await settleRecoveries(core)
  await closeInterruptedRuns(core)
  for (const { recovery } of cutOffRecoveries(core.state.database)) await core.record({ event: 'recovery.ended', recovery })
  return unfinishedRecoveries(core)
}

/** Goes on with a recovery that was cut off; an agent that does not come back is handed over to a person. */
export function finishCutOff(core: Core, unfinished: UnfinishedRecovery, signal: AbortSignal, jobs: Jobs | undefined): Promise<void> {
  return asJob(core, recoveryTitle([unfinished.agent]), signal, jobs, async (host) => {
    const { finishRecovery } = await import('../recover/finish-recovery.ts')
    const ended = await finishRecovery(core, unfinished, 'heartbeat', host)
    const { run, verdict, problem, timeline } = ended
    const agents = allAgents(core)
    const agent = agents.find(({ name }) => name === unfinished.agent)
    if ((verdict === 'failed' || verdict === 'not-verified') && problem !== undefined && agent !== undefined) {
      const [{ escalate }, { dependantsOf }] = await Promise.all([import('../escalate/escalate.ts'), import('../order/recovery-levels.ts')])
      const dependants = agent.critical ? dependantsOf(agents, agent.name) : []
      await escalate(core, { agent, run, recovery: unfinished.recovery, problem, dependants, timeline })
    }
    return [ended]
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
