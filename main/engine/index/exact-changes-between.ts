import type { RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { changesBetween } from './changes-between.ts'
import { entryAt } from './list-folder.ts'
import { isOneLine } from './ordinal-of.ts'
import type { EntryState, IndexedChange, SnapshotIndex } from './types.ts'

/**
 * What became of each path between two snapshots, as {@link changesBetween}, with nothing left unsure: where the index cannot tell whether a content
 * changed, restic is asked, once for all of them. Throws problems.
 */
export async function exactChangesBetween(
  opened: OpenRepository,
  index: SnapshotIndex,
  from: string | null,
  to: string,
  host: RunHost,
): Promise<IndexedChange[]> {
  const changes = changesBetween(index, from, to)
  if (from === null) return changes
  const inLine = isOneLine(index, from, to)
  if (inLine && !changes.some(({ unsure }) => unsure)) return changes
  const modified = new Set<string>()
  const task = opened.restic.diff(opened.readTarget, { from, to }, { signal: host.signal })
  for await (const { path, modifier } of task) if (/[M?T]/.test(modifier)) modified.add(path.replace(/^\/+|\/+$/g, ''))
  opened.done(await task.outcome)
  const exact = changes.flatMap((change): IndexedChange[] => {
    if (!change.unsure || modified.has(change.path)) return [{ ...change, unsure: false }]
    const same = change.before?.mtime === change.after?.mtime && change.before?.mode === change.after?.mode
    return same ? [] : [{ ...change, change: 'metadata', unsure: false }]
  })
  if (inLine) return exact
  return withUnseen(index, from, to, exact, modified)
}

/** Adds the files that look the same in both snapshots, and of which restic says that they differ. */
function withUnseen(
  index: SnapshotIndex,
  from: string,
  to: string,
  changes: readonly IndexedChange[],
  modified: ReadonlySet<string>,
): IndexedChange[] {
  const isContent = new Set(changes.flatMap(({ path, change }) => (change === 'metadata' ? [] : [path])))
  const unseen = [...modified].flatMap((path): IndexedChange[] => {
    if (isContent.has(path)) return []
    const [before, after] = [entryAt(index, from, path), entryAt(index, to, path)]
    if (before?.type !== 'file' || after?.type !== 'file') return []
    return [{ path, change: 'modified', formerPath: null, before: stateOf(before), after: stateOf(after), unsure: false }]
  })
  const replaced = new Set(unseen.map(({ path }) => path))
  return [...changes.filter(({ path }) => !replaced.has(path)), ...unseen].sort((one, other) => (one.path < other.path ? -1 : 1))
}

function stateOf({ type, size, mtime, mode }: EntryState): EntryState {
  return { type, size, mtime, mode }
}
