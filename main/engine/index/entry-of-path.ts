import type { DatabaseSync } from 'node:sqlite'
import { prepared } from '../state/prepared.ts'
import { rootEntry } from './keep-place.ts'

/** The number of a path's entry; slashes at its ends do not count. `undefined`: no snapshot has it. */
export function entryOfPath(database: DatabaseSync, path: string): number | undefined {
  const child = prepared(database, 'SELECT id FROM entry WHERE parent = ? AND name = ? AND twin = 0')
  let id = rootEntry
  for (const name of path.split('/')) {
    if (name === '') continue
    const row = child.get(id, name)
    if (row === undefined) return undefined
    id = Number(row['id'])
  }
  return id
}

/** The numbers of all entries of a path: several where names look alike. */
export function twinsOfPath(database: DatabaseSync, path: string): number[] {
  const children = prepared(database, 'SELECT id FROM entry WHERE parent = ? AND name = ?')
  let ids = [rootEntry]
  for (const name of path.split('/')) if (name !== '') ids = ids.flatMap((id) => children.all(id, name).map((row) => Number(row['id'])))
  return ids
}

/** The path of an entry, without a slash at its ends. */
export function pathOfEntry(database: DatabaseSync, entry: number, known: Map<number, string> = new Map()): string {
  if (entry === rootEntry) return ''
  const remembered = known.get(entry)
  if (remembered !== undefined) return remembered
  const row = prepared(database, 'SELECT parent, name FROM entry WHERE id = ?').get(entry)
  if (row === undefined) return ''
  const parent = Number(row['parent'])
  const folder = pathOfEntry(database, parent, known)
  const path = folder === '' ? String(row['name']) : `${folder}/${String(row['name'])}`
  known.set(entry, path)
  return path
}
