import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** All files of a history, oldest first; the last one is the one that is written to (it may not exist yet). */
export function historySegments(historyFile: string): string[] {
  const folder = dirname(historyFile)
  const stem = basename(historyFile, '.jsonl')
  const old = readdirSync(folder)
    .filter((name) => name.startsWith(`${stem}.`) && /^\.\d{6}\.jsonl$/.test(name.slice(stem.length)))
    .sort()
  return [...old.map((name) => join(folder, name)), historyFile]
}

/** The name under which the current segment is put aside when it has grown too large. */
export function nextSegmentName(historyFile: string): { path: string; segment: number } {
  const segment = historySegments(historyFile).length
  return { path: `${historyFile.slice(0, -'.jsonl'.length)}.${String(segment).padStart(6, '0')}.jsonl`, segment }
}
