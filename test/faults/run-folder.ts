import { chmodSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const prefix = 'vaultkeeper-faults-'

/**
 * Makes the folder of a run, and removes those of runs that were killed: the name tells whose it is. An ordinary user may go through it, for some cases are one's.
 * @returns the folder, and what takes it away
 */
export function openRunFolder(): { readonly folder: string; readonly remove: () => void } {
  const parent = realpathSync(tmpdir())
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(prefix) ? Number(/^\d+/.exec(name.slice(prefix.length))?.[0]) : Number.NaN
    if (!Number.isNaN(pid) && !isRun(pid)) rmSync(path.join(parent, name), { recursive: true, force: true })
  }
  const folder = mkdtempSync(path.join(parent, `${prefix}${process.pid}-`))
  chmodSync(folder, 0o711)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) }
}

/** Whether a process is a run of the suite; numbers come round. */
function isRun(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('faults/run.ts')
  } catch {
    return false
  }
}
