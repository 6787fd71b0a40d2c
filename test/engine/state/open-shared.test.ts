import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
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
