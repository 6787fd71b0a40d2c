import { prepared } from '../state/prepared.ts'
import { entryOfPath } from './entry-of-path.ts'
import { numberOfType } from './entry-types.ts'
import { ordinalOf } from './ordinal-of.ts'
import { readState, stateColumns } from './read-version.ts'
import type { IndexedEntry, SnapshotIndex } from './types.ts'

/** Which part of a folder, in which order. Sorted by name folders come first. */
export type FolderRequest = {
  readonly snapshot: string
  /** Without slashes at its ends; empty is the root. */
  readonly folder: string
  readonly sort?: 'name' | 'size' | 'mtime'
  readonly descending?: boolean
  readonly limit?: number
  readonly offset?: number
}

/** The condition that a row is a folder. */
export const isFolder = `version.type = ${numberOfType('dir')}`

/**
 * A page of what a folder of a snapshot holds; nothing for a folder that is not there. Names are in the order of their bytes, as restic lists them. Throws a
 * problem for a snapshot that is not in the index.
 */
export function listFolder(index: SnapshotIndex, request: FolderRequest): IndexedEntry[] {
  const { snapshot, folder, sort = 'name', descending = false, limit = -1, offset = 0 } = request
  const ordinal = ordinalOf(index, snapshot)
  const parent = entryOfPath(index.database, folder)
  if (parent === undefined) return []
  const path = folder.split('/').filter(Boolean).join('/')
  if (sort === 'name') return byName(index, { parent, path, ordinal, descending, limit, offset })
  const order = descending ? 'DESC' : 'ASC'
  const by = sort === 'size' ? `version.size ${order}` : `version.seconds ${order}, version.nanos ${order}`
  const sql = `${select} ORDER BY ${by}, name LIMIT ? OFFSET ?`
  return readEntries(prepared(index.database, sql).all(parent, ordinal, ordinal, limit, offset), path)
}

/** A folder's children that a tree has. Their places in the index of names come in order, so that a page by name reads little more than itself. */
export const children = `FROM entry JOIN version ON version.entry = entry.id
  WHERE parent = ? AND version.first <= ? AND version.last >= ?`

const select = `SELECT name, ${stateColumns} ${children}`

type Page = { parent: number; path: string; ordinal: number; descending: boolean; limit: number; offset: number }

/** First the folders, then the others; each in the order in which the index has them, so that nothing is sorted. */
function byName(index: SnapshotIndex, { parent, path, ordinal, descending, limit, offset }: Page): IndexedEntry[] {
  const order = descending ? 'DESC' : 'ASC'
  const part = (which: string, most: number, from: number) =>
    prepared(index.database, `${select} AND ${which} ORDER BY name ${order}, twin ${order} LIMIT ? OFFSET ?`).all(
      parent,
      ordinal,
      ordinal,
      most,
      from,
    )
  const folders = part(isFolder, limit, offset)
  if (limit >= 0 && folders.length === limit) return readEntries(folders, path)
  const skipped = folders.length > 0 || offset === 0 ? 0 : offset - countFolders(index, parent, ordinal)
  const others = part(`NOT ${isFolder}`, limit < 0 ? -1 : limit - folders.length, Math.max(0, skipped))
  return readEntries([...folders, ...others], path)
}

function countFolders({ database }: SnapshotIndex, parent: number, ordinal: number): number {
  const sql = `SELECT count(*) AS count ${children} AND ${isFolder}`
  return Number(prepared(database, sql).get(parent, ordinal, ordinal)?.['count'])
}

/** Entries of a folder from their rows. */
export function readEntries(rows: readonly Record<string, unknown>[], folder: string): IndexedEntry[] {
  return rows.map((row) => {
    const name = String(row['name'])
    return { path: folder === '' ? name : `${folder}/${name}`, name, ...readState(row) }
  })
}

/** One entry of a snapshot, by its path; `undefined` when the snapshot does not have it. */
export function entryAt(index: SnapshotIndex, snapshot: string, path: string): IndexedEntry | undefined {
  const ordinal = ordinalOf(index, snapshot)
  const entry = entryOfPath(index.database, path)
  if (entry === undefined) return undefined
  const sql = `SELECT name, ${stateColumns} FROM entry JOIN version ON version.entry = entry.id WHERE entry.id = ? AND first <= ? AND last >= ?`
  const row = prepared(index.database, sql).get(entry, ordinal, ordinal)
  const parts = path.split('/').filter(Boolean)
  return row && { path: parts.join('/'), name: String(row['name']), ...readState(row) }
}
