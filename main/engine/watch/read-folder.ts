import { type Dirent, readdirSync } from 'node:fs'
import { isCache, pathBytes, statOf } from '../verify/walk-source.ts'
import { fingerprint, together } from './fingerprint.ts'
import { giveWay } from './give-way.ts'

/**
 * Whether a file is watched for, or (`isFolder`) whether a folder may hold such files. Paths are relative to the vault, divided by `/`, one character
 * per byte (latin1), as in verify/walk-source.ts.
 */
export type Takes = (path: string, isFolder: boolean) => boolean

/** The file that marks a folder as a cache: of such a folder restic takes this file alone. */
export const cacheTag = 'CACHEDIR.TAG'

/** What of a folder matters: the fingerprint of the files in it that are watched for, and the names of folders that may hold more. */
export type FolderContent = { readonly print: number; readonly folders: readonly string[]; readonly cache: boolean }

/** The way to something in a vault. */
export function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

/** Reads one folder; links are not followed. `undefined` when it is gone or may not be read. */
export async function readFolder(base: string, path: string, takes: Takes): Promise<FolderContent | undefined> {
  let entries: Dirent[]
  try {
    entries = readdirSync(pathBytes(below(base, path)), { withFileTypes: true, encoding: 'latin1' })
  } catch {
    return undefined
  }
  // A vault that is one itself is backed up all the same.
  const cache = path !== '' && entries.some(({ name }) => name === cacheTag) && isCache(below(base, path))
  if (cache) entries = entries.filter(({ name }) => name === cacheTag)
  const folders: string[] = []
  let print = 0
  for (const entry of entries) {
    const place = below(path, entry.name)
    if (entry.isDirectory()) {
      if (takes(place, true)) folders.push(entry.name)
    } else if (takes(place, false)) {
      const stats = statOf(below(base, place))
      if (stats === undefined) continue
      print = together(print, fingerprint(place, stats))
      await giveWay()
    }
  }
  return { print, folders, cache }
}

/**
 * The fingerprint of all files in a vault that are watched for. Memory is bound by the folders that wait to be read.
 * @param onFolder told of each folder that may hold files which are watched for, but for caches
 */
export async function readTree(
  base: string,
  takes: Takes,
  stopped: () => boolean,
  onFolder: (path: string) => void = () => undefined,
): Promise<number> {
  const waiting = ['']
  let print = 0
  for (let path = waiting.pop(); path !== undefined && !stopped(); path = waiting.pop()) {
    const content = await readFolder(base, path, takes)
    await giveWay()
    if (content === undefined) continue
    if (!content.cache) onFolder(path)
    print = together(print, content.print)
    for (const name of content.folders) waiting.push(below(path, name))
  }
  return print
}
