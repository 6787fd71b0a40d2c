import { existsSync } from 'node:fs'
import type { RecoveryStep } from '../../../contract/agent-events.ts'
import type { RecoverResult } from '../../../contract/procedures/run-results.ts'
import type { Core, RunHost } from '../../core.ts'
import { fail, ProblemError } from '../../problem-error.ts'
import { placeOf } from '../../restore/look-at-target.ts'
import { beforeSafety } from '../../restore/safety-snapshot.ts'
import { targetLock } from '../../restore/target-lock.ts'
import type { EndedRun, Ending } from '../../runs/record-run.ts'
import { closeInterruptedRuns } from '../../runs/recover.ts'
import { underLock } from '../../runs/under-lock.ts'
import type { Agent } from '../agent-named.ts'
import type { HeartbeatSeen } from '../escalate/to-escalate.ts'
import { startAgent } from '../process/start-agent.ts'
import { awaitEnd, refuseIfRunning, stopAgent } from '../process/stop-agent.ts'
import { layersOfAgent } from './backup-of-agent.ts'
import { readJournals } from './journal.ts'
import { folderOfAgent, foreignIn } from './place-of-agent.ts'
import { planReplacement } from './plan-replacement.ts'
import { asRecovery, type Recovering } from './recovering.ts'
import { refuseIfSharedRuns } from './refuse-shared.ts'
import { replaceStaged } from './replace-staged.ts'
import { saveFolder } from './save-folder.ts'
import { settleRecoveries } from './settle-recoveries.ts'
import { type Staged, stageBackup } from './stage-backup.ts'
import { startAgain } from './start-again.ts'
import { surveyFolder } from './survey-folder.ts'

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
 * Brings one agent back: composes its backup beside its folder, ends what still runs of it, keeps what is there as a safety snapshot, replaces the folder, starts it, and waits for its
 * heartbeat. Whatever goes wrong, or ends this process: the folder is as it was before, or recovered.
 * @param onStep is told of each step when it is recorded
 */
export async function recoverAgent(
  core: Core,
  request: RecoverRequest,
  host: RunHost,
  onStep: (step: RecoveryStep) => void = () => undefined,
): Promise<RecoveredRun> {
  await core.state.catchUp()
  await closeInterruptedRuns(core)
  await settleRecoveries(core)
  const { agent } = request
  const found = layersOfAgent(core, agent)
  const target = placeOf(agent.path)
  const layer = 'noBackup' in found ? undefined : found.layers.at(-1)
  const about = layer === undefined ? {} : { repository: layer.repository, vault: layer.vault, snapshot: layer.snapshot }
  return asRecovery(core, request, { path: agent.path, target, ...about }, host, onStep, (recovering) =>
    underLock(core, targetLock(target), `bringing ${agent.name} back`, host, () => recoverLocked(recovering)),
  )
}

async function recoverLocked(recovering: Recovering): Promise<Omit<Ending<never>, 'warnings' | 'result'>> {
  const { agent, core, host, result, step } = recovering
  refuseHalfReplaced(core, agent.name)
  const { path, leadsFrom } = folderOfAgent(core, agent)
  if (leadsFrom !== undefined) host.onProgress({ step: 'note', text: `${leadsFrom} leads to ${path}` })
  const staged = await stageBackup(recovering, path)
  try {
    result.repository = staged.repository
    result.snapshots = staged.snapshots
    await step('composed', { repository: staged.repository, snapshots: staged.snapshots })
    await replaceStopped(recovering, path, staged)
  } finally {
    await staged.settle()
  }
  return startAgain(recovering)
}

/** What an earlier recovery could not be brought to its end by would be moved over this one later. */
function refuseHalfReplaced(core: Core, agent: string): void {
  const half = readJournals(core.home).find(
    (one) => one.agent === agent && ['replacing', 'putting-back'].includes(one.phase) && existsSync(one.staging),
  )
  if (half !== undefined)
    fail(
      'agent-half-replaced',
      `An earlier recovery of ${agent} was cut off, and cannot be brought to its end: its folder is between two states.`,
      `See to the disk and to the rights of ${half.folder} and ${half.staging}; then bring it back again.`,
    )
}

/** Ends the agent and replaces its folder. What ran before runs again, where that cannot be done. */
async function replaceStopped(recovering: Recovering, path: string, staged: Staged): Promise<void> {
  const { agent, core, host, result, run, step, warnings } = recovering
  // A backup that goes on in there may take hours, and the safety snapshot waits for it: until then the agent is left at its work.
  await beforeSafety(core, staged.repository, host, async () => undefined)
  host.onProgress({ step: 'note', text: `${agent.name}: ending what runs of it` })
  let ran = false
  try {
    await stopAgent(core, agent, host.signal, async (was) => {
      if (was.length === 0) return
      // Whoever finds this run cut off starts it again.
      await step('stopping')
      ran = true
    })
    await step('stopped')
    await refuseIfSharedRuns(core, agent, path)
    const folder = Buffer.from(path).toString('latin1')
    const staying = { preserve: agent.preserve, foreign: foreignIn(core, agent, path) }
    const planned = await planReplacement(staged.tree, folder, staying)
    const { entries, preserved } = await surveyFolder(folder, staying)
    const safety = await saveFolder(core, { agent: agent.name, run, repository: staged.repository, folder: path, entries }, host)
    result.safety = safety
    await step('saved', { repository: staged.repository, safety })
    await refuseIfRunning(core, agent)
    await refuseIfSharedRuns(core, agent, path)
    host.signal.throwIfAborted()
    await replaceStaged(recovering, staged.journal, planned.replacement)
    result.added = planned.added
    result.replaced = planned.replaced
    result.preserved = preserved.length
    warnings.push(...planned.left.map((one) => `Not brought back: ${one}`))
  } catch (error) {
    if (ran) await startAsBefore(recovering, error)
    throw error
  }
}

/** Problems of an agent that something else starts, that runs still, or whose folder is between two states. */
const notToStart: readonly string[] = ['agent-restarted', 'agent-not-stopped', 'agent-half-replaced']

async function startAsBefore({ agent, core, host, result, run, warnings }: Recovering, error: unknown): Promise<void> {
  if (error instanceof ProblemError && notToStart.includes(error.problem.code)) return
  try {
    // It may have been asked to end a moment ago.
    if (host.signal.aborted && !(await awaitEnd(core, agent))) {
      warnings.push(`${agent.name} was being ended when this was cancelled, and still runs.`)
      return
    }
    const { pid, log } = await startAgent(core, agent, run)
    Object.assign(result, { process: 'started', pid, log })
    warnings.push(`${agent.name} ran before, and was started again as it was.`)
  } catch (again) {
    if (!(again instanceof ProblemError)) throw again
    warnings.push(`${agent.name} ran before, and could not be started again: ${again.problem.sentence}`)
  }
}
