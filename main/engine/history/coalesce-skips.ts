import type { HistoryEntry } from '../../contract/procedures/history.ts'
import type { Skip } from '../state/schedule-queries.ts'
import { seqOf } from './newest-first.ts'

/**
 * The first entries of a list, newest first. Skips of one plan for one reason between which nothing else happened are one entry, in the place of the newest:
 * a machine that slept for a week is one line. Pure; reads no more of the list than it needs.
 * @param together `false`: each skip by itself
 * @returns `next`: the number of the last line that was taken, or `null` where that was all
 */
export function coalesceSkips(
  list: Iterable<HistoryEntry>,
  most: number,
  together: boolean,
): { readonly entries: readonly HistoryEntry[]; readonly next: number | null } {
  const entries: HistoryEntry[] = []
  // Where in the list the skips stand since the last run or decision.
  const stretch = new Map<string, number>()
  let last = 0
  for (const entry of list) {
    const key = together && entry.what === 'skip' ? JSON.stringify([entry.skip.plan, entry.skip.repository, entry.skip.reason]) : undefined
    const at = key === undefined ? undefined : stretch.get(key)
    const newer = at === undefined ? undefined : entries[at]
    if (at !== undefined && newer?.what === 'skip' && entry.what === 'skip')
      entries[at] = { what: 'skip', skip: joined(newer.skip, entry.skip) }
    else if (entries.length === most) return { entries, next: last }
    else {
      if (key === undefined) stretch.clear()
      else stretch.set(key, entries.length)
      entries.push(entry)
    }
    last = seqOf(entry)
  }
  return { entries, next: null }
}

function joined(newer: Skip, older: Skip): Skip {
  const [first, last] = [older.first < newer.first ? older.first : newer.first, older.last > newer.last ? older.last : newer.last]
  return { ...newer, first, last, count: newer.count + older.count }
}
