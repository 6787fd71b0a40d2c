import { realpathSync } from 'node:fs'
import type { Core, RunHost } from '../core.ts'
import { processAlive } from '../home/process-identity.ts'
import { fail } from '../problem-error.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { endOrphan } from '../repositories/stale-locks.ts'
import { partHardLinks } from '../restore/part-hard-links.ts'
import { planTakeBack, type TakeBackPlan } from '../restore/plan-take-back.ts'
import { hasEntries, writeEntries } from '../restore/safety-lists.ts'
import { beforeSafety, takeSafetySnapshot } from '../restore/safety-snapshot.ts'
import { changedAt } from '../restore/safety-survey.ts'
import { restlessWords, saveWhatIsThere } from '../restore/save-what-is-there.ts'
import { clearStaging } from '../restore/staging.ts'
import { putBack, removeAdded, settleTarget } from '../restore/take-back.ts'
import { targetLock } from '../restore/target-lock.ts'
import { openRuns } from '../state/queries.ts'
import { begunRestore, begunRestores, isUnfinished, type KnownRestore } from '../state/restore-queries.ts'
import { type EndedRun, type Ending, recordRun } from './record-run.ts'
import { closeInterruptedRuns } from './recover.ts'
import { underLock } from './under-lock.ts'

/** What an undo has to show, or would do. */
export type UndoResult = {
  /** The restore that was taken back, when it began, and whether it had been cut off. */
  readonly of: string
  readonly began: string
  readonly unfinished: boolean
  readonly target: string
  /** Files and links put back as they were, or that were so already; and removed, for the restore had added them. */
  readonly putBack: number
  /** How many of those put back still had their content: they got their rights and times. `null` before it is done. */
  readonly unchanged: number | null
  readonly removed: number
  /** What others had changed since; it is in the safety snapshot. The first hundred. */
  readonly changedSince: readonly string[]
  readonly changedSinceCount: number
  /** What there was before the undo; `null` where there was nothing of it, or nothing was written. */
  readonly safety: string | null
}

/** The restores that can be taken back, newest first; an undo among them where it can be. */
export function undoable(core: Core): KnownRestore[] {
  return begunRestores(core.state.database).filter((one) => isUndoable(core, one))
}

/** Whether a restore can be taken back, or an undo. */
export function isUndoable(core: Core, one: KnownRestore): boolean {
  return canBeUndone(one) && hasEntries(core, one.run)
}

function canBeUndone({ undoable: can, undone, finished, problem, kind, verdict }: KnownRestore): boolean {
  if (!can || undone !== null || finished !== null || problem?.code === 'nothing-restored') return false
  // One that was cut off is finished by another undo of the same restore.
  return kind === 'restore' || verdict === 'done' || verdict === 'warnings' || verdict === 'not-verified'
}

/** What an undo would do, without doing or recording anything. Throws problems. */
export async function previewUndo(core: Core, named: string | undefined, host: RunHost): Promise<UndoResult> {
  await core.state.catchUp()
  const restore = chosenRestore(core, named)
  const opened = await openRepository(core, restore.repository, 'read', host)
  refuseTarget(core, restore)
  return resultOf(restore, await planTakeBack(core, opened, restore, host), null)
}

/**
 * Takes a restore back: what it overwrote is put back from its safety snapshot, what it added is removed where it still is what the restore wrote. What is
 * there now is kept in another safety snapshot first, so that an undo can itself be taken back. One that was cut off is finished by another.
 * @param named a run, or the beginning of its id; the newest restore that can be taken back, if left out
 */
export async function undo(core: Core, named: string | undefined, host: RunHost): Promise<EndedRun<UndoResult>> {
  await core.state.catchUp()
  const { repository, run, target } = chosenRestore(core, named)
  await endOrphan(core, repository)
  await closeInterruptedRuns(core)
  return recordRun<UndoResult>(core, { kind: 'undo', repository, snapshot: run, target }, (mine) =>
    underLock(core, targetLock(target), `taking back a restore into ${target}`, host, async () => {
      // The one that was waited for may have been killed.
      await closeInterruptedRuns(core)
      const restore = chosenRestore(core, run)
      return takeBack(core, mine, restore, host)
    }),
  )
}

async function takeBack(core: Core, run: string, restore: KnownRestore, host: RunHost): Promise<Ending<UndoResult>> {
  const { repository, target } = restore
  refuseTarget(core, restore)
  const opened = await openRepository(core, repository, 'read', host)
  clearStaging(target)
  const look = async () => {
    const plan = await planTakeBack(core, opened, restore, host)
    return { plan, touched: [...new Set([...plan.folders, ...plan.remove.map(({ path }) => path), ...plan.now])] }
  }
  const save = (touched: readonly string[], parent: string | undefined) =>
    takeSafetySnapshot(core, { run, repository, target, touched, parent }, host)
  const { there, safety, restless } = await beforeSafety(core, repository, host, () => saveWhatIsThere(target, look, save, host))
  const { plan, touched } = there
  writeEntries(core, run, { touched, stayed: plan.stayed, mtime: changedAt(target) })
  await core.record({
    event: 'restore.begun',
    run,
    repository,
    snapshot: restore.safety ?? restore.snapshot,
    parts: restore.safety === null ? [] : [{ from: '', to: '' }],
    target,
    policy: 'always',
    safety,
    undoable: true,
    made: 0,
    undoes: restore.run,
  })
  refuseTarget(core, restore)
  const removed = removeAdded(target, plan, host)
  const stays = [...plan.leftAlone, ...removed.leftAlone]
  // What was added and stays is in no safety snapshot: there may be more of it than a command line holds.
  const except = stays.map(({ path }) => path.replace(/\/$/, '')).filter((path) => plan.saved.has(path))
  partHardLinks(target, plan.toPart)
  const unchanged = await putBack(opened, restore, except, host)
  settleTarget(restore, plan.mtime)
  const warnings = [...restlessWords(restless), ...stays.map(({ path, why }) => `Left as it is: ${path} (${why}).`)]
  const result = { ...resultOf(restore, plan, safety), unchanged, removed: removed.files }
  return { verdict: warnings.length > 0 ? 'warnings' : 'done', warnings, result }
}

const mostShown = 100

function resultOf(restore: KnownRestore, plan: TakeBackPlan, safety: string | null): UndoResult {
  const { run, time, target, verdict } = restore
  return {
    of: run,
    began: time,
    unfinished: verdict !== 'done' && verdict !== 'warnings' && verdict !== 'not-verified',
    target,
    putBack: plan.putBack.filter((path) => !path.endsWith('/')).length,
    unchanged: null,
    removed: plan.remove.length,
    changedSince: plan.changedSince.slice(0, mostShown),
    changedSinceCount: plan.changedSince.length,
    safety,
  }
}

function chosenRestore(core: Core, named: string | undefined): KnownRestore {
  const { database } = core.state
  if (named === undefined) {
    const latest = undoable(core).find(({ kind }) => kind === 'restore')
    const [undone] = undoable(core)
    const remedy =
      undone === undefined
        ? 'See the runs with: vaultkeeper history'
        : `The last one was taken back already; to go back to what was there before that: vaultkeeper undo ${undone.run}`
    return latest ?? fail('nothing-to-undo', 'There is no restore that could be taken back.', remedy)
  }
  const found = begunRestores(database).filter(({ run }) => run.startsWith(named))
  const [first, second] = found
  if (first === undefined)
    return fail('restore-unknown', `No restore "${named}" has written anything.`, 'See which there are with: vaultkeeper undo --list')
  if (second !== undefined && first.run !== named)
    return fail('restore-ambiguous', `"${named}" is the beginning of several restores.`, 'Write more of it: vaultkeeper undo --list')
  if (openRuns(database).some(({ id, pid, processStart }) => id === first.run && processAlive(pid, processStart)))
    return fail('restore-running', `That ${first.kind} is still at work.`, 'Wait until it has ended, or end it.')
  if (!first.undoable)
    return fail('not-undoable', 'That restore was made with --no-undo: what it overwrote was not kept.', 'Restore what is needed again.')
  if (first.undone !== null)
    return fail(
      'undone-already',
      `That ${first.kind} was taken back already, by ${first.undone}.`,
      `To take that back: vaultkeeper undo ${first.undone}`,
    )
  // Together with the one that finished it.
  if (first.finished !== null) return chosenRestore(core, first.finished)
  if (!canBeUndone(first))
    return fail(
      'not-undoable',
      `That ${first.kind} was cut off: it is not taken back, but finished.`,
      `Finish it with: vaultkeeper undo ${begunRestore(database, first.undoes ?? '')?.run ?? ''}`.trimEnd(),
    )
  return first
}

/** The target has to be the folder that it was: there, and no part of its path a link. */
function refuseTarget(core: Core, { run, target }: KnownRestore): void {
  let real = target
  try {
    real = realpathSync(target)
  } catch {
    // Another undo has removed what the restore had made, and was cut off behind that.
    if (begunRestores(core.state.database).some((one) => one.undoes === run && isUnfinished(one))) return
    fail(
      'folder-missing',
      `There is no folder ${target}: somebody has removed it, or its disk is not connected.`,
      'Connect its disk, and try again; where it was removed there is nothing to take back. Other restores: vaultkeeper undo --list',
    )
  }
  if (real !== target)
    fail('target-is-a-link', `${target} leads to ${real} now, so nothing was touched.`, 'Remove that link, and try again.')
}
