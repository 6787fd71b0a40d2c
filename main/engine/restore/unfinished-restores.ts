import { existsSync } from 'node:fs'
import type { Problem } from '../../contract/problem.ts'
import type { Core } from '../core.ts'
import { begunRestores, isUnfinished, type KnownRestore } from '../state/restore-queries.ts'
import { leftNothing } from './left-nothing.ts'
import { undoKept } from './undo-kept.ts'

/** A restore or an undo that was cut off and left its target half done, with what can be done about it. */
export type UnfinishedRestore = {
  readonly run: string
  readonly kind: KnownRestore['kind']
  readonly target: string
  readonly began: string
  readonly problem: Problem
}

/**
 * The restores and undos that were cut off, of folders that are still there, and that nobody has finished or taken back since, nor written over with a later
 * restore; without those that failed before they wrote anything. Newest first.
 */
export function unfinishedRestores(core: Core): UnfinishedRestore[] {
  const since = core.ports.clock.now().getTime() - undoKept
  const all = begunRestores(core.state.database)
  const left = all.filter(
    (one, at) =>
      isUnfinished(one) &&
      Date.parse(one.time) >= since &&
      existsSync(one.target) &&
      !leftNothing(one) &&
      !all.slice(0, at).some((later) => covers(later, one)),
  )
  return left.map((one) => ({ run: one.run, kind: one.kind, target: one.target, began: one.time, problem: problemOf(one) }))
}

/** Whether a later restore or undo goes over all that an earlier one was at: then it is the one to be looked at. Pure. */
function covers(later: KnownRestore, one: KnownRestore): boolean {
  if (later.target !== one.target || later.undone !== null) return false
  if (one.undoes !== null && later.undoes === one.undoes) return true
  // The others leave what is there, half written or not.
  if (one.parts.length === 0 || (later.policy !== 'always' && later.policy !== 'if-changed')) return false
  const isIn = (path: string, folder: string) => folder === '' || path === folder || path.startsWith(`${folder}/`)
  return one.parts.every(({ to }) => later.parts.some((part) => isIn(to, part.to)))
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
