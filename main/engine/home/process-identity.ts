import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * When a process began, as an opaque text that differs between two processes that got the same pid one after the other. `undefined` when
 * there is no such process or the platform does not tell (Windows: the pid alone has to do).
 */
export function processStart(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // /proc/PID/stat: the program's name is in brackets and may hold spaces; start time is field 22, the 20th after the name.
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    }
    if (process.platform === 'darwin') {
      return execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 2000 }).trim() || undefined
    }
  } catch {
    return undefined
  }
  return undefined
}

/** Whether the very process that was recorded (pid and start) is still there; a zombie is not. */
export function processAlive(pid: number, started: string): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' && (processStart(pid) ?? started) === started
  }
  if (process.platform === 'linux' && isZombie(pid)) return false
  const now = processStart(pid)
  return now === undefined || started === '' || now === started
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return true
  }
}
