import { prepared } from '../state/prepared.ts'
import { entryOfPath } from './entry-of-path.ts'
import { ordinalOf } from './ordinal-of.ts'
import { readState, stateColumns } from './read-version.ts'
import type { IndexedEntry, SnapshotIndex } from './types.ts'

/** How many names of a folder are read at once: memory does not grow with the folder. */
const page = 500

/**
 * Everything below a folder of a snapshot (`''`: all of it), depth first, each folder before what it holds, names in the order of their bytes: as restic lists
 * it. Throws a problem for a snapshot that is not in the index.
 */
export function* walkEntries(index: SnapshotIndex, snapshot: string, folder = ''): Generator<IndexedEntry> {
  const ordinal = ordinalOf(index, snapshot)
  const start = entryOfPath(index.database, folder)
  if (start === undefined) return
  const path = folder.split('/').filter(Boolean).join('/')
  yield* below(index, ordinal, start, path === '' ? '' : `${path}/`)
}

function* below(index: SnapshotIndex, ordinal: number, parent: number, prefix: string): Generator<IndexedEntry> {
  const sql = `SELECT id, name, twin, ${stateColumns} FROM entry JOIN version ON version.entry = entry.id
    WHERE parent = ? AND (name, twin) > (?, ?) AND version.first <= ? AND version.last >= ? ORDER BY name, twin LIMIT ${page}`
  let [name, twin] = ['', 0]
  for (;;) {
    const rows = prepared(index.database, sql).all(parent, name, twin, ordinal, ordinal)
    for (const row of rows) {
      const entry = { path: `${prefix}${String(row['name'])}`, name: String(row['name']), ...readState(row) }
      yield entry
      if (entry.type === 'dir') yield* below(index, ordinal, Number(row['id']), `${entry.path}/`)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < page) return
    ;[name, twin] = [String(last['name']), Number(last['twin'])]
  }
}
