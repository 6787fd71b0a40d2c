import { basename, isAbsolute } from 'node:path'
import { implement } from '@orpc/server'
import { backups as contract } from '../../contract/procedures/backups.ts'
import type { Core, RunHost } from '../core.ts'
import { runPlanNow } from '../daemon/execute-job.ts'
import { beginOnce } from '../jobs/begin-once.ts'
import { endedRun } from '../jobs/ended-run.ts'
import type { JobOutcome } from '../jobs/jobs.ts'
import { tellNews } from '../news/tell-news.ts'
import { keepOwn } from '../own/keep-own.ts'
import { fail } from '../problem-error.ts'
import { embedded } from '../repositories/repository-place.ts'
import { backup } from '../runs/backup-run.ts'
import { planNamed } from '../runs/plan-run.ts'
import { knownVaults } from '../state/queries.ts'
import { configuredAt } from '../vaults.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  start: os.start.handler(({ context, input }) => ({
    job: ('plan' in input ? startPlan(context, input.plan) : startFolder(context, input)).id,
  })),
  all: os.all.handler(({ context }) => ({ job: startAll(context).id })),
})

function startPlan({ core, jobs }: Context, plan: string) {
  planNamed(core, plan)
  return beginOnce(jobs, { kind: 'backup', title: `Backing up the plan ${plan}`, plan }, (host) => runPlans(core, [plan], host))
}

function startAll({ core, jobs }: Context) {
  const plans = Object.entries(core.settings.configuration?.plans ?? {}).flatMap(([name, { enabled }]) => (enabled ? [name] : []))
  if (plans.length === 0)
    fail('no-plan', 'There is no plan that is switched on.', 'Make one, or switch one on, under "Plans and repositories".')
  return beginOnce(jobs, { kind: 'backup', title: 'Backing up everything' }, (host) => runPlans(core, plans, host))
}

/** One plan after the other; then whoever is to be told of news is told. */
async function runPlans(core: Core, plans: readonly string[], host: RunHost): Promise<JobOutcome> {
  const runs: JobOutcome['runs'][number][] = []
  for (const plan of plans)
    if (!host.signal.aborted) runs.push(...(await runPlanNow(core, plan, host)).map((ended) => endedRun.backup(core, ended)))
  await tellNews(core, core.settings.configuration, core.ports.clock.now(), host.signal)
  return { runs }
}

function startFolder({ core, jobs }: Context, { folder, verify }: { folder: string; verify: boolean }) {
  if (!isAbsolute(folder)) fail('path-not-absolute', `"${folder}" does not say where it lies.`, 'Name the folder from the root on.')
  const known = configuredAt(core.settings.configuration, folder) ?? knownVaults(core.state.database).find(({ path }) => path === folder)
  // By the title a second wish is known for the same: one that is to be verified is not answered with one that is not.
  const title = `Backing up ${known?.name ?? basename(folder)}${verify ? '' : ', without reading it back'}`
  const about = { kind: 'backup', title, vault: known?.id ?? folder } as const
  return beginOnce(jobs, about, async (host) => {
    const ended = await backup(core, { folder, verify }, host)
    if (ended.verdict === 'done' || ended.verdict === 'warnings') await keepOwn(core, embedded, host)
    return { runs: [endedRun.backup(core, ended)] }
  })
}
