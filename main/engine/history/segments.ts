import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * The files of a history that are there, oldest first; the last one is the one that is written to, unless it has yet to be begun. Known by the list of their
 * folder, and not by asking for each: a disk that fails to answer must not make a history look shorter than it is. Throws the system's error.
 */
export function historySegments(historyFile: string): string[] {
  const folder = dirname(historyFile)
  const current = basename(historyFile)
  const stem = basename(historyFile, '.jsonl')
  const names = readdirSync(folder)
  const old = names.filter((name) => name.startsWith(`${stem}.`) && /^\.\d{6}\.jsonl$/.test(name.slice(stem.length))).sort()
  return [...old, ...(names.includes(current) ? [current] : [])].map((name) => join(folder, name))
}

/** The name under which the current segment is put aside when it has grown too large. */
export function nextSegmentName(historyFile: string): { path: string; segment: number } {
  const stem = historyFile.slice(0, -'.jsonl'.length)
  // Behind the newest, and not as many as there are: where somebody removed an old one, its neighbour would be written over.
  const newest = historySegments(historyFile).findLast((file) => file !== historyFile)
  const segment = newest === undefined ? 1 : Number(newest.slice(stem.length + 1, -'.jsonl'.length)) + 1
  return { path: `${stem}.${String(segment).padStart(6, '0')}.jsonl`, segment }
}
