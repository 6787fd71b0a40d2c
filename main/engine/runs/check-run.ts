import type { Core, RunHost } from '../core.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { repositoryLock } from '../repositories/repository-place.ts'
import { knownRepository } from '../state/queries.ts'
import { finishedChecks, wasRun } from '../state/schedule-queries.ts'
import { damageProblem, findDamage } from '../verify/damage.ts'
import { noteVanished } from '../verify/note-vanished.ts'
import { vanishedProblem } from '../verify/vanished-problem.ts'
import { alreadyDone } from './judge-backup.ts'
import { type EndedRun, type Ending, recordRun } from './record-run.ts'
import { recover } from './recover.ts'
import { skipIfPassing } from './skip-if-passing.ts'
import { underLock } from './under-lock.ts'

/** What a check on the calendar has to show: `part` of `parts` of the data was read, by turns; both 0 where only the structure was looked at. */
export type CheckResult = { readonly repository: string; readonly part: number; readonly parts: number }

/** The occasion of something that is due for a repository as a whole. */
export type MaintenanceOccasion = {
  readonly plan: string
  readonly due: string | null
  readonly trigger: 'manual' | 'schedule' | 'catch-up' | 'retry'
}

/**
 * Checks the structure of a repository, holds the ledger against it, and reads the part of its data whose turn it is, so that all of it is read
 * once in `parts` checks.
 */
export function check(
  core: Core,
  repository: string,
  parts: number,
  occasion: MaintenanceOccasion,
  host: RunHost,
): Promise<EndedRun<CheckResult>> {
  const intent = {
    kind: 'check' as const,
    repository,
    plan: occasion.plan,
    trigger: occasion.trigger,
    ...(occasion.due ? { due: occasion.due } : {}),
  }
  return recordRun<CheckResult>(
    core,
    intent,
    (run) =>
      underLock(core, repositoryLock(repository), 'checking the repository', host, () =>
        checkLocked(core, repository, parts, run, occasion, host),
      ).catch((error: unknown) => skipIfPassing(error, occasion.trigger)),
    host.signal,
  )
}

async function checkLocked(
  core: Core,
  repository: string,
  parts: number,
  run: string,
  occasion: MaintenanceOccasion,
  host: RunHost,
): Promise<Ending<CheckResult>> {
  await recover(core, repository)
  if (occasion.due && wasRun(core.state.database, { plan: occasion.plan, repository, vault: null }, occasion.due, run))
    return alreadyDone('check')
  if (!knownRepository(core.state.database, repository)?.id) return nothingToCheck(repository)
  const opened = await openRepository(core, repository, 'read', host)
  const part = parts === 0 ? 0 : (finishedChecks(core.state.database, repository) % parts) + 1
  const result: CheckResult = { repository, part, parts }
  const vanished = await noteVanished(core, opened)
  const damage = await findDamage(core, opened, host, parts === 0 ? 'structure' : `${part}/${parts}`)
  if (damage !== undefined) {
    return { verdict: 'not-verified', problem: damageProblem(opened, damage), warnings: [], result }
  }
  // Only what was read whole is sound: a part says nothing of the damage that another part has.
  if (parts === 1 && knownRepository(core.state.database, repository)?.damaged) await core.record({ event: 'repository.sound', repository })
  if (vanished.length > 0) return { verdict: 'not-verified', problem: vanishedProblem(vanished), warnings: [], result }
  return { verdict: 'done', warnings: [], result }
}

/** A plan that has not been run yet: its repository is made with its first backup. */
function nothingToCheck(repository: string): Ending<never> {
  return {
    verdict: 'skipped',
    warnings: [],
    problem: {
      code: 'nothing-backed-up',
      sentence: `Nothing has been backed up into the repository "${repository}" yet.`,
      remedy: 'Nothing to do: it is checked once there is something in it.',
    },
  }
}
