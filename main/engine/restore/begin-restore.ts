import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { begunRestores, isUnfinished, type KnownRestore } from '../state/restore-queries.ts'
import { noteBeside, type PutBeside, readEntries, writeEntries } from './safety-lists.ts'
import { beforeSafety, takeSafetySnapshot } from './safety-snapshot.ts'
import { changedAt, type Restoring, surveyTarget } from './safety-survey.ts'
import { saveWhatIsThere } from './save-what-is-there.ts'

/** A restore that may now write. `restless` as in `Saved`. `beside` is to be called before a file is put beside another. */
export type BegunRestore = {
  readonly safety: string | null
  readonly restless: readonly string[]
  readonly beside: (put: PutBeside) => void
}

/**
 * What has to be before the first byte of a restore: a safety snapshot of what it may overwrite, lists of what is there, and the record that it begins.
 * A restore that finishes one which was cut off is taken back together with it; what was changed in between is in a safety snapshot of its own.
 * @param undo without it there is no safety snapshot, and no taking back
 * @param lookAgain where the repository had to be waited for: what was found in the target before may be hours old. What it throws keeps the restore from beginning
 */
export async function beginRestore(
  core: Core,
  opened: OpenRepository,
  run: string,
  restoring: Restoring,
  undo: boolean,
  host: RunHost,
  lookAgain: () => Promise<void>,
): Promise<BegunRestore> {
  const { snapshot, parts, target, policy } = restoring
  const cutOff = finishedBy(core, restoring)
  tellOfCutOff(core, target, cutOff, host)
  const made = missingFolders(target)
  const save = (touched: readonly string[], parent: string | undefined) =>
    takeSafetySnapshot(core, { run, repository: opened.name, target, touched, parent }, host)
  const look = () => surveyTarget(opened, restoring, host)
  // Into a new or empty folder nothing has to be waited for.
  const isSomethingThere = undo && made === 0 && readdirSync(target).length > 0
  const nothing = { there: { touched: [], stayed: [], mtime: changedAt(target) }, safety: null, restless: [] }
  const saved = isSomethingThere
    ? await beforeSafety(core, opened.name, host, async (waited) => {
        if (waited) await lookAgain()
        return saveWhatIsThere(target, look, save, host)
      })
    : nothing
  const before = cutOff && readEntries(core, cutOff.run)
  const continued = undo && cutOff?.undoable === true && before !== undefined ? cutOff : undefined
  if (undo) writeEntries(core, run, continued === undefined || before === undefined ? saved.there : before)
  const safety = continued === undefined ? saved.safety : continued.safety
  await core.record({
    event: 'restore.begun',
    run,
    repository: opened.name,
    snapshot,
    parts: [...parts],
    target,
    policy,
    safety,
    undoable: undo,
    made: continued?.made ?? made,
    ...(cutOff === undefined ? {} : { continues: cutOff.run }),
  })
  return { safety, restless: saved.restless, beside: (put) => (undo ? noteBeside(core, run, put) : undefined) }
}

/** Whether a restore comes to the same whatever one that was cut off has written already. Pure. */
export function comesToTheSame(policy: string): boolean {
  return policy === 'always' || policy === 'if-changed'
}

/** The restore that this one finishes: of the same, into the same folder, and the last one there. */
function finishedBy(core: Core, { snapshot, parts, target, policy }: Restoring): KnownRestore | undefined {
  const last = begunRestores(core.state.database).find((one) => one.target === target)
  if (last === undefined || !isUnfinished(last) || last.snapshot !== snapshot || last.kind !== 'restore') return undefined
  if (!comesToTheSame(policy) || !comesToTheSame(last.policy) || JSON.stringify(last.parts) !== JSON.stringify(parts)) return undefined
  return last
}

function tellOfCutOff(core: Core, target: string, finished: KnownRestore | undefined, host: RunHost): void {
  const last = begunRestores(core.state.database).find((one) => one.target === target)
  if (finished !== undefined) host.onProgress({ step: 'note', text: `Going on with the restore ${finished.run}, which was cut off` })
  else if (last !== undefined && isUnfinished(last))
    host.onProgress({
      step: 'note',
      text: `The ${last.kind} ${last.run} into ${target} was cut off, so what is there now may be half of it; take it back with: vaultkeeper undo ${last.undoes ?? last.run}`,
    })
}

/** How many folders of a path are not there. */
export function missingFolders(path: string): number {
  let count = 0
  for (let folder = path; !existsSync(folder); folder = dirname(folder)) count += 1
  return count
}
