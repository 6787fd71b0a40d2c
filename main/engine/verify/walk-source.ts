import { type Dirent, lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { toBytes } from '../selection/parse-pattern.ts'
import { isExcluded, isIncluded, mayHoldIncluded, type Selection } from '../selection/selection.ts'

/**
 * One thing in a vault. `path` is relative, divided by `/`, and holds one character per byte (latin1), so that names which are no UTF-8
 * stay what they are.
 */
export type SourceEntry = { readonly path: string; readonly kind: 'file' | 'folder' | 'link' | 'other'; readonly stats: Stats }

/** What first 43 bytes mark a folder as a cache that restic leaves out with `--exclude-caches`; see https://bford.info/cachedir/. */
export const cacheSignature = 'Signature: 8a477f597d28d172789f06886806bc55'
const longestBusy = 15

/** The bytes of a path in the form of {@link SourceEntry}. */
export function pathBytes(path: string): Buffer {
  return Buffer.from(path, 'latin1')
}

/** A path as people and JSON see it: bytes that are no UTF-8 become U+FFFD, as in restic's own output. */
export function shownPath(path: string): string {
  return pathBytes(path).toString('utf8')
}

/** A folder that is being walked. `entry` until it has been handed out: a folder that is only on the way is so when something in it is. */
type Level = { readonly prefix: string; readonly names: readonly Dirent[]; next: number; entry: SourceEntry | undefined }

/**
 * Walks what a selection takes of a vault, with the folders on the way to it, in the order in which restic stores it: each folder's names sorted by their
 * bytes, a folder's content right behind it. Memory is bound by the largest folder. Reads synchronously, which is ten times as fast, and gives way every few
 * milliseconds. What vanishes or may not be read while it walks is left out: restic reports that itself.
 * @param root real path of the vault
 * @param enters which folders it goes into
 */
export async function* walkSource(
  root: string,
  selection: Selection,
  enters: (folder: string) => boolean = () => true,
): AsyncGenerator<SourceEntry> {
  let busySince = performance.now()
  const base = toBytes(root)
  const skipped = new Set([...selection.leftOut].map(toBytes))
  const levels: Level[] = [{ prefix: '', names: list(base, '', selection.caches), next: 0, entry: undefined }]
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    if (performance.now() - busySince > longestBusy) {
      await turn()
      busySince = performance.now()
    }
    const item = level.names[level.next++]
    if (item === undefined) {
      levels.pop()
      continue
    }
    const path = `${level.prefix}${item.name}`
    if (skipped.has(`${base}/${path}`) || isExcluded(selection, path)) continue
    const included = isIncluded(selection, path)
    if (!included && !mayHoldIncluded(selection, path)) continue
    const stats = statOf(`${base}/${path}`)
    if (stats === undefined) continue
    const entry = { path, kind: kindOf(stats), stats }
    if (included) {
      for (const above of levels) {
        if (above.entry !== undefined) yield above.entry
        above.entry = undefined
      }
      yield entry
    }
    if (entry.kind === 'folder' && enters(path))
      levels.push({ prefix: `${path}/`, names: list(base, path, selection.caches), next: 0, entry: included ? undefined : entry })
  }
}

function list(base: string, path: string, caches = false): readonly Dirent[] {
  const folder = path === '' ? base : `${base}/${path}`
  try {
    const names = readdirSync(pathBytes(folder), { withFileTypes: true, encoding: 'latin1' })
    if (!caches && names.some((entry) => entry.name === 'CACHEDIR.TAG') && isCache(folder))
      return names.filter((entry) => entry.name === 'CACHEDIR.TAG')
    return names.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  } catch {
    return []
  }
}

/** Whether a folder that holds a CACHEDIR.TAG is marked as a cache by it. One character per byte. */
export function isCache(folder: string): boolean {
  try {
    return readFileSync(pathBytes(`${folder}/CACHEDIR.TAG`), 'latin1').startsWith(cacheSignature)
  } catch {
    return false
  }
}

/** What is at a path, not following a link; `undefined` when it is gone or may not be looked at. */
export function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(pathBytes(path))
  } catch {
    return undefined
  }
}

function kindOf(stats: Stats): SourceEntry['kind'] {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'folder'
  return stats.isSymbolicLink() ? 'link' : 'other'
}
