import { appendFileSync, closeSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { sealLine } from '../../../main/engine/history/chain.ts'
import { problemOfError } from '../../../main/engine/problem-of-error.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { isCorrupt } from '../../../main/engine/state/is-corrupt.ts'
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

it('a column that holds no JSON is damage that looking over does not find: who meets it has the state made anew', async () => {
  const home = await testHome()
  const folder = temporaryFolder('vault')
  writeFileSync(path.join(folder, 'one.md'), 'one')
  expect(await backup(home.core, { folder, verify: true }, testHost())).toMatchObject({ verdict: 'done' })
  home.close()
  const state = await openMendableState(home.core.home)
  try {
    const whole = latestRuns(state.database, 1)
    state.database.exec("UPDATE runs SET report = ''")
    let met: unknown
    try {
      latestRuns(state.database, 1)
    } catch (error) {
      met = error
    }
    expect(isCorrupt(met)).toBe(true)
    expect(problemOfError(met)).toMatchObject({ code: 'state-damaged' })
    expect(await state.mend()).toBe(false)
    expect(await state.mend(met)).toBe(true)
    expect(latestRuns(state.database, 1)).toEqual(whole)
  } finally {
    state.close()
  }
})

it('a line that says what no column can hold is left out', async () => {
  const home = await testHome()
  home.close()
  const file = home.core.home.historyFile
  const last = JSON.parse(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '')
  const link = { seq: last.seq + 1, time: last.time, previous: last.hash }
  const odd = sealLine({ ...link, event: 'run.intent', run: 'odd', pid: 0.5, processStart: '1', kind: 'backup', repository: 'default' })
  appendFileSync(file, `${odd.line}\n`)
  const state = await openMendableState(home.core.home)
  expect(latestRuns(state.database, 1)).toEqual([])
  expect(state.last()).toMatchObject({ seq: link.seq })
  state.close()
})

it('a run that meets it goes on', async () => {
  const { root, keychain, folder } = await damaged()
  const { core } = await testHome({ root, keychain })
  writeFileSync(path.join(folder, 'one.md'), 'two')
  expect(await backup(core, { folder, verify: true }, testHost())).toMatchObject({ verdict: 'done' })
  expect(latestRuns(core.state.database, 5)).toHaveLength(2)
})
