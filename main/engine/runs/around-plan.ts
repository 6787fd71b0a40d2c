import type { PlanConfiguration } from '../../contract/configuration.ts'
import type { Trigger } from '../../contract/trigger.ts'
import { findChange } from '../changes/find-change.ts'
import type { Core, RunHost } from '../core.ts'
import { type HookOutcome, hookProblem, hookWarning, runHook } from '../hooks/run-hook.ts'
import { ProblemError } from '../problem-error.ts'
import type { Around, BackupResult } from './backup-run.ts'
import { waitingWarning } from './backup-warnings.ts'
import { CancelledError, type Ending, endingOf } from './record-run.ts'

/** What the hooks of a run are told of it. */
export type PlanRun = {
  readonly plan: string
  readonly repository: string
  readonly vault: string
  readonly path: string
  readonly trigger: Trigger
}

/**
 * What a plan wants done around the backup of one vault: its hooks. A before-hook that fails stops the run; the after-hook is told how it ended,
 * whatever that was.
 */
export function aroundPlan(core: Core, plan: PlanConfiguration, of: PlanRun, host: RunHost): Around {
  return async (id, work) => {
    const run = { id, plan: of.plan, repository: of.repository, vault: of.vault, path: of.path }
    const { before, after } = plan.hooks
    const guarded = async (): Promise<Ending<BackupResult>> => {
      if (before === null) return work()
      const end = await runHook(core, { run, when: 'before', hook: before }, host.signal)
      if (end.verdict === 'done') return work()
      if (host.signal.aborted) throw new CancelledError()
      return { verdict: 'failed', problem: hookProblem(end), warnings: [] }
    }
    // What is thrown is told, too: the after-hook may have to put back what the before-hook did.
    const ended = await guarded().catch((error: unknown) => endingOf(core, error, { kind: 'backup', trigger: of.trigger }, host.signal))
    const ending = plan.approval ? await withChange(core, of, ended, host) : ended
    if (after === null) return ending
    const end = await runHook(core, { run, when: 'after', hook: after, outcome: outcomeOf(ending) }, host.signal)
    return end.verdict === 'done' ? ending : warned(ending, hookWarning(end))
  }
}

/** Looks what the snapshot changes of what was approved last; also where it is the one before, for a run may have been killed before it looked. */
async function withChange(core: Core, of: PlanRun, ending: Ending<BackupResult>, host: RunHost): Promise<Ending<BackupResult>> {
  const snapshot = ending.result?.snapshot
  if (snapshot === undefined || ending.verdict === 'failed') return ending
  try {
    await findChange(core, { plan: of.plan, vault: of.vault, repository: of.repository }, snapshot, host)
    return ending
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return warned(ending, waitingWarning('What changed', error.problem))
  }
}

function warned(ending: Ending<BackupResult>, warning: string): Ending<BackupResult> {
  const warningCount = (ending.warningCount ?? ending.warnings.length) + 1
  const good = ending.verdict === 'done' || ending.verdict === 'skipped'
  return { ...ending, warnings: [...ending.warnings, warning], warningCount, verdict: good ? 'warnings' : ending.verdict }
}

function outcomeOf({ verdict, problem, warnings, result }: Ending<BackupResult>): HookOutcome {
  return {
    verdict,
    problem: problem ?? null,
    warnings,
    snapshot: result?.snapshot ?? null,
    label: result?.label ?? null,
    unchanged: result?.unchanged ?? false,
  }
}
