import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { refuseClosedFile } from '../../../main/engine/home/refuse-closed-file.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const daemonUser = 1
const engine = path.resolve('main/engine')
/** Only root can be somebody else, and only where that one may read the program. */
const asRoot =
  process.getuid?.() === 0 &&
  spawnSync('test', ['-r', path.join(engine, 'home/lock.ts')], { uid: daemonUser, gid: daemonUser }).status === 0

/** What an ordinary user gets of it: what `work` says, or the code and the file of what it throws. */
function asOrdinary(work: string): unknown {
  const script = `const [{ tryLock }, { openShared }, { sqliteRefusal }] = await Promise.all(
    ['home/lock', 'state/open-shared', 'state/sqlite-refusal'].map((name) => import(${JSON.stringify(engine)} + '/' + name + '.ts')))
  try { console.log(JSON.stringify((() => { ${work} })())) }
  catch (error) { console.log(JSON.stringify([sqliteRefusal(error) ?? error.code, error.path])) }`
  const { stdout, stderr } = spawnSync(process.execPath, ['--conditions=source', '--input-type=module', '--eval', script], {
    uid: daemonUser,
    gid: daemonUser,
    encoding: 'utf8',
    env: {},
  })
  expect(stderr.replaceAll(/^\(.*\n/gm, '')).toBe('')
  return JSON.parse(stdout)
}

/** A file of root's, in a folder of the ordinary user's. */
function rootsFile(name: string, mode: number): { readonly folder: string; readonly file: string } {
  const folder = temporaryFolder('closed')
  const file = path.join(folder, name)
  writeFileSync(file, '')
  chownSync(folder, daemonUser, daemonUser)
  chmodSync(file, mode)
  return { folder, file }
}

describe('a file that may not be written', () => {
  it('is none where it is not there, or may be', () => {
    const { folder, file } = rootsFile('a', 0o600)
    expect(() => refuseClosedFile(file)).not.toThrow()
    expect(() => refuseClosedFile(path.join(folder, 'none'))).not.toThrow()
  })

  it.runIf(asRoot)('is no lock, for two would hold it at once', () => {
    for (const mode of [0o600, 0o644]) {
      const { folder, file } = rootsFile('one.lock', mode)
      expect(asOrdinary(`return tryLock(${JSON.stringify(folder)}, 'one', 'x') !== undefined`)).toEqual(['EACCES', file])
    }
  })

  it.runIf(asRoot)('is told by its name where SQLite has opened it, too', () => {
    const { file } = rootsFile('a.sqlite', 0o600)
    expect(asOrdinary(`openShared(${JSON.stringify(file)})`)).toEqual(['EACCES', file])
    const database = new DatabaseSync(file)
    database.exec('CREATE TABLE one (text TEXT)')
    database.close()
    chmodSync(file, 0o644)
    expect(asOrdinary(`openShared(${JSON.stringify(file)})`)).toEqual(['EACCES', file])
    // What the file does not explain is no matter of rights.
    chmodSync(file, 0o666)
    expect(asOrdinary(`return [sqliteRefusal({ errcode: 8, path: ${JSON.stringify(file)} }) ?? null]`)).toEqual([null])
    expect(asOrdinary(`return [sqliteRefusal({ errcode: 14 }) ?? null]`)).toEqual([null])
  })
})
