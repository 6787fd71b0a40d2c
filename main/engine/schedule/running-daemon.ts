import type { Core } from '../core.ts'
import { readOwner } from '../home/lock.ts'

/** The lock of the one Vaultkeeper on a home that runs the schedule. */
export const schedulerLock = 'scheduler'

/** What the tray app says that it does while it runs the schedule. */
const inTray = 'running the schedule in the tray'

/** What this process says that it does while it runs the schedule. The tray app is the host with a desktop. */
export function runningSchedule({ ports }: Core): string {
  return ports.desktop === undefined ? 'running the schedule' : inTray
}

/** The process that runs the schedule on this home, if one does. `tray`: it is the tray app. */
export function runningDaemon(core: Core): { readonly pid: number; readonly since: string; readonly tray: boolean } | undefined {
  const owner = readOwner(core.home.locks, schedulerLock)
  return owner && { pid: owner.pid, since: owner.since, tray: owner.doing === inTray }
}
