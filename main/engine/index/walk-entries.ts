import { prepared } from '../state/prepared.ts'
import { entryOfPath } from './entry-of-path.ts'
import { ordinalOf } from './ordinal-of.ts'
import { isFolder, readState, stateColumns } from './read-version.ts'
import type { IndexedEntry, SnapshotIndex } from './types.ts'

/** An entry as it stands in the tables, with its path and name. `row` has the columns of a state. */
export type EntryRow = { readonly path: string; readonly name: string; readonly row: Record<string, unknown> }

/** How many names of a folder are read at once: memory does not grow with the folder. */
const page = 500

/**
 * Everything below a folder of a snapshot (`''`: all of it), depth first, each folder before what it holds, names in the order of their bytes: as restic lists
 * it. Throws a problem for a snapshot that is not in the index.
 */
export function* walkEntries(index: SnapshotIndex, snapshot: string, folder = ''): Generator<IndexedEntry> {
  for (const { path, name, row } of walkRows(index, snapshot, folder)) yield { path, name, ...readState(row) }
}

/** The same, for whoever needs a part of it only: of a million entries each time that is written out counts. */
export function* walkRows(index: SnapshotIndex, snapshot: string, folder = ''): Generator<EntryRow> {
  const ordinal = ordinalOf(index, snapshot)
  const start = entryOfPath(index.database, folder)
  if (start === undefined) return
  const path = folder.split('/').filter(Boolean).join('/')
  yield* below(index, ordinal, start, path === '' ? '' : `${path}/`)
}

function* below(index: SnapshotIndex, ordinal: number, parent: number, prefix: string): Generator<EntryRow> {
  const sql = `SELECT id, name, twin, ${stateColumns} FROM entry JOIN version ON version.entry = entry.id
    WHERE parent = ? AND (name, twin) > (?, ?) AND version.first <= ? AND version.last >= ? ORDER BY name, twin LIMIT ${page}`
  let [name, twin] = ['', 0]
  for (;;) {
    const rows = prepared(index.database, sql).all(parent, name, twin, ordinal, ordinal)
    for (const row of rows) {
      const each = String(row['name'])
      const path = prefix + each
      yield { path, name: each, row }
      if (isFolder(row)) yield* below(index, ordinal, Number(row['id']), `${path}/`)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < page) return
    ;[name, twin] = [String(last['name']), Number(last['twin'])]
  }
}
