import { besideNames } from './keep-both.ts'
import type { SnapshotSide } from './plan-entry.ts'
import { diskSide } from './two-sides.ts'

/**
 * Whether a file was put beside the one at a place by an earlier restore: there is one of its size and time.
 * @param place absolute, one character per byte
 * @param stamp as in `moveKeepingBoth`
 */
export function isBesideAlready(place: string, stamp: string, { size, mtime }: Pick<SnapshotSide, 'size' | 'mtime'>): boolean {
  const cut = place.lastIndexOf('/')
  for (const name of besideNames(place.slice(cut + 1), stamp)) {
    const there = diskSide(`${place.slice(0, cut)}/${name}`, false)
    if (there === 'nothing' || 'code' in there) return false
    if (there.kind === 'file' && there.size === size && there.mtime === mtime) return true
  }
  return false
}
