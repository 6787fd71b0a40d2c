import { readdirSync, readlinkSync } from 'node:fs'

/** Processes that work in a folder, or below it, by what the kernel says. */
export function processesBelow(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const place = readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '')
        return pid !== process.pid && (place === folder || place.startsWith(`${folder}/`))
      } catch {
        // Gone meanwhile, or somebody else's.
        return false
      }
    })
}
