import { type Dirent, lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import type { Selection } from '../selection/selection.ts'

/**
 * One thing in a vault. `path` is relative, divided by `/`, and holds one character per byte (latin1), so that names which are no UTF-8
 * stay what they are.
 */
export type SourceEntry = { readonly path: string; readonly kind: 'file' | 'folder' | 'link' | 'other'; readonly stats: Stats }

/** What first 43 bytes mark a folder as a cache that restic leaves out with `--exclude-caches`; see https://bford.info/cachedir/. */
const cacheSignature = 'Signature: 8a477f597d28d172789f06886806bc55'
const longestBusy = 15

/** The bytes of a path in the form of {@link SourceEntry}. */
export function pathBytes(path: string): Buffer {
  return Buffer.from(path, 'latin1')
}

/** A path as people and JSON see it: bytes that are no UTF-8 become U+FFFD, as in restic's own output. */
export function shownPath(path: string): string {
  return pathBytes(path).toString('utf8')
}

/**
 * Walks a vault in the order in which restic stores it: each folder's names sorted by their bytes, a folder's content right behind it.
 * Memory is bound by the largest folder. Reads synchronously, which is ten times as fast, and gives way every few milliseconds.
 * What vanishes or may not be read while it walks is left out: restic reports that itself.
 * @param root real path of the vault
 * @param selection what of it the backup takes
 */
export async function* walkSource(root: string, selection: Selection): AsyncGenerator<SourceEntry> {
  let busySince = performance.now()
  const base = Buffer.from(root).toString('latin1')
  const skipped = new Set([...selection.leftOut].map((path) => Buffer.from(path).toString('latin1')))
  const stack: { prefix: string; names: Dirent[]; next: number }[] = [{ prefix: '', names: list(base, ''), next: 0 }]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const item = top.names[top.next++]
    if (item === undefined) {
      stack.pop()
      continue
    }
    const path = `${top.prefix}${item.name}`
    if (skipped.has(`${base}/${path}`)) continue
    const stats = statOf(`${base}/${path}`)
    if (stats === undefined) continue
    yield { path, kind: kindOf(stats), stats }
    if (stats.isDirectory()) stack.push({ prefix: `${path}/`, names: list(base, path), next: 0 })
    if (performance.now() - busySince > longestBusy) {
      await turn()
      busySince = performance.now()
    }
  }
}

function list(base: string, path: string): Dirent[] {
  const folder = path === '' ? base : `${base}/${path}`
  try {
    const names = readdirSync(pathBytes(folder), { withFileTypes: true, encoding: 'latin1' })
    if (names.some((entry) => entry.name === 'CACHEDIR.TAG') && isCache(folder))
      return names.filter((entry) => entry.name === 'CACHEDIR.TAG')
    return names.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  } catch {
    return []
  }
}

function isCache(folder: string): boolean {
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
