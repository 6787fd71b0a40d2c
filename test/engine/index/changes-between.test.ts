import path from 'node:path'
import { expect, it } from 'vitest'
import { changesBetween } from '../../../main/engine/index/changes-between.ts'
import { openToWrite } from '../../../main/engine/index/index-file.ts'
import { highEnd, lowEnd, middleOf } from '../../../main/engine/index/ordinals.ts'
import type { IndexedChange } from '../../../main/engine/index/types.ts'
import { prepared } from '../../../main/engine/state/prepared.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

/** What became of files of one size and time that are all gone, and came under other names in a tree of another line. */
function changesOfMany(many: number, inode: number): { readonly changes: IndexedChange[]; readonly took: number } {
  const database = openToWrite(path.join(temporaryFolder('index'), 'index.sqlite'))
  const run = (sql: string, ...values: (string | number)[]) => prepared(database, sql).run(...values)
  database.exec('BEGIN')
  for (const [line, id] of [
    [0, 'a'],
    [1, 'b'],
  ] as const) {
    run('INSERT INTO tree (ordinal, id, files, bytes, entries, left_out) VALUES (?, ?, 1, 1, 1, 0)', middleOf(line), id)
    run("INSERT INTO snapshot VALUES (?, '2026', 0, 'host', ?, 'series', ?, 1, NULL)", id, id, id)
    for (let number = 0; number < many; number++) {
      const { lastInsertRowid: entry } = run('INSERT INTO entry (parent, name, twin) VALUES (0, ?, 0)', `${id}${number}`)
      run('INSERT INTO version VALUES (?, ?, ?, 1, 10, 1, 1, 420, ?, ?)', Number(entry), lowEnd(line), highEnd(line), inode, number)
    }
  }
  database.exec('COMMIT')
  const began = performance.now()
  const changes = changesBetween({ database, close: () => database.close() }, 'a', 'b')
  const took = performance.now() - began
  database.close()
  return { changes, took }
}

it('takes files of one size and time for renamed where they have the same number', () => {
  const { changes } = changesOfMany(3, 7)
  expect(changes.map(({ change, path, formerPath }) => [change, path, formerPath])).toEqual([
    ['renamed', 'b0', 'a0'],
    ['renamed', 'b1', 'a1'],
    ['renamed', 'b2', 'a2'],
  ])
})

it('does not where the file system numbers nothing', () => {
  expect(changesOfMany(3, 0).changes.map(({ change }) => change)).toEqual(['removed', 'removed', 'removed', 'added', 'added', 'added'])
})

it('joins many that look alike in proportion to their number', () => {
  const { changes, took } = changesOfMany(50_000, 7)
  expect(changes.every(({ change }) => change === 'renamed')).toBe(true)
  expect(took).toBeLessThan(10_000)
})
