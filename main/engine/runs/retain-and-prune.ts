import type { KeepRules } from '../../contract/configuration/keep.ts'
import { repositoriesWith } from '../copy/mirrors.ts'
import type { Core, RunHost } from '../core.ts'
import { placeOfRepository, seenRepositories } from '../repositories/repository-place.ts'
import { appendOnlyStanding } from '../retention/append-only.ts'
import { circumstancesOf } from '../retention/circumstances.ts'
import { previewRetention, type RetentionPreview } from '../retention/preview-retention.ts'
import { knownRepository } from '../state/queries.ts'
import { planNamed } from './plan-run.ts'
import { type PruneRunResult, prune } from './prune-run.ts'
import type { EndedRun } from './record-run.ts'
import { type RetentionResult, retain } from './retention-run.ts'

/** What a person asks to be removed: by the rules of one plan or all that are switched on, in one repository or all. */
export type RemovalRequest = {
  readonly plan?: string | undefined
  readonly repository?: string | undefined
  /** Other rules than the configuration's, for this time. */
  readonly keep?: KeepRules | undefined
}

/** What was done. `appendOnly`: a sentence for each repository in which nothing ever is. */
export type RemovalResult = {
  readonly retention: readonly EndedRun<RetentionResult>[]
  readonly prune: readonly EndedRun<PruneRunResult>[]
  readonly appendOnly: readonly string[]
}

/** What {@link retainAndPrune} would remove now, told by the ledger alone. Throws a problem for a plan or repository that is not there. */
export async function previewRemoval(core: Core, request: RemovalRequest): Promise<RetentionPreview[]> {
  checkRepository(core, request)
  const circumstances = await circumstancesOf(core)
  return plansOf(core, request).flatMap((plan) => previewRetention(core, { ...request, plan }, circumstances))
}

/**
 * Carries out the retention of plans, then frees the space in their repositories: not in one where a removal failed. Throws a problem for a plan or
 * repository that is not there.
 */
export async function retainAndPrune(core: Core, request: RemovalRequest, host: RunHost): Promise<RemovalResult> {
  checkRepository(core, request)
  const retention: EndedRun<RetentionResult>[] = []
  const failed = new Set<string>()
  for (const plan of plansOf(core, request)) {
    for (const repository of repositoriesOf(core, { ...request, plan })) {
      if (host.signal.aborted) break
      const ended = await retain(core, { plan, repository, trigger: 'manual', keep: request.keep }, await circumstancesOf(core), host)
      if (ended === null) continue
      retention.push(ended)
      if (['failed', 'cancelled', 'not-verified'].includes(ended.verdict)) failed.add(repository)
    }
  }
  const pruned: EndedRun<PruneRunResult>[] = []
  const appendOnly: string[] = []
  for (const repository of repositoriesOf(core, request)) {
    const standing = appendOnlyStanding(core, repository)
    if (standing !== null) appendOnly.push(standing.sentence)
    else if (!failed.has(repository) && !host.signal.aborted)
      pruned.push(await prune(core, repository, null, await circumstancesOf(core), host))
  }
  return { retention, prune: pruned, appendOnly }
}

function plansOf(core: Core, { plan }: RemovalRequest): string[] {
  if (plan !== undefined) planNamed(core, plan)
  const plans = Object.entries(core.settings.configuration?.plans ?? {})
  return plans.filter(([name, { enabled }]) => (plan === undefined ? enabled : name === plan)).map(([name]) => name)
}

/** The repositories that there are, without those that are switched off: of a plan, if one is named. */
function repositoriesOf(core: Core, { plan, repository }: RemovalRequest): string[] {
  const configuration = core.settings.configuration
  const names = plan === undefined ? seenRepositories(core) : configuration === null ? [] : repositoriesWith(configuration, plan)
  return names.filter(
    (name) =>
      (repository ?? name) === name &&
      configuration?.repositories[name]?.enabled !== false &&
      Boolean(knownRepository(core.state.database, name)?.id),
  )
}

function checkRepository(core: Core, { repository }: RemovalRequest): void {
  if (repository !== undefined) placeOfRepository(core, repository, knownRepository(core.state.database, repository))
}
