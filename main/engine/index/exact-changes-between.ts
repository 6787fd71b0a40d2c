import type { RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { changesBetween } from './changes-between.ts'
import type { IndexedChange, SnapshotIndex } from './types.ts'

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
  if (from === null || !changes.some(({ unsure }) => unsure)) return changes
  const modified = new Set<string>()
  const task = opened.restic.diff(opened.readTarget, { from, to }, { signal: host.signal })
  for await (const { path, modifier } of task) if (/[M?T]/.test(modifier)) modified.add(path.replace(/^\/+|\/+$/g, ''))
  opened.done(await task.outcome)
  return changes.flatMap((change) => {
    if (!change.unsure) return [change]
    if (modified.has(change.path)) return [{ ...change, unsure: false }]
    const same = change.before?.mtime === change.after?.mtime && change.before?.mode === change.after?.mode
    return same ? [] : [{ ...change, change: 'metadata', unsure: false }]
  })
}
