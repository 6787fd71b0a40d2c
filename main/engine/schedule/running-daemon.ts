import type { Core } from '../core.ts'
import { readOwner } from '../home/lock.ts'

/** The lock of the one Vaultkeeper on a home that runs the schedule. */
export const schedulerLock = 'scheduler'

/** The process that runs the schedule on this home, if one does. */
export function runningDaemon(core: Core): { readonly pid: number; readonly since: string } | undefined {
  return readOwner(core.home.locks, schedulerLock)
}
