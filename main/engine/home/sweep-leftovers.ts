import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Home } from './home.ts'
import { readOwner, tryLock } from './lock.ts'
import { processAlive } from './process-identity.ts'
import { removeTreeSync } from './remove-tree.ts'

/** Locks that are held for days and taken with one try: whoever is about to take one must not meet us there. The next one to hold it clears it up. */
const neverTried = new Set(['scheduler', 'server'])

/** So old, in ms, is no file that somebody is just writing: what is written so takes milliseconds, on a slow disk seconds. */
const abandoned = 60_000

/**
 * Removes what killed Vaultkeepers leave in a home beside their records: what SQLite and we note of a lock that is held, temporary files and folders, and
 * files that were not renamed yet, which may hold a password. Two folders are read where there is nothing. What cannot be removed now is tried again.
 */
export function sweepLeftovers(home: Home): void {
  for (const name of leftLocks(home.locks)) {
    // Whoever takes it clears up behind the one before: SQLite its journal, and `release` the note.
    tryLock(home.locks, name, 'clearing up')?.release()
  }
  clearTemporary(home)
  for (const folder of [home.root, home.secrets])
    for (const file of readdirSync(folder).filter((name) => /.\.\d+$/.test(name))) removeAbandoned(join(folder, file))
}

/** Removes temporary files and folders of processes that are gone: their names begin with a pid. */
export function clearTemporary({ temporary }: Home): void {
  for (const name of readdirSync(temporary)) {
    const owner = Number(name.split('-')[0])
    if (!(owner > 0 && processAlive(owner, ''))) removeTreeSync(join(temporary, name))
  }
}

/** Locks that nobody holds who says so, and that were not given back. */
function leftLocks(folder: string): string[] {
  const names = readdirSync(folder).flatMap((name) => /^(.+)\.(?:lock-journal|owner\.json)$/.exec(name)?.[1] ?? [])
  return [...new Set(names)].filter((name) => !neverTried.has(name) && readOwner(folder, name) === undefined)
}

function removeAbandoned(file: string): void {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat?.isFile() && Date.now() - stat.mtimeMs > abandoned) rmSync(file, { force: true })
}
