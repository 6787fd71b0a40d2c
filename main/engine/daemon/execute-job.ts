import type { Verdict } from '../../contract/verdict.ts'
import { catchUpByCopy } from '../copy/catch-up-by-copy.ts'
import { copyIntoMirror } from '../copy/copy-into-mirror.ts'
import type { Core, RunHost } from '../core.ts'
import { drillDue } from '../drill/drill-vaults.ts'
import { gravestVerdict } from '../jobs/gravest-verdict.ts'
import type { JobAbout, JobOutcome, Jobs } from '../jobs/jobs.ts'
import { keepOwn } from '../own/keep-own.ts'
import { circumstancesOf } from '../retention/circumstances.ts'
import type { BackupResult } from '../runs/backup-run.ts'
import { check } from '../runs/check-run.ts'
import { planNamed, runPlan } from '../runs/plan-run.ts'
import { prune } from '../runs/prune-run.ts'
import type { EndedRun } from '../runs/record-run.ts'
import { retain } from '../runs/retention-run.ts'
import { carePlans, duePlanOf } from '../schedule/due-plans.ts'
import type { Job } from '../schedule/scheduler.ts'
import { knownRepository } from '../state/queries.ts'
import { unlessMetered } from './unless-metered.ts'

/** What a job of the scheduler came to. */
type Executed = { readonly verdict: Verdict } | { readonly backups: readonly EndedRun<BackupResult>[] }

/** The same as {@link executeJob}, as a job of this process: to be seen with its progress, and cancelled. A look at git, which is over in a moment, is none. */
export async function executeAsJob(core: Core, jobs: Jobs, job: Job, signal: AbortSignal): Promise<void> {
  if (job.plan === carePlans.git) return void (await executeJob(core, job, { signal, onProgress: () => undefined }))
  const work = async (host: RunHost): Promise<JobOutcome> => {
    const executed = await executeJob(core, job, host)
    if ('verdict' in executed) return { runs: [], verdict: executed.verdict }
    const { endedRun } = await import('../jobs/ended-run.ts')
    return { runs: executed.backups.map((ended) => endedRun.backup(core, ended)) }
  }
  return jobs.during(aboutJob(job), work, signal)
}

/**
 * Does what the scheduler found due: a plan with all that follows a backup, or the care of a repository. Everything it does is recorded as runs.
 * @returns how the care of a repository ended, or the backups of the plan
 */
export function executeJob(core: Core, job: Job, host: RunHost): Promise<Executed> {
  return unlessMetered(core, job, host, (polite) => execute(core, job, polite))
}

async function execute(core: Core, job: Job, host: RunHost): Promise<Executed> {
  const trigger = job.trigger === 'change' ? 'manual' : job.trigger
  const occasion = { plan: job.plan, due: job.due, trigger }
  switch (job.plan) {
    case carePlans.check:
      return { verdict: (await check(core, job.repository, checkParts(core), occasion, host)).verdict }
    case carePlans.drill:
      return { verdict: gravestVerdict((await drillDue(core, job, occasion, host)).map(({ verdict }) => verdict)) }
    case carePlans.git: {
      const { scheduledLook } = await import('../git/scheduled-look.ts')
      return { verdict: await scheduledLook(core, job, host) }
    }
    case carePlans.copy:
      return { verdict: await copyIntoMirror(core, job.repository, occasion, host) }
    case carePlans.prune:
      return { verdict: (await prune(core, job.repository, occasion, await circumstancesOf(core), host)).verdict }
    default:
      return { backups: await executePlan(core, job, host) }
  }
}

/** What a job of the scheduler is called where it is shown. */
function aboutJob({ plan, repository }: Job): JobAbout {
  switch (plan) {
    case carePlans.check:
      return { kind: 'verify', title: `Checking the repository ${repository}`, repository }
    case carePlans.drill:
      return { kind: 'drill', title: `Restoring on trial from ${repository}`, repository }
    case carePlans.copy:
      return { kind: 'copy', title: `Copying into the repository ${repository}`, repository }
    case carePlans.prune:
      return { kind: 'prune', title: `Freeing space in the repository ${repository}`, repository }
    default:
      return { kind: 'backup', title: `Backing up the plan ${plan} into ${repository}`, plan, repository }
  }
}

/**
 * Runs a plan because a person asks for it: all its vaults into each of its repositories, whatever its conditions say. At once, as the schedule does: one that is
 * slow or does not answer holds up no other. Those that are yet to be made come behind, one after the other: each is to cut files as those that are there do.
 * @returns what became of them, in the order of the plan's repositories
 */
export async function runPlanNow(core: Core, name: string, host: RunHost): Promise<EndedRun<BackupResult>[]> {
  const { repositories } = planNamed(core, name)
  const into = async (repository: string): Promise<EndedRun<BackupResult>[]> => {
    const configuration = core.settings.configuration
    const due = configuration === null ? undefined : duePlanOf(configuration, name, repository, core.ports.machine.zone())
    // A repository that is switched off is left alone.
    if (due === undefined || host.signal.aborted) return []
    return executePlan(core, { plan: name, repository, vaults: due.vaults, due: null, trigger: 'manual' }, host)
  }
  const isMade = (repository: string) => Boolean(knownRepository(core.state.database, repository)?.id)
  const ended = new Map<string, EndedRun<BackupResult>[]>()
  const toMake = repositories.filter((repository) => !isMade(repository))
  // All come to their end, also where one throws.
  const settled = await Promise.allSettled(
    repositories.filter(isMade).map(async (repository) => void ended.set(repository, await into(repository))),
  )
  for (const one of settled) if (one.status === 'rejected') throw one.reason
  for (const repository of toMake) ended.set(repository, await into(repository))
  return repositories.flatMap((repository) => ended.get(repository) ?? [])
}

async function executePlan(core: Core, job: Job, host: RunHost): Promise<EndedRun<BackupResult>[]> {
  const ended = await runPlan(core, job, host)
  // Old snapshots go when new ones have come, and not before.
  if (
    ended.some(({ verdict, result }) => (verdict === 'done' || verdict === 'warnings') && result?.unchanged === false) &&
    !host.signal.aborted
  )
    await retain(core, { plan: job.plan, repository: job.repository, trigger: job.trigger }, await circumstancesOf(core), host)
  if (ended.some(({ verdict }) => verdict === 'done' || verdict === 'warnings') && !host.signal.aborted)
    await catchUpByCopy(core, job, host)
  // Last of all, so that the history that is kept tells of all this.
  if (ended.some(({ verdict }) => verdict === 'done' || verdict === 'warnings')) await keepOwn(core, job.repository, host)
  return ended
}

const week = 7 * 86_400_000

/** In how many checks all data is read, so that it is done in the time that the configuration gives; 0: only the structure is looked at. */
function checkParts(core: Core): number {
  const every = core.settings.configuration?.verification.readDataEvery ?? null
  return every === null ? 0 : Math.min(256, Math.max(1, Math.floor(every / week)))
}
