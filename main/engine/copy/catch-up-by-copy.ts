import type { Core, RunHost } from '../core.ts'
import { circumstancesOf } from '../retention/circumstances.ts'
import { retain } from '../runs/retention-run.ts'
import { latestCopy } from '../state/copy-queries.ts'
import { copyPlan } from './copy-plan.ts'
import { copy } from './copy-run.ts'
import { missedBy } from './missed-by-repository.ts'
import { retainHeldBack } from './retain-held-back.ts'

/** After one that did not succeed it is left alone for so long, in ms: the newest state is there, only history is missing. */
const rest = 6 * 60 * 60_000

/**
 * A repository that was away has missed due times: the newest is made up for by a backup, and what the other repositories of the plan have of those before
 * is copied in behind it. Copies stand in the ledger where their originals do, so that the newest stays the newest.
 */
export async function catchUpByCopy(
  core: Core,
  { plan, repository, due }: { readonly plan: string; readonly repository: string; readonly due: string | null },
  host: RunHost,
): Promise<void> {
  if (due === null) return
  const tried = new Set<string>()
  let copied = 0
  // Looked at again each time: what the one before has brought is not missing any more.
  const next = () => missedBy(core, plan, repository, due).find(({ from }) => !tried.has(from) && !hasRest(core, from, repository))
  for (let job = next(); job !== undefined && !host.signal.aborted; job = next()) {
    tried.add(job.from)
    const { result } = await copy(core, job, { plan: copyPlan, due: null, trigger: 'catch-up' }, host)
    copied += result?.copied.length ?? 0
  }
  for (const from of tried) await retainHeldBack(core, from, host)
  // What has come in may have made others old.
  if (copied > 0 && !host.signal.aborted) await retain(core, { plan, repository, trigger: 'catch-up' }, await circumstancesOf(core), host)
}

function hasRest(core: Core, from: string, to: string): boolean {
  const { verdict = 'done', problem = null, ended = null } = latestCopy(core.state.database, from, to) ?? {}
  if (verdict === 'done' || verdict === 'warnings' || problem?.code === 'stopped' || ended === null) return false
  return core.ports.clock.now().getTime() - Date.parse(ended) < rest
}
