import { readdirSync, readlinkSync } from 'node:fs'

/** Kills what works in a folder, or below it, by what the kernel says, until nothing does: one may have begun another while it was being ended. */
export function endBelow(folder: string): void {
  for (let found = true; found; ) {
    found = false
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
      try {
        const place = readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '')
        if (Number(pid) === process.pid || (place !== folder && !place.startsWith(`${folder}/`))) continue
        process.kill(Number(pid), 'SIGKILL')
        found = true
      } catch {
        // Ended by itself meanwhile, as the `sleep` in a loop does; or somebody else's.
      }
  }
}
