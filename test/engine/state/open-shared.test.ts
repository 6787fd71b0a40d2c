import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openShared } from '../../../main/engine/state/open-shared.ts'
import { prepared } from '../../../main/engine/state/prepared.ts'
import { collectGarbage } from '../../helpers/collect-garbage.ts'
import { startNode } from '../../helpers/run-node.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

test('a database that another process is about to write waits for it, where SQLite itself refuses at once', async () => {
  const file = join(temporaryFolder('shared'), 'state.sqlite')
  const other = new DatabaseSync(file)
  other.exec('CREATE TABLE thing (name); BEGIN IMMEDIATE')
  expect(() => new DatabaseSync(file, { timeout: 10_000 }).exec('PRAGMA journal_mode = WAL')).toThrow('database is locked')
  const child = startNode(
    `
    const { openShared } = await engine('state/open-shared.ts')
    console.log('opening')
    const database = openShared(parameters[0])
    console.log(JSON.stringify([database.prepare('PRAGMA journal_mode').get(), database.prepare('SELECT name FROM thing').all()]))`,
    [file],
  )
  await child.saying('opening')
  other.exec("INSERT INTO thing VALUES ('written meanwhile'); COMMIT")
  other.close()
  const { stdout, stderr, code } = await child.ended
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  expect(JSON.parse(stdout.split('\n')[1] ?? '')).toEqual([{ journal_mode: 'wal' }, [{ name: 'written meanwhile' }]])
})

test('nothing stays in memory of a database that was closed, nor of what it was asked', async () => {
  const folder = temporaryFolder('shared')
  const closed = Array.from({ length: 50 }, (_, number) => {
    const database = openShared(join(folder, `${number}.sqlite`))
    prepared(database, 'SELECT count(*) FROM sqlite_schema').get()
    database.close()
    return new WeakRef(database)
  })
  // First the statements, then the database that they held; and what a WeakRef was made of stays until that turn has ended.
  for (let round = 0; round < 3; round++) {
    await new Promise(setImmediate)
    collectGarbage()
  }
  expect(closed.filter((one) => one.deref() !== undefined).length).toBeLessThan(3)
})
