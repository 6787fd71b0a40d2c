import type { Core, RunHost } from '../core.ts'
import { circumstancesOf } from '../retention/circumstances.ts'
import type { BackupResult } from '../runs/backup-run.ts'
import { check } from '../runs/check-run.ts'
import { planNamed, runPlan } from '../runs/plan-run.ts'
import { prune } from '../runs/prune-run.ts'
import type { EndedRun } from '../runs/record-run.ts'
import { retain } from '../runs/retention-run.ts'
import { carePlans, duePlanOf } from '../schedule/due-plans.ts'
import type { Job } from '../schedule/scheduler.ts'

/** Does what the scheduler found due: a plan with all that follows a backup, or the care of a repository. Everything it does is recorded as runs. */
export async function executeJob(core: Core, job: Job, host: RunHost): Promise<void> {
  const trigger = job.trigger === 'change' ? 'manual' : job.trigger
  const occasion = { plan: job.plan, due: job.due, trigger }
  switch (job.plan) {
    case carePlans.check:
      await check(core, job.repository, checkParts(core), occasion, host)
      return
    case carePlans.prune:
      await prune(core, job.repository, occasion, await circumstancesOf(core), host)
      return
    default:
      await executePlan(core, job, host)
  }
}

/** Runs a plan because a person asks for it: all its vaults into each of its repositories, whatever its conditions say. */
export async function runPlanNow(core: Core, name: string, host: RunHost): Promise<EndedRun<BackupResult>[]> {
  const plan = planNamed(core, name)
  const ended: EndedRun<BackupResult>[] = []
  for (const repository of plan.repositories) {
    const configuration = core.settings.configuration
    const due = configuration === null ? undefined : duePlanOf(configuration, name, repository, core.ports.machine.zone())
    // A repository that is switched off is left alone.
    if (due === undefined || host.signal.aborted) continue
    ended.push(...(await executePlan(core, { plan: name, repository, vaults: due.vaults, due: null, trigger: 'manual' }, host)))
  }
  return ended
}

async function executePlan(core: Core, job: Job, host: RunHost): Promise<EndedRun<BackupResult>[]> {
  const ended = await runPlan(core, job, host)
  // Old snapshots go when new ones have come, and not before.
  if (
    ended.some(({ verdict, result }) => (verdict === 'done' || verdict === 'warnings') && result?.unchanged === false) &&
    !host.signal.aborted
  )
    await retain(core, { plan: job.plan, repository: job.repository, trigger: job.trigger }, await circumstancesOf(core), host)
  return ended
}

const week = 7 * 86_400_000

/** In how many checks all data is read, so that it is done in the time that the configuration gives; 0: only the structure is looked at. */
function checkParts(core: Core): number {
  const every = core.settings.configuration?.verification.readDataEvery ?? null
  return every === null ? 0 : Math.min(256, Math.max(1, Math.floor(every / week)))
}
