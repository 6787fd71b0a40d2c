import type { IndexedChange } from '../index/types.ts'

/** How many files and links came, went and changed, and by how many bytes. */
export type ChangeCounts = {
  readonly added: number
  readonly removed: number
  readonly modified: number
  readonly renamed: number
  readonly metadata: number
  readonly bytesAdded: number
  readonly bytesRemoved: number
  /** Of what was modified: by how much it grew, less than 0 where it shrank. */
  readonly bytesGrown: number
}

/** Adds changes up; folders are not counted. Pure. */
export function countChanges(changes: readonly IndexedChange[]): ChangeCounts {
  const counts = { added: 0, removed: 0, modified: 0, renamed: 0, metadata: 0, bytesAdded: 0, bytesRemoved: 0, bytesGrown: 0 }
  for (const { change, before, after } of changes) {
    if ((after ?? before)?.type === 'dir' && change !== 'type') continue
    counts[change === 'type' ? 'modified' : change] += 1
    if (change === 'added') counts.bytesAdded += after?.size ?? 0
    if (change === 'removed') counts.bytesRemoved += before?.size ?? 0
    if (change === 'modified' || change === 'type') counts.bytesGrown += (after?.size ?? 0) - (before?.size ?? 0)
  }
  return counts
}
