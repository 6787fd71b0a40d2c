import type { IndexedChange } from '../index/types.ts'
import { contentKinds, endingOf, namesWithin } from './endings.ts'

/** A file on one side of a comparison. */
export type SeenFile = { readonly path: string; readonly size: number; readonly mtime: string }

/** A file that was in the snapshot before and one that has come in its place; the same path where only its content changed. */
export type ReplacedFile = { readonly before: SeenFile; readonly after: SeenFile }

/**
 * What became of the files of a vault, sorted by what it may mean. Each list is looked into by itself when it is asked whether they were encrypted.
 */
export type SortedChanges = {
  /** Gone, and nothing of the kind has come. */
  readonly gone: readonly SeenFile[]
  /** There, but with nothing in them any more. */
  readonly hollow: readonly SeenFile[]
  /** Other content under the same name. */
  readonly modified: readonly ReplacedFile[]
  /** Images, sound, archives: other content under the same name, or under that of another such kind. */
  readonly converted: readonly ReplacedFile[]
  /** Gone, while another came whose name holds that of the first: `a.md`, `a.md.locked`. */
  readonly replaced: readonly ReplacedFile[]
  /** New, in nobody's place. */
  readonly added: readonly SeenFile[]
  /** The same content under another name or in another folder. */
  readonly moved: number
}

/** Sorts what the index says of two snapshots. Folders, links and mere touches do not count. Pure. */
export function sortChanges(changes: readonly IndexedChange[]): SortedChanges {
  const removed: SeenFile[] = []
  const arrived: SeenFile[] = []
  const hollow: SeenFile[] = []
  const modified: ReplacedFile[] = []
  const converted: ReplacedFile[] = []
  let moved = 0
  for (const { path, change, formerPath, before, after } of changes) {
    const was = before?.type === 'file' ? { path: formerPath ?? path, size: before.size, mtime: before.mtime } : null
    const is = after?.type === 'file' ? { path, size: after.size, mtime: after.mtime } : null
    if (change === 'metadata') continue
    else if (change === 'renamed') moved += is === null ? 0 : 1
    else if (was !== null && is !== null) {
      if (is.size === 0 && was.size > 0) hollow.push(was)
      else (contentKinds.has(endingOf(path)) ? converted : modified).push({ before: was, after: is })
    } else if (was !== null) removed.push(was)
    else if (is !== null) arrived.push(is)
  }
  const paired = pairUp(withoutPackedObjects(removed, arrived), arrived)
  moved += paired.moved
  const replaced: ReplacedFile[] = []
  for (const pair of paired.pairs) {
    if (pair.after.size === 0 && pair.before.size > 0) hollow.push(pair.before)
    else (isConversion(pair) ? converted : replaced).push(pair)
  }
  return { gone: paired.gone, hollow, modified, converted, replaced, added: paired.added, moved }
}

function isConversion({ before, after }: ReplacedFile): boolean {
  const [from, to] = [endingOf(before.path), endingOf(after.path)]
  return from !== to && contentKinds.has(to)
}

/** git packs its loose objects now and then: nothing is lost. */
function withoutPackedObjects(removed: readonly SeenFile[], arrived: readonly SeenFile[]): readonly SeenFile[] {
  const packed = arrived.flatMap(({ path }) => (path.endsWith('.pack') ? [path.slice(0, path.lastIndexOf('/pack/') + 1)] : []))
  const stores = [...new Set(packed)].filter((folder) => folder.endsWith('objects/'))
  return stores.length === 0 ? removed : removed.filter(({ path }) => !stores.some((folder) => path.startsWith(folder)))
}

type Paired = { pairs: ReplacedFile[]; gone: SeenFile[]; added: SeenFile[]; moved: number }

/** Finds for what is gone what came in its place: beside it first, then anywhere under the same name. */
function pairUp(removed: readonly SeenFile[], arrived: readonly SeenFile[]): Paired {
  const beside = new Map<string, SeenFile[]>()
  const anywhere = new Map<string, SeenFile[]>()
  const sized = new Map<string, SeenFile[]>()
  const put = (map: Map<string, SeenFile[]>, key: string, file: SeenFile) => {
    const some = map.get(key)
    if (some === undefined) map.set(key, [file])
    else some.push(file)
  }
  for (const file of arrived) {
    for (const within of namesWithin(nameOf(file.path))) put(beside, `${folderOf(file.path)}/${within}`, file)
    put(anywhere, nameOf(file.path), file)
    put(sized, `${file.size} ${nameOf(file.path)}`, file)
  }
  const taken = new Set<SeenFile>()
  // Never looks through a list: many files may have one name (index.md).
  const take = (some: SeenFile[] | undefined): SeenFile | undefined => {
    while (some !== undefined && some.length > 0 && taken.has(some.at(-1) as SeenFile)) some.pop()
    const found = some?.pop()
    if (found !== undefined) taken.add(found)
    return found
  }
  const pairs: ReplacedFile[] = []
  const gone: SeenFile[] = []
  let moved = 0
  for (const before of removed) {
    const [folder, name] = [folderOf(before.path), nameOf(before.path)]
    const stem = namesWithin(name)[1] ?? name
    // Moved by a program that keeps no times: the name and the size tell.
    const elsewhere = take(sized.get(`${before.size} ${name}`))
    const after = elsewhere ?? take(beside.get(`${folder}/${name}`)) ?? take(beside.get(`${folder}/${stem}`)) ?? take(anywhere.get(name))
    if (after === undefined) gone.push(before)
    else if (after === elsewhere) moved += 1
    else pairs.push({ before, after })
  }
  return { pairs, gone, added: arrived.filter((file) => !taken.has(file)), moved }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
