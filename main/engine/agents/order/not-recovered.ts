import type { Problem } from '../../../contract/problem.ts'
import type { RecoverResult } from '../../../contract/procedures/run-results.ts'
import type { Core, RunHost } from '../../core.ts'
import { CancelledError, type Ending, endingOf, recordRun } from '../../runs/record-run.ts'
import type { RecoveredRun, RecoverRequest } from '../recover/recover-agent.ts'
import { untouched } from '../recover/recovering.ts'

/** Records that an agent was not started, for those that it needs did not come back: it stays as it was. */
export function notStarted(core: Core, request: RecoverRequest, needs: readonly string[]): Promise<RecoveredRun> {
  const { name } = request.agent
  return asItWas(core, request, () => ({
    verdict: 'skipped',
    warnings: [],
    problem: notStartedBecause(name, needs),
    result: untouched(request.agent.name, request.recovery),
  }))
}

/** Why an agent is not started without those that it needs. */
export function notStartedBecause(name: string, needs: readonly string[]): Problem {
  const all = needs.map((need) => `"${need}"`).join(' and ')
  return {
    code: 'agent-not-started-because',
    sentence: `"${name}" was not started, for it needs ${all}, which did not come back.`,
    remedy: `Look after ${all} first; then bring it back with: vaultkeeper recover ${name}`,
  }
}

/** Records that an agent's turn had not come when the recovery was cancelled: it stays as it was. */
export function notBegun(core: Core, request: RecoverRequest, signal: RunHost['signal']): Promise<RecoveredRun> {
  const { agent, trigger } = request
  return asItWas(core, request, () => {
    const { verdict, problem } = endingOf(core, new CancelledError(), { kind: 'recover', trigger }, signal)
    const sentence = `Cancelled before "${agent.name}" had its turn: it is as it was.`
    const said =
      verdict === 'cancelled'
        ? { code: 'cancelled', sentence, remedy: `Bring it back when it suits: vaultkeeper recover ${agent.name}` }
        : problem
    return { verdict, warnings: [], ...(said ? { problem: said } : {}), result: untouched(request.agent.name, request.recovery) }
  })
}

/** Records that somebody else has brought an agent back while this recovery waited for its turn at it. */
export function backAlready(core: Core, request: RecoverRequest): Promise<RecoveredRun> {
  return byAnother(core, request, 'agent-back-already', `Another Vaultkeeper has just brought "${request.agent.name}" back.`)
}

/** Records that nothing is left of a recovery that was cut off: somebody else has gone on with it, or begun anew. */
export function goneOnAlready(core: Core, request: RecoverRequest): Promise<RecoveredRun> {
  return byAnother(core, request, 'agent-gone-on-already', `Another Vaultkeeper has gone on with bringing "${request.agent.name}" back.`)
}

function byAnother(core: Core, request: RecoverRequest, code: string, sentence: string): Promise<RecoveredRun> {
  return asItWas(core, request, () => ({
    verdict: 'skipped',
    warnings: [],
    problem: { code, sentence, remedy: 'Nothing to do; how it went: vaultkeeper history' },
    result: untouched(request.agent.name, request.recovery),
  }))
}

async function asItWas(core: Core, { agent, trigger }: RecoverRequest, ending: () => Ending<RecoverResult>): Promise<RecoveredRun> {
  const ended = await recordRun(core, { kind: 'recover', agent: agent.name, trigger }, async () => ending())
  return { ...ended, timeline: [] }
}
