import { statSync } from 'node:fs'
import { prepared } from '../state/prepared.ts'
import { entryOfPath } from './entry-of-path.ts'
import { children, type FolderRequest, isFolder, listFolder, readEntries } from './list-folder.ts'
import { ordinalOf } from './ordinal-of.ts'
import { stateColumns } from './read-version.ts'
import type { IndexedEntry, SnapshotIndex } from './types.ts'

/** Some entries of a folder, and how many it holds. */
export type PageOfFolder = { readonly entries: readonly IndexedEntry[]; readonly total: number }

/** The numbers of a folder's entries, in order. The last few large folders are remembered: their next pages cost no more than the first of a small one. */
const orders = new Map<string, Float64Array>()
const mostOrders = 6

/** A page of what a folder of a snapshot holds, in the order of {@link listFolder}. Throws a problem for a snapshot that is not in the index. */
export function pageOfFolder(
  index: SnapshotIndex,
  request: FolderRequest & { readonly limit: number; readonly offset: number },
): PageOfFolder {
  const { snapshot, folder, limit, offset } = request
  const parent = entryOfPath(index.database, folder)
  if (parent === undefined) return { entries: [], total: 0 }
  const place = { parent, ordinal: ordinalOf(index, snapshot) }
  if (offset === 0 && isShort(index, place, limit)) {
    const entries = listFolder(index, request)
    return { entries, total: entries.length }
  }
  const key = keyOf(index, request)
  const known = orders.get(key)
  if (known !== undefined) {
    const entries = entriesOf(index, known.subarray(offset, offset + limit), folder, place)
    remember(key, known)
    // Numbers may mean something else since the snapshot was taken out of the index and came back.
    if (entries.length === Math.max(0, Math.min(limit, known.length - offset))) return { entries, total: known.length }
  }
  const order = orderOf(index, request, place)
  remember(key, order)
  return { entries: entriesOf(index, order.subarray(offset, offset + limit), folder, place), total: order.length }
}

function isShort({ database }: SnapshotIndex, { parent, ordinal }: Place, limit: number): boolean {
  const sql = `SELECT count(*) AS count FROM (SELECT 1 ${children} LIMIT ?)`
  return Number(prepared(database, sql).get(parent, ordinal, ordinal, limit + 1)?.['count']) <= limit
}

type Place = { readonly parent: number; readonly ordinal: number }

/** The same folder of the same tree, in the same file. */
function keyOf({ database }: SnapshotIndex, { snapshot, folder, sort, descending }: FolderRequest): string {
  const file = database.location()
  const { ino, birthtimeMs } = statSync(file ?? '', { throwIfNoEntry: false }) ?? { ino: 0, birthtimeMs: 0 }
  return JSON.stringify([file, ino, birthtimeMs, snapshot, folder, sort ?? 'name', descending === true])
}

function remember(key: string, order: Float64Array): void {
  orders.delete(key)
  orders.set(key, order)
  for (const oldest of orders.keys()) {
    if (orders.size <= mostOrders) return
    orders.delete(oldest)
  }
}

function orderOf(
  { database }: SnapshotIndex,
  { sort = 'name', descending = false }: FolderRequest,
  { parent, ordinal }: Place,
): Float64Array {
  const direction = descending ? 'DESC' : 'ASC'
  const by =
    sort === 'name'
      ? `name ${direction}, twin ${direction}`
      : sort === 'size'
        ? `version.size ${direction}, name`
        : `version.seconds ${direction}, version.nanos ${direction}, name`
  const statement = prepared(database, `SELECT entry.id AS id, ${isFolder} AS folder ${children} ORDER BY ${by}`)
  const [first, others]: [number[], number[]] = [[], []]
  // By name folders stand first.
  for (const { id, folder } of statement.iterate(parent, ordinal, ordinal))
    (sort === 'name' && folder === 1 ? first : others).push(Number(id))
  return Float64Array.from([...first, ...others])
}

function entriesOf({ database }: SnapshotIndex, ids: Float64Array, folder: string, { parent, ordinal }: Place): IndexedEntry[] {
  const one = prepared(database, `SELECT name, ${stateColumns} ${children} AND entry.id = ?`)
  return readEntries(
    Array.from(ids, (id) => one.get(parent, ordinal, ordinal, id)).filter((row) => row !== undefined),
    folder.split('/').filter(Boolean).join('/'),
  )
}
