import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

/** 4 MiB, a few years of one vault: looked over in some 10 ms, a usual one in one. */
const largestLookedOver = 4 * 2 ** 20

/**
 * SQLite finds a damaged page only when it comes to read it, which may be in the middle of a backup, and each time again; or never, and answers with what is
 * left. What can be made anew in a moment is not worth that: all pages are looked over while that costs next to nothing.
 * @returns whether nothing is wrong, as far as was looked
 */
export function isSoundInside(file: string, database: DatabaseSync): boolean {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largestLookedOver) return true
  return passesQuickCheck(database)
}

/** Has SQLite look over all pages, however many (https://www.sqlite.org/pragma.html#pragma_quick_check). */
export function passesQuickCheck(database: DatabaseSync): boolean {
  return database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok'
}
