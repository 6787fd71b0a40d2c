import { closeSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { openMendableState } from '../../../main/engine/state/mendable-state.ts'
import { latestRuns } from '../../../main/engine/state/queries.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

const page = 4096

/** A home with a state that is too large to be looked over when it is opened, and whose table of runs cannot be read. */
async function damaged() {
  const home = await testHome()
  const folder = temporaryFolder('vault')
  writeFileSync(path.join(folder, 'one.md'), 'one')
  expect(await backup(home.core, { folder, verify: true }, testHost())).toMatchObject({ verdict: 'done' })
  home.close()
  const { stateFile } = home.core.home
  const database = new DatabaseSync(stateFile)
  const root = Number(database.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'runs'").get()?.['rootpage'])
  database.exec('CREATE TABLE filler (text)')
  database.prepare('INSERT INTO filler VALUES (?)').run('x'.repeat(5 * 2 ** 20))
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
  expect(statSync(stateFile).size).toBeGreaterThan(4 * 2 ** 20)
  const descriptor = openSync(stateFile, 'r+')
  writeSync(descriptor, Buffer.alloc(page, 0xa5), 0, page, (root - 1) * page)
  closeSync(descriptor)
  return { home: home.core.home, root: home.root, keychain: home.keychain, folder }
}

it('a large state with a damaged page is opened, and made anew when it is asked to mend', async () => {
  const { home } = await damaged()
  const state = await openMendableState(home)
  try {
    expect(() => latestRuns(state.database, 1)).toThrow(/malformed/)
    expect(await Promise.all([state.mend(), state.mend()])).toEqual([true, true])
    expect(latestRuns(state.database, 1)).toMatchObject([{ kind: 'backup', verdict: 'done' }])
    expect(await state.mend()).toBe(false)
  } finally {
    state.close()
  }
})

it('a run that meets it goes on', async () => {
  const { root, keychain, folder } = await damaged()
  const { core } = await testHome({ root, keychain })
  writeFileSync(path.join(folder, 'one.md'), 'two')
  expect(await backup(core, { folder, verify: true }, testHost())).toMatchObject({ verdict: 'done' })
  expect(latestRuns(core.state.database, 5)).toHaveLength(2)
})
