import type { RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import type { KnownSnapshot } from '../state/queries.ts'

/** How much a snapshot holds: as it was counted when it was made; of one that was only seen it is counted now. */
export async function sizeOf(
  opened: OpenRepository,
  { id, files, bytes }: KnownSnapshot,
  host: RunHost,
): Promise<{ readonly files: number; readonly bytes: number }> {
  if (files !== null && bytes !== null) return { files, bytes }
  const size = { files: 0, bytes: 0 }
  const task = opened.restic.ls(opened.readTarget, { snapshot: id }, { signal: host.signal })
  for await (const node of task) {
    size.files += node.type === 'file' ? 1 : 0
    size.bytes += node.size
  }
  opened.done(await task.outcome)
  return size
}
