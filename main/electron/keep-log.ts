import { closeSync, constants, lstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** The largest that the file may become, in bytes; what was before lies beside it. */
const largest = 1_000_000
/** The longest entry, in characters: what a program has written may stand in one. */
const longest = 20_000

// Added to as a file of this folder: what a link there leads to is somebody's, and a pipe would hold up the app. Windows knows neither.
const adding = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * Where the app's own lines for whoever looks for a fault go: nobody sees its standard error. `tray.log` in the home's cache, private to its owner, and beside it
 * the one before. A line that cannot be written is let go: the app must not fail for its log.
 */
export function keepLog(cache: string, now: () => Date): (text: string) => void {
  const file = join(cache, 'tray.log')
  return (text) => {
    try {
      mkdirSync(cache, { recursive: true, mode: 0o700 })
      if ((lstatSync(file, { throwIfNoEntry: false })?.size ?? 0) > largest) renameSync(file, `${file}.before`)
      const descriptor = openSync(file, adding, 0o600)
      try {
        writeSync(descriptor, `${now().toISOString()} ${plain(text)}\n`)
      } finally {
        closeSync(descriptor)
      }
    } catch {
      // Nobody is left to be told.
    }
  }
}

/** Names of files stand in it, and may hold what a terminal takes for a command, or what looks like another entry: further lines are set in. */
function plain(text: string): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text
  return short
    .toWellFormed()
    .replace(/\r?\n/g, '\n  ')
    .replace(/[^\P{C}\n\t]/gu, '?')
}
