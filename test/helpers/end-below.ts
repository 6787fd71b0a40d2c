import { readdirSync, readlinkSync } from 'node:fs'

/** Kills what works in a folder, or below it, by what the kernel says. */
export function endBelow(folder: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      const place = readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '')
      if (Number(pid) !== process.pid && (place === folder || place.startsWith(`${folder}/`))) process.kill(Number(pid), 'SIGKILL')
    } catch {
      // Ended by itself meanwhile, as the `sleep` in a loop does; or somebody else's.
    }
}
