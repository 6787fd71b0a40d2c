import { createHash } from 'node:crypto'

/** The lock under which a folder is restored into, or what was restored is taken back. */
export function targetLock(target: string): string {
  return `target-${createHash('sha256').update(target).digest('hex').slice(0, 16)}`
}
