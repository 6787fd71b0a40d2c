import type { FSWatcher } from 'node:fs'
import { together } from './fingerprint.ts'

/** A folder that is watched, in a tree of them. Of its files only their sum is kept, so that memory goes by the number of folders. */
export type WatchedFolder = {
  readonly path: string
  /** Missing where the folder may not be read, and when it is watched no longer. */
  watcher: FSWatcher | undefined
  /** Of its own files; see fingerprint.ts. */
  print: number
  readonly folders: Map<string, WatchedFolder>
}

/** Stops watching a folder with all below. */
export function dropFolder(folder: WatchedFolder): void {
  folder.watcher?.close()
  folder.watcher = undefined
  for (const inner of folder.folders.values()) dropFolder(inner)
}

/** The fingerprint of a folder with all below. */
export function printOf(folder: WatchedFolder): number {
  let { print } = folder
  for (const inner of folder.folders.values()) print = together(print, printOf(inner))
  return print
}
