import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The largest that the file may become, in bytes; what was before lies beside it. */
const largest = 1_000_000

/**
 * Where the app's own lines for whoever looks for a fault go: nobody sees its standard error. `tray.log` in the home's cache, private to its owner, and beside it
 * the one before. A line that cannot be written is let go: the app must not fail for its log.
 */
export function keepLog(cache: string, now: () => Date): (text: string) => void {
  const file = join(cache, 'tray.log')
  return (text) => {
    try {
      mkdirSync(cache, { recursive: true, mode: 0o700 })
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largest) renameSync(file, `${file}.before`)
      appendFileSync(file, `${now().toISOString()} ${text}\n`, { mode: 0o600 })
    } catch {
      // Nobody is left to be told.
    }
  }
}
