import type { Problem } from '../../contract/problem.ts'
import type { Core, RunHost } from '../core.ts'
import { ProblemError } from '../problem-error.ts'
import { messageOf, problemOfError } from '../problem-of-error.ts'
import type { BackupResult } from '../runs/backup-run.ts'
import { waitingWarning } from '../runs/backup-warnings.ts'
import { CancelledError, type Ending } from '../runs/record-run.ts'
import type { JudgedLane } from '../state/anomaly-queries.ts'
import { judgeLane } from './judge-lane.ts'
import { noteLoss } from './note-loss.ts'

/**
 * Does the work of a backup and judges what its snapshot changes, or that there was nothing to save any more. The backup's own verdict stays what it is.
 * Where it cannot be judged now that is a warning; the snapshot waits for the next run, or the next retention.
 */
export async function judgedBackup(
  core: Core,
  lane: JudgedLane | undefined,
  host: RunHost,
  work: () => Promise<Ending<BackupResult>>,
): Promise<Ending<BackupResult>> {
  if (lane === undefined) return work()
  let ending: Ending<BackupResult>
  try {
    ending = await work()
  } catch (error) {
    if (error instanceof ProblemError) await noteLoss(core, lane, error.problem.code)
    throw error
  }
  if (ending.verdict === 'failed' && ending.problem !== undefined) await noteLoss(core, lane, ending.problem.code)
  if (ending.result === undefined) return ending
  try {
    await judgeLane(core, lane, host)
    return ending
  } catch (error) {
    // Whoever cancels now has a snapshot all the same.
    if (error instanceof CancelledError) return ending
    return warned(ending, whyNot(core, error))
  }
}

function whyNot(core: Core, error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  core.ports.log(core.redactor.redact((error instanceof Error && error.stack) || messageOf(error)))
  return problemOfError(error)
}

function warned(ending: Ending<BackupResult>, why: Problem): Ending<BackupResult> {
  const warning = waitingWarning('Whether what changed is unusual', why)
  const good = ending.verdict === 'done' || ending.verdict === 'skipped'
  return {
    ...ending,
    warnings: [...ending.warnings, warning],
    warningCount: (ending.warningCount ?? ending.warnings.length) + 1,
    verdict: good ? 'warnings' : ending.verdict,
  }
}
