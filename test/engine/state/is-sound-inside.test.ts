import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { isSoundInside } from '../../../main/engine/state/is-sound-inside.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

it('a part of the file that became zeros is found, though every question is answered', () => {
  const file = path.join(temporaryFolder('sound'), 'a.sqlite')
  const look = () => {
    const database = new DatabaseSync(file)
    const answer = {
      sound: isSoundInside(file, database),
      rows: database.prepare("SELECT count(*) AS rows FROM one WHERE text LIKE 'row%'").get()?.['rows'],
    }
    database.close()
    return answer
  }
  const database = new DatabaseSync(file)
  database.exec('CREATE TABLE one (text TEXT)')
  for (let row = 0; row < 60; row++) database.prepare('INSERT INTO one VALUES (?)').run(`row ${row} ${'x'.repeat(40)}`)
  database.close()
  expect(look()).toEqual({ sound: true, rows: 60 })
  const bytes = readFileSync(file)
  // The rows lie at the end of their page.
  writeFileSync(file, bytes.fill(0, bytes.length - 1024, bytes.length))
  const damaged = look()
  expect(damaged.sound).toBe(false)
  expect(damaged.rows).toBeLessThan(60)
})
