import { existsSync } from 'node:fs'
import type { Problem } from '../../contract/problem.ts'
import type { Core } from '../core.ts'
import { begunRestores, isUnfinished, type KnownRestore } from '../state/restore-queries.ts'
import { undoKept } from './undo-kept.ts'

/** A restore or an undo that was cut off and left its target half done, with what can be done about it. */
export type UnfinishedRestore = {
  readonly run: string
  readonly kind: KnownRestore['kind']
  readonly target: string
  readonly began: string
  readonly problem: Problem
}

/** The restores and undos that were cut off, and that nobody has finished or taken back since; the newest of each folder that is still there. */
export function unfinishedRestores(core: Core): UnfinishedRestore[] {
  const since = core.ports.clock.now().getTime() - undoKept
  const newest = [...Map.groupBy(begunRestores(core.state.database), ({ target }) => target).values()].flatMap((all) => all[0] ?? [])
  const left = newest.filter((one) => isUnfinished(one) && Date.parse(one.time) >= since && existsSync(one.target))
  return left.map((one) => ({ run: one.run, kind: one.kind, target: one.target, began: one.time, problem: problemOf(one) }))
}

function problemOf({ run, kind, target, undoes, undoable }: KnownRestore): Problem {
  if (kind === 'undo')
    return {
      code: 'undo-unfinished',
      sentence: `Taking back a restore into ${target} was cut off: some files there may be half written.`,
      remedy: `Finish it with: vaultkeeper undo ${undoes ?? ''}`.trimEnd(),
    }
  return {
    code: 'restore-unfinished',
    sentence: `A restore into ${target} was cut off: some files there may be half written.`,
    remedy: `Finish it with: vaultkeeper restore --finish ${run}.${undoable ? ` Or take it back with: vaultkeeper undo ${run}` : ''}`,
  }
}
