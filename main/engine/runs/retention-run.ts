import type { KeepRules } from '../../contract/configuration/keep.ts'
import type { Trigger } from '../../contract/trigger.ts'
import { judgeBeforeRetention } from '../anomalies/judge-before-retention.ts'
import { raiseDoubts } from '../anomalies/raise-anomaly.ts'
import { settleDoubts } from '../anomalies/settle-doubts.ts'
import { beingCopied, unlessCopied } from '../copy/copy-lock.ts'
import type { Core, RunHost } from '../core.ts'
import { ProblemError } from '../problem-error.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { repositoryLock } from '../repositories/repository-place.ts'
import { circumstancesOf } from '../retention/circumstances.ts'
import { previewRetention, previewSeries, type RetentionPreview } from '../retention/preview-retention.ts'
import { type Circumstances, freezeProblem } from '../retention/retention-freeze.ts'
import { rulesFor, type Series, seriesOf } from '../retention/series.ts'
import { latestRetention } from '../state/retention-queries.ts'
import { noteGone } from '../verify/note-vanished.ts'
import { type EndedRun, type Ending, recordRun } from './record-run.ts'
import { putRight, recover } from './recover.ts'
import { removeSnapshots, type SeriesResult } from './remove-snapshots.ts'
import { seeSnapshots } from './see-snapshots.ts'
import { underLock } from './under-lock.ts'

/** What a run of retention has to show: what became of each vault of the plan. */
export type RetentionResult = { readonly plan: string; readonly repository: string; readonly vaults: readonly SeriesResult[] }

/** Which plan's rules are to be carried out where. `keep`: other rules than the configuration's, for this time. */
export type RetentionJob = {
  readonly plan: string
  readonly repository: string
  readonly trigger: Trigger
  readonly keep?: KeepRules | undefined
}

/** Problems that pass by themselves: what nobody asked for is then skipped, not failed. */
const passing = new Set(['drive-not-connected', 'keychain-locked', 'keychain-not-answering', 'network-log-in'])

/**
 * Removes what the retention of a plan does not keep in a repository: only snapshots that this machine made for it, only those that restic's own dry
 * run would remove too, never pinned ones, never the newest three, and nothing where something is not as it should be.
 * @returns `null` when there was nothing to do, which is no run: nothing to remove, or a repository that is append-only; nor is it one more run when
 * what held it back the last time still does, unless a person asks
 */
export async function retain(
  core: Core,
  job: RetentionJob,
  circumstances: Circumstances,
  host: RunHost,
): Promise<EndedRun<RetentionResult> | null> {
  const { configuration } = core.settings
  if (configuration !== null) await judgeBeforeRetention(core, seriesOf(configuration, job.plan, job.repository), host)
  await settleDoubts(core, job.repository, circumstances)
  const looked = previewRetention(core, job, circumstances)
  const wanted = looked.filter(({ remove }) => remove.length > 0)
  if (wanted.length === 0) return null
  if (wanted.some(({ freezes }) => freezes.some(({ code }) => code === 'repository-append-only'))) {
    // Nothing would be removed there anyway; but who can add to it may have added what is not ours.
    for (const one of wanted) await raiseDoubts(core, one)
    return null
  }
  if (job.trigger !== 'manual' && isHeldBackStill(core, job, wanted)) return null
  const { plan, repository, trigger } = job
  return recordRun<RetentionResult>(
    core,
    { kind: 'retention', plan, repository, trigger },
    async (run) => {
      try {
        return await underLock(core, repositoryLock(repository), `removing old snapshots of ${plan}`, host, () =>
          retainLocked(core, run, job, circumstances.sleeping, host),
        )
      } catch (error) {
        if (!(error instanceof ProblemError) || !passing.has(error.problem.code) || trigger === 'manual') throw error
        return { verdict: 'skipped', problem: error.problem, warnings: [] }
      }
    },
    host.signal,
  )
}

async function retainLocked(
  core: Core,
  run: string,
  job: RetentionJob,
  sleeping: boolean,
  host: RunHost,
): Promise<Ending<RetentionResult>> {
  const { plan, repository } = job
  const interrupted = await recover(core, repository)
  const opened = await openRepository(core, repository, 'write', host)
  const { present } = await putRight(core, opened, interrupted, host)
  await noteGone(core, repository, present)
  // What runs recorded is now known as the repository has it: its time to the nanosecond, and the machine.
  await seeSnapshots(core, opened, host)
  const results: SeriesResult[] = []
  const did = await unlessCopied(core, repository, async () => {
    const { configuration } = core.settings
    for (const series of configuration === null ? [] : seriesOf(configuration, plan, repository)) {
      const look = async () => previewNow(core, series, job.keep, await circumstancesOf(core, sleeping))
      results.push(await removeSnapshots(core, opened, run, look, host))
    }
  })
  if ('into' in did) return { verdict: 'skipped', warnings: [], problem: freezeProblem({ vault: plan, repository }, beingCopied(did.into)) }
  return judgeRetention({ plan, repository, vaults: results })
}

/** What would be removed by what is in force at this moment: others may have held the lock for hours. A series that is no more has no rules, and all of it stays. */
function previewNow(core: Core, series: Series, keep: KeepRules | undefined, circumstances: Circumstances): RetentionPreview {
  const { configuration } = core.settings
  return previewSeries(core, series, keep ?? (configuration === null ? {} : rulesFor(configuration, series)), circumstances)
}

/** What the run comes to. Pure. */
function judgeRetention(result: RetentionResult): Ending<RetentionResult> {
  const { vaults } = result
  const worst = (['failed', 'not-verified', 'skipped'] as const).find((verdict) => vaults.some((one) => one.verdict === verdict))
  const problem = vaults.find(({ verdict }) => verdict === worst)?.problem
  if (worst === undefined || problem === null || problem === undefined) return { verdict: 'done', warnings: [], result }
  const others = vaults.flatMap((one) => (one.problem === null || one.problem === problem ? [] : [`${one.vault}: ${one.problem.sentence}`]))
  const removed = vaults.some((one) => one.removed.length > 0)
  if (worst === 'skipped' && removed) return { verdict: 'warnings', problem, warnings: [problem.sentence, ...others], result }
  return { verdict: worst, problem, warnings: others, result }
}

function isHeldBackStill(core: Core, { plan, repository }: RetentionJob, wanted: readonly RetentionPreview[]): boolean {
  const held = wanted.map((preview) => preview.freezes[0] && freezeProblem(preview, preview.freezes[0]))
  const last = latestRetention(core.state.database, plan, repository)
  if (last?.verdict !== 'skipped' || held.includes(undefined)) return false
  return last.problem?.sentence === held[0]?.sentence && last.warnings.length === held.length - 1
}
