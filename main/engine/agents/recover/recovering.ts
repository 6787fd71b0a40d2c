import type { RecoveryStep } from '../../../contract/agent-events.ts'
import type { HistoryEvent } from '../../../contract/history-event.ts'
import type { RecoverResult } from '../../../contract/procedures/run-results.ts'
import type { Core, RunHost } from '../../core.ts'
import { CancelledError, type Ending, endingOf, recordRun } from '../../runs/record-run.ts'
import type { Agent } from '../agent-named.ts'
import type { HeartbeatSeen } from '../escalate/to-escalate.ts'
import type { RecoveredRun, RecoverRequest } from './recover-agent.ts'

/** What is known of a recovery while it goes on. */
export type Recovering = {
  readonly core: Core
  readonly agent: Agent
  readonly request: Omit<RecoverRequest, 'agent'>
  readonly host: RunHost
  readonly run: string
  readonly result: { -readonly [Key in keyof RecoverResult]: RecoverResult[Key] }
  readonly warnings: string[]
  timeline: readonly HeartbeatSeen[]
  /** Records a step, and tells of it. */
  readonly step: (step: RecoveryStep, also?: Pick<StepEvent, 'repository' | 'snapshots' | 'safety'>) => Promise<void>
}

type StepEvent = Extract<HistoryEvent, { event: 'recovery.step' }>
type Intent = Parameters<typeof recordRun>[1]

/** Does the work of a recovery as one run: whatever comes of it, its outcome says what became of the folder, and of the process. */
export async function asRecovery(
  core: Core,
  { agent, ...request }: RecoverRequest,
  intent: Omit<Intent, 'kind' | 'agent' | 'trigger'>,
  host: RunHost,
  onStep: (step: RecoveryStep) => void,
  work: (recovering: Recovering) => Promise<Omit<Ending<never>, 'warnings' | 'result'>>,
): Promise<RecoveredRun> {
  const began = core.ports.clock.monotonic()
  const whole = { kind: 'recover' as const, agent: agent.name, trigger: request.trigger, ...intent }
  let timeline: readonly HeartbeatSeen[] = []
  const ended = await recordRun<RecoverResult>(
    core,
    whole,
    async (run) => {
      const recovering: Recovering = {
        core,
        agent,
        request,
        host,
        run,
        result: untouched(agent.name, request.recovery),
        warnings: [],
        timeline: [],
        step: async (step, also = {}) => {
          await core.record({ event: 'recovery.step', run, recovery: request.recovery, agent: agent.name, step, ...also })
          onStep(step)
        },
      }
      const ending = await work(recovering).catch((error: unknown) =>
        endingOf(core, isAbort(error, host.signal) ? new CancelledError() : error, whole, host.signal),
      )
      timeline = recovering.timeline
      const { result, warnings } = recovering
      return { ...ending, warnings, result: { ...result, took: Math.round(core.ports.clock.monotonic() - began) } }
    },
    host.signal,
  )
  return { ...ended, timeline }
}

function isAbort(error: unknown, { aborted, reason }: AbortSignal): boolean {
  return aborted && (error === reason || (error instanceof Error && error.name === 'AbortError'))
}

/** What there is to show of a recovery before it has done anything. */
export function untouched(agent: string, recovery: string): RecoverResult {
  return {
    agent,
    recovery,
    folder: 'as-before',
    process: 'not-started',
    repository: null,
    snapshots: [],
    safety: null,
    added: 0,
    replaced: 0,
    preserved: 0,
    pid: null,
    log: null,
    took: 0,
  }
}
