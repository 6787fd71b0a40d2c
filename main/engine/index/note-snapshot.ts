import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Snapshot } from 'restic-wrapper'
import { prepared } from '../state/prepared.ts'

/** Notes a snapshot down, whether its tree is indexed yet or not, so that it can be told what is missing. Nothing happens to one that is known. */
export function noteSnapshot(database: DatabaseSync, { id, time, hostname, paths, tags, tree, summary }: Snapshot): void {
  const folders = foldersKey(paths)
  // What one plan makes of the same folders of one machine: of those the newest tells what is gone.
  const plan = tags.find((tag) => tag.startsWith('plan:')) ?? ''
  const series = JSON.stringify([hostname, folders, plan])
  prepared(
    database,
    'INSERT INTO snapshot (id, time, instant, host, paths, series, tree, files) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  ).run(id, time, instantOf(time), hostname, folders, series, tree, summary?.totalFilesProcessed ?? null)
}

/**
 * Tells the folders of one snapshot from those of another: themselves, or their hash where they are many, as in a safety snapshot. Sorted, for restic tells
 * them as they were given or sorted, by what it is asked.
 */
export function foldersKey(paths: readonly string[]): string {
  const folders = JSON.stringify([...paths].sort())
  return folders.length <= 512 ? folders : createHash('sha256').update(folders).digest('hex')
}

/** A snapshot's time in ms; 1970 for one that cannot be read. */
export function instantOf(time: string): number {
  const instant = Date.parse(time)
  return Number.isNaN(instant) ? 0 : instant
}
