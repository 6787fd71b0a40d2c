import type { DatabaseSync } from 'node:sqlite'
import { begun, ended, highEnd, lowEnd } from './ordinals.ts'

/**
 * Takes snapshots that are gone out of the index, with what only they had. A line whose end went ends at the next tree that is still there: what that
 * tree has holds as far as the line goes again. In one transaction; costs in proportion to what goes.
 */
export function removeSnapshotsFromIndex(database: DatabaseSync, ids: readonly string[]): void {
  if (ids.length === 0) return
  database.exec('BEGIN IMMEDIATE')
  try {
    const remove = database.prepare('DELETE FROM snapshot WHERE id = ?')
    for (const id of ids) remove.run(id)
    database.exec('CREATE TEMP TABLE IF NOT EXISTS touched (entry INTEGER PRIMARY KEY)')
    database.exec('DELETE FROM touched')
    database.exec('DELETE FROM tree WHERE id NOT IN (SELECT tree FROM snapshot)')
    for (const row of database.prepare('SELECT id, low, high FROM line').all())
      shortenLine(database, Number(row['id']), Number(row['low']), Number(row['high']))
    removeDeadEntries(database)
    database.exec('COMMIT')
  } catch (error) {
    // A disk that is full or fails ends it by itself.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function shortenLine(database: DatabaseSync, line: number, low: number, high: number): void {
  const trees = database.prepare('SELECT ordinal FROM tree WHERE ordinal BETWEEN ? AND ? ORDER BY ordinal').all(low, high)
  const living = trees.map(({ ordinal }) => Number(ordinal))
  const [newLow, newHigh] = [living[0], living.at(-1)]
  if (living.length === high - low + 1) return
  if (newLow === undefined || newHigh === undefined) {
    drop(database, `version.first BETWEEN ${lowEnd(line)} AND ${highEnd(line)}`)
    database.prepare('DELETE FROM line WHERE id = ?').run(line)
    return
  }
  if (newHigh < high) {
    drop(database, `version.first > ${newHigh} AND version.first <= ${high} AND ${begun}`)
    database.exec(`UPDATE version SET last = ${highEnd(line)} WHERE version.last >= ${newHigh} AND version.last < ${high} AND ${ended}`)
  }
  if (newLow > low) {
    drop(database, `version.last < ${newLow} AND version.last >= ${low} AND ${ended}`)
    database.exec(`UPDATE version SET first = ${lowEnd(line)} WHERE version.first <= ${newLow} AND version.first > ${low} AND ${begun}`)
  }
  for (const [at, ordinal] of living.entries()) {
    const next = living[at + 1]
    if (next === undefined || next === ordinal + 1) continue
    drop(database, `version.first > ${ordinal} AND version.first < ${next} AND version.last < ${next} AND ${begun}`)
  }
  database.prepare('UPDATE line SET low = ?, high = ? WHERE id = ?').run(newLow, newHigh, line)
}

function drop(database: DatabaseSync, which: string): void {
  database.exec(`INSERT OR IGNORE INTO touched SELECT entry FROM version WHERE ${which}`)
  database.exec(`DELETE FROM version WHERE ${which}`)
}

/** Entries that no snapshot has any more. */
function removeDeadEntries(database: DatabaseSync): void {
  database.exec('DELETE FROM touched WHERE EXISTS (SELECT 1 FROM version WHERE version.entry = touched.entry)')
  database.exec(
    "INSERT INTO name_parts (name_parts, rowid, name) SELECT 'delete', id, name FROM entry WHERE id IN (SELECT entry FROM touched)",
  )
  database.exec('DELETE FROM entry WHERE id IN (SELECT entry FROM touched)')
}
