import type { Core, RunHost } from '../core.ts'
import { entryAt, type FolderRequest, listFolder } from '../index/list-folder.ts'
import { pageOfFolder } from '../index/page-of-folder.ts'
import { compareTimes } from '../index/times.ts'
import type { IndexedEntry, SnapshotIndex } from '../index/types.ts'
import { walkEntries } from '../index/walk-entries.ts'
import { fail } from '../problem-error.ts'
import { lookInto, type Where } from './look-into.ts'
import { namedAs, parseReference, type SnapshotReference } from './resolve-snapshot.ts'

/** What to list of a folder, in which order. `recursive`: with everything below, each folder before what it holds where it is sorted by name. */
export type ListRequest = Where & {
  readonly recursive: boolean
  readonly sort?: 'name' | 'size' | 'time'
  readonly reverse?: boolean
  readonly limit?: number | undefined
}

/**
 * The entries of a snapshot's folder, or of all below it, out of the index; of a file, itself. Folders come first where it is sorted by name, large and new
 * ones where it is by size or time; `reverse` is the other way round.
 * @param reference `SNAPSHOT[:PATH]`. Throws a problem for one that is not there
 */
export async function* listFiles(
  core: Core,
  reference: string | SnapshotReference,
  request: ListRequest,
  host: RunHost,
): AsyncGenerator<IndexedEntry> {
  const { name, path } = typeof reference === 'string' ? parseReference(reference) : reference
  const { index, snapshot } = await lookInto(core, name, request, host)
  try {
    const entry = path === undefined ? undefined : entryIn(index, snapshot.id, { name, path }, request)
    if (entry !== undefined && entry.type !== 'dir') yield entry
    else
      yield* request.recursive
        ? everything(index, snapshot.id, path ?? '', request)
        : listFolder(index, folderRequest(snapshot.id, path ?? '', request))
  } finally {
    index.close()
  }
}

/** A page of a folder, for a list that is longer than a screen. */
export type FilePage = {
  readonly repository: string
  readonly snapshot: string
  readonly entries: readonly IndexedEntry[]
  /** Of all pages. */
  readonly total: number
}

/** Some of what a snapshot's folder holds, in the order of {@link listFiles}; of a file, itself. Throws a problem for a path that is not there. */
export async function pageOfFiles(
  core: Core,
  reference: SnapshotReference,
  request: Omit<ListRequest, 'recursive'> & { readonly offset: number; readonly limit: number },
  host: RunHost,
): Promise<FilePage> {
  const { name, path } = reference
  const { index, snapshot, repository } = await lookInto(core, name, request, host)
  try {
    const entry = path === undefined ? undefined : entryIn(index, snapshot.id, { name, path }, request)
    const found = { repository, snapshot: snapshot.id }
    if (entry !== undefined && entry.type !== 'dir') return { ...found, entries: request.offset === 0 ? [entry] : [], total: 1 }
    const { limit, offset } = request
    return { ...found, ...pageOfFolder(index, { ...folderRequest(snapshot.id, path ?? '', request), limit, offset }) }
  } finally {
    index.close()
  }
}

function entryIn(index: SnapshotIndex, snapshot: string, { name, path }: { name: string; path: string }, where: Where): IndexedEntry {
  return (
    entryAt(index, snapshot, path) ??
    fail('path-not-found', `There is no "${path}" in that snapshot.`, `See what there is with: vaultkeeper ls ${namedAs(name, where)}`)
  )
}

function folderRequest(
  snapshot: string,
  folder: string,
  { sort = 'name', reverse = false, limit }: Omit<ListRequest, 'recursive'>,
): FolderRequest {
  const byName = sort === 'name'
  const request: FolderRequest = { snapshot, folder, sort: sort === 'time' ? 'mtime' : sort, descending: reverse === byName }
  return limit === undefined ? request : { ...request, limit }
}

function* everything(index: SnapshotIndex, snapshot: string, folder: string, request: ListRequest): Generator<IndexedEntry> {
  const { sort = 'name', reverse = false, limit = Number.POSITIVE_INFINITY } = request
  if (sort === 'name' && !reverse) return yield* first(walkEntries(index, snapshot, folder), limit)
  const sign = reverse ? -1 : 1
  const order = {
    name: (one: IndexedEntry, other: IndexedEntry) => sign * (one.path < other.path ? -1 : 1),
    size: (one: IndexedEntry, other: IndexedEntry) => sign * (other.size - one.size) || (one.path < other.path ? -1 : 1),
    time: (one: IndexedEntry, other: IndexedEntry) => sign * compareTimes(other.mtime, one.mtime) || (one.path < other.path ? -1 : 1),
  }[sort]
  // No more of them are kept than asked for, twice: there may be a million.
  let kept: IndexedEntry[] = []
  for (const entry of walkEntries(index, snapshot, folder)) {
    kept.push(entry)
    if (kept.length >= 2 * limit + 1_000) kept = kept.sort(order).slice(0, limit)
  }
  yield* kept.sort(order).slice(0, limit)
}

function* first<Item>(items: Iterable<Item>, limit: number): Generator<Item> {
  let count = 0
  for (const item of items) {
    if (count++ >= limit) return
    yield item
  }
}
