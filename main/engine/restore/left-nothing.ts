import { existsSync } from 'node:fs'
import type { KnownRestore } from '../state/restore-queries.ts'
import { isEmptyFolder } from './two-sides.ts'

/**
 * Whether a restore failed with nothing there of what it was to write, as where restic refused before its first byte: then it has left nothing half done. One
 * that somebody stopped, or that was killed, is still to be finished.
 */
export function leftNothing({ kind, verdict, target, made }: Pick<KnownRestore, 'kind' | 'verdict' | 'target' | 'made'>): boolean {
  if (kind !== 'restore' || verdict !== 'failed') return false
  return isEmptyFolder(Buffer.from(target).toString('latin1')) || (made > 0 && !existsSync(target))
}
