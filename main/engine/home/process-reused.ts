import { readFileSync } from 'node:fs'

/** Length of a clock tick in /proc/PID/stat, in ms. The kernel shows hundredths on every platform that Node runs on. */
const tick = 10

/** How much a lock may seem older than its owner: both are rounded. */
const tolerance = 5_000

/**
 * Whether the number of a process that made something `age` ms ago (a lock of restic) belongs to something else by now: to a thread of another program,
 * or to a program that is no restic and began later. Numbers come round soon where there are few of them and many processes and threads are made.
 * Only Linux tells; elsewhere, and wherever there is doubt, the answer is no.
 */
export function isReused(pid: number, age: number): boolean {
  if (process.platform !== 'linux') return false
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    if (/^Tgid:\s*(\d+)$/m.exec(status)?.[1] !== String(pid)) return true
    if (/restic/i.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')) || /^Name:.*restic/im.test(status)) return false
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const began = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]) * tick
    const up = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000
    return up - began < age - tolerance
  } catch {
    return false
  }
}
