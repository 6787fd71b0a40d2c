import type { DatabaseSync } from 'node:sqlite'
import type { DiffChange } from 'restic-wrapper'
import { twinsOfPath } from './entry-of-path.ts'
import { numberOfType } from './entry-types.ts'
import { begun, ended } from './ordinals.ts'
import type { TreePlace } from './write-tree.ts'

const file = numberOfType('file')

/** What restic says of the contents of two trees, put down as it comes. */
export type ContentDifferences = { readonly take: (change: DiffChange) => void }

/** Keeps the paths whose content differs, in a temporary table of their own: there may be a million. */
export function noteDifferences(database: DatabaseSync): ContentDifferences {
  database.exec('CREATE TEMP TABLE IF NOT EXISTS differing (path TEXT PRIMARY KEY) WITHOUT ROWID')
  database.exec('DELETE FROM differing')
  const note = database.prepare('INSERT INTO differing (path) VALUES (?) ON CONFLICT DO NOTHING')
  return {
    take: ({ path, modifier }) => {
      if (/[M?T]/.test(modifier) && !path.endsWith('/')) note.run(path)
    },
  }
}

/**
 * Gives the versions that began with a tree the numbers of their contents: a new one also where all but the content is the same; that of a file which was
 * renamed (same inode, size and time) where it went; and the old number where restic sees no difference to the tree beside.
 */
export function settleContents(database: DatabaseSync, { ordinal, beside }: TreePlace): void {
  if (beside === undefined) return
  const before = ordinal < beside
  const [begins, ends] = before ? ['last', 'first'] : ['first', 'last']
  splitUnseen(database, ordinal, beside)
  database.exec('CREATE TEMP TABLE IF NOT EXISTS moved (inode INTEGER, size INTEGER, seconds INTEGER, nanos INTEGER, content INTEGER)')
  database.exec('CREATE INDEX IF NOT EXISTS temp.moved_by_inode ON moved (inode)')
  database.exec('DELETE FROM moved')
  database.exec(
    `INSERT INTO moved SELECT version.inode, size, seconds, nanos, content FROM ended
     JOIN version ON version.entry = ended.entry AND version.${ends} = ${beside}
     WHERE type = ${file} AND size > 0 AND inode <> 0`,
  )
  database.exec(
    `UPDATE version SET content = moved.content FROM moved
     WHERE version.${begins} = ${ordinal} AND ${before ? ended : begun} AND version.type = ${file} AND version.inode = moved.inode AND version.size = moved.size
     AND version.seconds = moved.seconds AND version.nanos = moved.nanos`,
  )
  // Last of all: what went where something else with the same content had been is no other content to restic.
  database.exec(
    `UPDATE version SET content = doubt.content FROM doubt
     WHERE version.entry = doubt.entry AND version.${begins} = ${ordinal} AND doubt.path NOT IN (SELECT path FROM differing)`,
  )
}

/**
 * Files that differ in nothing but their content: someone set the time back, or a disk has rotted. Of files whose names look alike each may be the one that
 * restic means: all of them begin anew, for a change too many does no harm.
 */
function splitUnseen(database: DatabaseSync, ordinal: number, beside: number): void {
  const before = ordinal < beside
  const at = database.prepare(`SELECT * FROM version WHERE entry = ? AND first <= ? AND last >= ? AND type = ${file}`)
  const cut = database.prepare(`UPDATE version SET ${before ? 'first' : 'last'} = ? WHERE entry = ? AND first = ?`)
  const number = database.prepare('UPDATE content_number SET next = next + 1 RETURNING next - 1 AS number')
  const add = database.prepare(
    'INSERT INTO version (entry, first, last, type, size, seconds, nanos, mode, inode, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const split = (entry: number) => {
    const version = at.get(entry, ordinal, ordinal)
    if (version === undefined || Number(version['first']) > beside || Number(version['last']) < beside) return
    const { first, last, type, size, seconds, nanos, mode, inode } = version as Record<string, number>
    const [newFirst, newLast] = before ? [first, ordinal] : [ordinal, last]
    cut.run(beside, entry, first ?? 0)
    const rest = [type, size, seconds, nanos, mode, inode].map((value) => value ?? 0)
    add.run(entry, newFirst ?? 0, newLast ?? 0, ...rest, Number(number.get()?.['number']))
  }
  for (const { path } of database.prepare('SELECT path FROM differing').iterate())
    for (const entry of twinsOfPath(database, String(path))) split(entry)
}
