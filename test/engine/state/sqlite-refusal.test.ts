import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { sqliteRefusal } from '../../../main/engine/state/sqlite-refusal.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('what SQLite is refused', () => {
  it('is told by the code of the system', () => {
    const file = path.join(temporaryFolder('sqlite'), 'a.sqlite')
    const database = new DatabaseSync(file)
    database.exec('CREATE TABLE one (text TEXT UNIQUE); PRAGMA max_page_count = 4')
    expect(sqliteRefusal(thrownBy(() => database.prepare('INSERT INTO one VALUES (?)').run('x'.repeat(100_000))))).toBe('ENOSPC')
    database.close()
    const readOnly = new DatabaseSync(file, { readOnly: true })
    expect(sqliteRefusal(thrownBy(() => readOnly.exec("INSERT INTO one VALUES ('a')")))).toBe('EROFS')
    readOnly.close()
  })

  it('is nothing of the disk where a statement was wrong', () => {
    const database = new DatabaseSync(':memory:')
    database.exec("CREATE TABLE one (text TEXT UNIQUE); INSERT INTO one VALUES ('a')")
    for (const statement of ["INSERT INTO one VALUES ('a')", 'SELECT * FROM none', 'nonsense']) {
      const error = thrownBy(() => database.exec(statement))
      expect(error).toBeInstanceOf(Error)
      expect(sqliteRefusal(error)).toBeUndefined()
    }
    database.close()
    expect(sqliteRefusal(new Error('EIO'))).toBeUndefined()
    expect(sqliteRefusal(undefined)).toBeUndefined()
  })
})
