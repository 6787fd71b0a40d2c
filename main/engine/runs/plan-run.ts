import type { PlanConfiguration } from '../../contract/configuration.ts'
import type { Core, RunHost } from '../core.ts'
import { type Beat, ping } from '../news/ping.ts'
import { fail } from '../problem-error.ts'
import type { Job } from '../schedule/scheduler.ts'
import { aroundPlan } from './around-plan.ts'
import { type BackupResult, backup, type Occasion } from './backup-run.ts'
import { byPerson, type EndedRun } from './record-run.ts'

/** The plan of a name, or a problem that tells which there are. */
export function planNamed(core: Core, name: string): PlanConfiguration {
  const plans = core.settings.configuration?.plans ?? {}
  return (
    (Object.hasOwn(plans, name) ? plans[name] : undefined) ??
    fail(
      'plan-unknown',
      `There is no plan "${name}".`,
      Object.keys(plans).length === 0
        ? 'Plans are written into the configuration: vaultkeeper config path'
        : `There is: ${Object.keys(plans).join(', ')}.`,
    )
  )
}

/**
 * Backs up vaults of a plan into one repository, one after the other, each as a run of its own. One that fails does not keep the others from their
 * turn.
 */
export async function runPlan(core: Core, job: Job, host: RunHost): Promise<EndedRun<BackupResult>[]> {
  const plan = planNamed(core, job.plan)
  const zone = plan.timeZone ?? core.ports.machine.zone()
  const occasion: Occasion = { plan: job.plan, kind: plan.kind, due: job.due, trigger: job.trigger, zone }
  const ended: EndedRun<BackupResult>[] = []
  for (const vault of new Set(job.vaults)) {
    const folder = core.settings.configuration?.vaults[vault]?.path
    const { aborted, reason } = host.signal
    if (folder === undefined || (aborted && (job.trigger === 'manual' || reason !== byPerson))) continue
    const tell = (beat: Beat) => ping(core, core.settings.configuration, beat, host.signal)
    const onBegin = (run: string) => tell({ run, plan: job.plan, at: 'start' })
    const request = { folder, vault, repository: job.repository, include: includedOf(plan, vault), occasion, verify: plan.verify, onBegin }
    const of = { plan: job.plan, repository: job.repository, vault, path: folder, trigger: job.trigger }
    if (aborted) {
      // It was due as well: recorded as cancelled it is left until its next time, like the one that a person saw.
      ended.push(await backup(core, request, host))
      continue
    }
    const run = await backup(core, request, host, aroundPlan(core, plan, of, host))
    ended.push(run)
    const words = run.problem ? `${vault}: ${run.problem.sentence} ${run.problem.remedy}` : `${vault}: ${run.result?.label ?? run.verdict}`
    await tell({ run: run.run, plan: job.plan, at: 'end', verdict: run.verdict, code: run.problem?.code, words })
  }
  return ended
}

/** What a plan takes of a vault: the patterns of all its sources of that vault; `null` when one of them takes it whole. Pure. */
export function includedOf(plan: PlanConfiguration, vault: string): readonly string[] | null {
  const sources = plan.sources.filter((source) => source.vault === vault)
  return sources.some(({ include }) => include === null) ? null : sources.flatMap(({ include }) => include ?? [])
}
