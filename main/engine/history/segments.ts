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
  const segment = historySegments(historyFile).length
  return { path: `${historyFile.slice(0, -'.jsonl'.length)}.${String(segment).padStart(6, '0')}.jsonl`, segment }
}
