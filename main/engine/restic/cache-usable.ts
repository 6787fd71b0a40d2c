import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What restic needs to begin a cache, with much to spare, in bytes. What it cannot keep there later it does without. */
const enough = 2 ** 20

/** So old, in ms, is no cache that another restic is just beginning. */
const settled = 10_000

/**
 * Whether restic can work with a cache in `folder`: it ends with an error where it cannot begin one, though it needs none. A cache that a full disk kept
 * from being begun would stop it for ever, and is removed: nothing in it is worth keeping.
 */
export function cacheUsable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!readdirSync(folder).every((name) => isWhole(join(folder, name)))) return false
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= enough
  } catch {
    // What cannot be made, read or cleared away is of no use to restic either.
    return false
  }
}

/** Whether the cache of one repository can be opened, or was cleared away. */
function isWhole(cache: string): boolean {
  const version = join(cache, 'version')
  const stat = statSync(version, { throwIfNoEntry: false })
  if (stat === undefined || /^\d+\s*$/.test(readFileSync(version, 'utf8'))) return true
  if (Date.now() - stat.mtimeMs < settled) return false
  rmSync(cache, { recursive: true, force: true })
  return true
}
