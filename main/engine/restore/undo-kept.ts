import type { Core } from '../core.ts'
import { begunRestores } from '../state/restore-queries.ts'

/** How long a restore can be taken back at least, in ms: its safety snapshot and what it restored from are kept for that long. */
export const undoKept = 30 * 86_400_000

/** Snapshots that restores of a repository may be compared with when they are taken back. */
export function neededForUndo(core: Core, repository: string): Set<string> {
  const since = core.ports.clock.now().getTime() - undoKept
  const restores = begunRestores(core.state.database).filter((one) => one.repository === repository && one.undoable && one.undone === null)
  return new Set(restores.filter(({ time }) => Date.parse(time) >= since).map(({ snapshot }) => snapshot))
}
