import type { RecoveryStep } from '../../../contract/agent-events.ts'
import type { Core, RunHost } from '../../core.ts'
import { CancelledError } from '../../runs/record-run.ts'
import { underLock } from '../../runs/under-lock.ts'
import { recoveriesOf, recoverySteps } from '../../state/agent-queries.ts'
import type { KnownRun } from '../../state/queries.ts'
import { escalate } from '../escalate/escalate.ts'
import { finishRecovery, unfinishedRecoveries } from '../recover/finish-recovery.ts'
import { type RecoveredRun, type RecoverRequest, recoverAgent } from '../recover/recover-agent.ts'
import { backAlready, goneOnAlready, notBegun } from './not-recovered.ts'

/** The lock of an agent: who holds it brings it back, of all Vaultkeepers on this home. */
function agentLock(agent: string): string {
  return `agent-${agent}`
}

/**
 * Brings one agent back, alone of all Vaultkeepers, or goes on with it where that was cut off. Where another one was at it and it came back, that was it. When it does not come
 * back a person is told at once.
 * @param about `dependants`: those that are not started without it; `wasAlive`: it beat when it was asked for; `finishing`: nobody asks for more than to go on
 */
export async function recoverInTurn(
  core: Core,
  request: RecoverRequest,
  host: RunHost,
  {
    dependants,
    wasAlive = false,
    finishing = false,
  }: { readonly dependants: readonly string[]; readonly wasAlive?: boolean; readonly finishing?: boolean },
  onStep: (step: RecoveryStep) => void = () => undefined,
): Promise<RecoveredRun> {
  const { name } = request.agent
  await core.state.catchUp()
  const before = newestRun(core, name)
  try {
    return await underLock(core, agentLock(name), `bringing ${name} back`, host, async () => {
      await core.state.catchUp()
      const another = newestRun(core, name)
      const meanwhile = another !== undefined && (another.id !== before?.id || before.verdict === null)
      if (meanwhile && cameBack(another)) return await backAlready(core, request)
      if (host.signal.aborted) return await notBegun(core, request, host.signal)
      const unfinished = unfinishedRecoveries(core).findLast(({ agent }) => agent === name)
      if (finishing && unfinished === undefined) return await goneOnAlready(core, request)
      // Whoever wants it brought back is not served by its being started as it was.
      const ended =
        unfinished === undefined || (unfinished.asBefore && !finishing)
          ? await recoverAgent(core, request, host, onStep)
          : await finishRecovery(core, unfinished, request.trigger, host, onStep)
      if (needsPerson(core, request, ended, wasAlive))
        await escalate(core, {
          agent: request.agent,
          run: ended.run,
          recovery: request.recovery,
          problem: ended.problem ?? unexplained(name),
          dependants,
          timeline: ended.timeline,
        })
      return ended
    })
  } catch (error) {
    if (error instanceof CancelledError) return notBegun(core, request, host.signal)
    throw error
  }
}

/** Whether a run has brought its agent back: also with remarks, and where nothing tells whether it beats. */
export function cameBack({ verdict }: { readonly verdict: RecoveredRun['verdict'] | null }): boolean {
  return verdict === 'done' || verdict === 'warnings' || verdict === 'not-verified'
}

/** A failure does, but for one by which a person who is there has lost nothing: an agent that lives, and was not touched. */
function needsPerson(core: Core, { trigger }: RecoverRequest, { run, verdict }: RecoveredRun, wasAlive: boolean): boolean {
  if (verdict !== 'failed') return false
  return (
    trigger === 'heartbeat' ||
    !wasAlive ||
    recoverySteps(core.state.database, run).some(({ step }) => step !== 'composed' && step !== 'stopping')
  )
}

function newestRun(core: Core, agent: string): KnownRun | undefined {
  return recoveriesOf(core.state.database, agent, 1)[0]
}

function unexplained(name: string) {
  return { code: 'agent-silent', sentence: `"${name}" did not come back.`, remedy: 'Look at its log.' }
}
