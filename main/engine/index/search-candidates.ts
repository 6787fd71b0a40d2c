import type { DatabaseSync } from 'node:sqlite'
import { entryOfPath } from './entry-of-path.ts'
import type { SearchPattern } from './search-pattern.ts'

/** An entry that may match. */
export type Candidate = { readonly id: number; readonly parent: number; readonly name: string }

/** What others have SQLite leaves out in less time than it takes to hand it over. */
const seen = 'EXISTS (SELECT 1 FROM version WHERE version.entry = entry.id AND is_seen(first, last))'

/** Trigrams that are asked for: more only take longer. */
const mostTrigrams = 8

/**
 * Entries that may match, each at least once: by the trigrams of what their names must hold, or the folders that are named, with what lies below them, where that
 * says more. Where neither is three characters long, all of them. Only those of which `is_seen`, a function of the connection, takes a version.
 * @param within only what is below this folder need be among them
 */
export function searchCandidates(database: DatabaseSync, { pieces, folder }: SearchPattern, within: string): Iterable<Candidate> {
  const start = within === '' ? undefined : entryOfPath(database, within)
  if (within !== '' && start === undefined) return []
  if (folder !== undefined) {
    const folders = byTrigrams(database, folder.pieces) ?? []
    return below(
      database,
      [...folders].filter(({ name }) => folder.matchesName(name)).map(({ id }) => id),
    )
  }
  const named = byTrigrams(database, pieces)
  if (named !== undefined) return named
  if (start !== undefined) return below(database, [start])
  return database.prepare(`SELECT id, parent, name FROM entry WHERE ${seen}`).iterate() as Iterable<
    Record<string, unknown>
  > as Iterable<Candidate>
}

/** `undefined`: there is nothing long enough to be looked up. */
function byTrigrams(database: DatabaseSync, pieces: readonly string[]): Iterable<Candidate> | undefined {
  const trigrams = new Set(pieces.flatMap(trigramsOf))
  if (trigrams.size === 0) return undefined
  const query = [...trigrams].slice(0, mostTrigrams).map((one) => `"${one.replaceAll('"', '""')}"`)
  const sql = `SELECT id, parent, entry.name FROM name_parts JOIN entry ON entry.id = name_parts.rowid WHERE name_parts MATCH ? AND ${seen}`
  return database.prepare(sql).iterate(query.join(' AND ')) as Iterable<Record<string, unknown>> as Iterable<Candidate>
}

/** Folders, and everything below them. */
function below(database: DatabaseSync, folders: readonly number[]): Iterable<Candidate> {
  const sql = `WITH RECURSIVE below AS (
      SELECT id, parent, name FROM entry WHERE id IN (SELECT value FROM json_each(?))
      UNION ALL SELECT entry.id, entry.parent, entry.name FROM below JOIN entry ON entry.parent = below.id
    ) SELECT id, parent, name FROM below AS entry WHERE ${seen}`
  return database.prepare(sql).iterate(JSON.stringify(folders)) as Iterable<Record<string, unknown>> as Iterable<Candidate>
}

function trigramsOf(piece: string): string[] {
  const characters = [...piece]
  return characters.slice(2).map((_, at) => characters.slice(at, at + 3).join(''))
}
