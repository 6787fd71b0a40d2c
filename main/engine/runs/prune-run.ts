import { raiseDoubt } from '../anomalies/raise-anomaly.ts'
import { settleDoubts } from '../anomalies/settle-doubts.ts'
import { beingCopied, unlessCopied } from '../copy/copy-lock.ts'
import type { Core, RunHost } from '../core.ts'
import { keepBallast } from '../home/ballast.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { refusedRemoval } from '../repositories/refused-removal.ts'
import { embedded, repositoryLock } from '../repositories/repository-place.ts'
import { removeOldSafeties } from '../restore/old-safety.ts'
import { circumstancesOf } from '../retention/circumstances.ts'
import { type Circumstances, type Freeze, pruneFreezes } from '../retention/retention-freeze.ts'
import { freezeFacts } from '../retention/series.ts'
import { noteGone } from '../verify/note-vanished.ts'
import type { MaintenanceOccasion } from './check-run.ts'
import { noteRefusedRemoval, noteRemovalWorks } from './note-refused-removal.ts'
import { CancelledError, type EndedRun, type Ending, recordRun } from './record-run.ts'
import { putRight, recover } from './recover.ts'
import { underLock } from './under-lock.ts'
import { withSecondTry } from './with-second-try.ts'

/** What freeing space has to show. Bytes are as exact as restic's own rounded text. */
export type PruneRunResult = { readonly repository: string; readonly freedBytes: number; readonly remainingBytes: number }

/**
 * Frees the space of what is in no snapshot any more. Not where something is not as it should be: what vanished without our doing can be brought
 * back until then.
 * @param occasion `null`: a person asks
 */
export function prune(
  core: Core,
  repository: string,
  occasion: MaintenanceOccasion | null,
  circumstances: Circumstances,
  host: RunHost,
): Promise<EndedRun<PruneRunResult>> {
  const of = occasion === null ? { trigger: 'manual' as const } : { plan: occasion.plan, trigger: occasion.trigger }
  const intent = { kind: 'prune' as const, repository, ...of, ...(occasion?.due ? { due: occasion.due } : {}) }
  return recordRun<PruneRunResult>(
    core,
    intent,
    async (run) => {
      await settleDoubts(core, repository, circumstances)
      const before = freezeOf(core, repository, circumstances)
      // What needs no look at the repository: an append-only one, a battery.
      if (before !== undefined && !before.asks) return frozen(repository, before)
      return underLock(core, repositoryLock(repository), 'freeing space in the repository', host, () =>
        pruneLocked(core, run, repository, circumstances.sleeping, host),
      )
    },
    host.signal,
  )
}

async function pruneLocked(core: Core, run: string, repository: string, sleeping: boolean, host: RunHost): Promise<Ending<PruneRunResult>> {
  const interrupted = await recover(core, repository)
  const opened = await openRepository(core, repository, 'write', host)
  const { present } = await putRight(core, opened, interrupted, host)
  await noteGone(core, opened.name, present)
  // Others may have held the lock for hours.
  const circumstances = await circumstancesOf(core, sleeping)
  const freeze = freezeOf(core, repository, circumstances)
  if (freeze !== undefined) {
    if (freeze.asks) await askAbout(core, repository, freeze, circumstances)
    return frozen(repository, freeze)
  }
  const pruned = await unlessCopied(core, repository, () => pruneUnfrozen(core, opened, run, host))
  return 'into' in pruned ? frozen(repository, beingCopied(pruned.into)) : pruned.did
}

async function pruneUnfrozen(core: Core, opened: OpenRepository, run: string, host: RunHost): Promise<Ending<PruneRunResult>> {
  const repository = opened.name
  await removeOldSafeties(core, opened, run, host)
  const outcome = await withSecondTry(core, opened, host, (full) => runPrune(opened, full, host))
  if (outcome.kind === 'cancelled') throw new CancelledError()
  const why = refusedRemoval(outcome)
  const appendOnly = why === undefined ? undefined : await noteRefusedRemoval(core, opened, why)
  if (appendOnly !== undefined) return { verdict: 'skipped', problem: appendOnly, warnings: [] }
  const { removedBytes, remainingBytes } = opened.done(outcome)
  if (removedBytes > 0) await noteRemovalWorks(core, opened)
  if (repository === embedded) keepBallast(core.home)
  return { verdict: 'done', warnings: [], result: { repository, freedBytes: removedBytes, remainingBytes } }
}

async function runPrune(opened: OpenRepository, full: boolean, host: RunHost) {
  // On a full disk nothing is packed anew, which would need room first.
  const task = opened.restic.prune(opened.target, full ? { maxRepackSize: '0' } : {}, { signal: host.signal })
  for await (const event of task)
    if (event.type === 'progress') host.onProgress({ step: 'checking', percent: event.percent, done: event.done, total: event.total })
  return task.outcome
}

function freezeOf(core: Core, repository: string, circumstances: Circumstances): Freeze | undefined {
  return pruneFreezes(freezeFacts(core, repository, circumstances))[0]
}

function frozen(repository: string, { code, sentence, remedy }: Freeze): Ending<never> {
  const problem = { code, sentence: `No space was freed in "${repository}": ${sentence}`, remedy }
  return { verdict: 'skipped', problem, warnings: [] }
}

/** Each plan and vault that a snapshot has vanished of is asked about by itself, so that one answer does for its retention too. */
async function askAbout(core: Core, repository: string, freeze: Freeze, circumstances: Circumstances): Promise<void> {
  const { entries } = freezeFacts(core, repository, circumstances)
  const lanes = new Map(entries.filter(({ vanished }) => vanished !== null).map((one) => [`${one.plan}/${one.vault}`, one]))
  for (const { plan, vault } of lanes.values()) if (vault !== null) await raiseDoubt(core, { plan, vault, repository }, freeze)
}
