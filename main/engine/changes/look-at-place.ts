import { createHash } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { hashFile } from '../verify/compare-file.ts'
import type { Entry } from './entry.ts'
import { statsOf } from './place-in-vault.ts'

/** What is at a place on the disk now. `mark` is another one as soon as anybody touches it. */
export type AtPlace =
  | { readonly kind: 'nothing'; readonly mark: string }
  | { readonly kind: 'folder' | 'other'; readonly mark: string }
  | { readonly kind: Entry['kind']; readonly sha256: string; readonly mark: string }

/** Looks at a place, by content; links are not followed. */
export async function lookAtPlace(place: string): Promise<AtPlace> {
  const stats = statsOf(place)
  if (stats === undefined) return { kind: 'nothing', mark: markOf(place) }
  const mark = markOf(place)
  // As bytes: two names that are no UTF-8 may be one text.
  if (stats.isSymbolicLink())
    return { kind: 'link', sha256: createHash('sha256').update(readlinkSync(place, 'buffer')).digest('hex'), mark }
  if (!stats.isFile()) return { kind: stats.isDirectory() ? 'folder' : 'other', mark }
  return { kind: 'file', sha256: await hashFile(Buffer.from(place).toString('latin1'), stats.size), mark }
}

/** See {@link AtPlace}. */
export function markOf(place: string): string {
  const stats = statsOf(place)
  return stats === undefined ? '' : [stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ')
}

/** Whether a place holds what a snapshot does. */
export function holds(now: AtPlace, entry: Entry | null | undefined): boolean {
  if (!entry) return now.kind === 'nothing'
  return 'sha256' in now && now.kind === entry.kind && now.sha256 === entry.sha256
}
