import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { highEnd, lowEnd, middleOf } from '../../../main/engine/index/ordinals.ts'
import { indexSchema } from '../../../main/engine/index/schema.ts'
import { search } from '../../../main/engine/index/search.ts'
import type { SnapshotIndex } from '../../../main/engine/index/types.ts'

/** An index of one snapshot for each list of names, in a line of its own. */
function indexOf(...snapshots: readonly (readonly string[])[]): SnapshotIndex {
  const database = new DatabaseSync(':memory:')
  onTestFinished(() => database.close())
  database.exec(indexSchema)
  const [tree, snapshot, entry, parts, version] = [
    `INSERT INTO tree VALUES (?, 't' || ?, 0, 0, 0, 0, 0, 0)`,
    `INSERT INTO snapshot VALUES ('s' || ?1, '2026-01-01T00:00:00Z', ?1, 'h', '[]', ?1, 't' || ?1, 0, NULL)`,
    'INSERT INTO entry (parent, name, twin) VALUES (0, ?, ?)',
    'INSERT INTO name_parts (rowid, name) VALUES (?, ?)',
    'INSERT INTO version VALUES (?, ?, ?, 0, 1, 1, 0, 420, 1, 1)',
  ].map((sql) => database.prepare(sql))
  database.exec('BEGIN')
  for (const [line, names] of snapshots.entries()) {
    tree?.run(middleOf(line), `${line}`)
    snapshot?.run(`${line}`)
    for (const name of names) {
      const id = entry?.run(name, line).lastInsertRowid ?? 0
      parts?.run(id, name)
      version?.run(id, lowEnd(line), highEnd(line))
    }
  }
  database.exec('COMMIT')
  return { database, close: () => database.close() }
}

const notes = Array.from({ length: 6_000 }, (_, number) => `note-${number}.md`)

test('however many match in other snapshots, what the asked ones have is found', () => {
  const index = indexOf(notes, ['note.md', 'garden.md'])
  for (const [pattern, names] of [
    ['note', ['note.md']],
    ['*.md', ['note.md', 'garden.md']],
    ['**', ['note.md', 'garden.md']],
    ['m', ['note.md', 'garden.md']],
  ] as const)
    expect(
      search(index, { pattern, snapshots: ['s1'] }).map(({ name }) => name),
      pattern,
    ).toEqual(names)
})

test('of thousands the very name is the first, and all can be had, page by page as well', () => {
  const index = indexOf([...notes, 'Note', 'a note'])
  expect(search(index, { pattern: 'note', limit: 2 }).map(({ name }) => name)).toEqual(['Note', 'note-0.md'])
  const all = search(index, { pattern: 'note', limit: 100_000 }).map(({ name }) => name)
  expect(new Set(all)).toEqual(new Set([...notes, 'Note', 'a note']))
  expect(all).toHaveLength(6_002)
  const pages = Array.from({ length: 7 }, (_, page) => search(index, { pattern: 'note', limit: 1_000, offset: page * 1_000 }))
  expect(pages.flat().map(({ name }) => name)).toEqual(all)
})
