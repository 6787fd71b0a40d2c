import { realpathSync } from 'node:fs'
import { silentMountOf } from './silent-mounts.ts'

/** Where a path really leads; itself where it is not there (yet), or on a network drive that does not answer. */
export function realOrSame(path: string): string {
  if (silentMountOf(path) !== undefined) return path
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
