import { readFileSync } from 'node:fs'

/** Of the kernel's clock that /proc counts in. */
const ticksPerSecond = 100

/** How a process stands: resident now and at its highest, in MB; seconds of a processor that it and its children have used. */
export type Standing = { readonly resident: number; readonly highest: number; readonly processor: number }

/** From /proc, whose `stat` has the program's name in brackets before the numbers. */
export function standing(pid: number): Standing {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const numbers = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // utime, stime, cutime, cstime.
  const ticks = numbers.slice(11, 15).reduce((sum, number) => sum + Number(number), 0)
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024
  return { resident: megabytes('VmRSS'), highest: megabytes('VmHWM'), processor: ticks / ticksPerSecond }
}
