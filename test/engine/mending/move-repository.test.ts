import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { moveRepository } from '../../../main/engine/mending/move-repository.ts'
import { searchRepository } from '../../../main/engine/mending/search-repository.ts'
import { testPlace } from '../../../main/engine/places/test-place.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { init } from '../../../main/engine/runs/init-run.ts'
import { knownRepository } from '../../../main/engine/state/queries.ts'
import { status } from '../../../main/engine/status.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

let person: string
let vault: string
let home: TestHome
const was = () => path.join(home.root, 'repositories', 'default')
beforeAll(async () => {
  person = temporaryFolder('person')
  vault = temporaryFolder('vault')
  writeFileSync(path.join(vault, 'a.md'), 'a')
  home = await testHome({ environment: { HOME: person } })
  await backup(home.core, { folder: vault, verify: false }, testHost())
})

describe('a repository that was moved', () => {
  it('is not taken for another one, nor for a folder that is none, and nothing is changed then', async () => {
    const other = await testHome()
    await init(other.core, 'default', testHost())
    const otherPlace = path.join(other.root, 'repositories', 'default')
    for (const [folder, code] of [
      [otherPlace, 'other-repository'],
      [vault, 'no-repository-there'],
      [path.join(person, 'none'), 'no-repository-there'],
      ['copies', 'folder-relative'],
    ] as const)
      await expect(moveRepository(home.core, 'default', folder, testHost()), folder).rejects.toMatchObject({ problem: { code } })
    expect(existsSync(path.join(home.root, 'backup_schedule.json'))).toBe(false)
    await expect(moveRepository((await testHome()).core, 'default', otherPlace, testHost())).rejects.toMatchObject({
      problem: { code: 'repository-never-seen' },
    })
  })

  it('is found again, a copy of another one beside it is not, and the next backup goes there', async () => {
    const now = path.join(person, 'drive', 'copies')
    mkdirSync(path.dirname(now))
    renameSync(was(), now)
    cpSync(now, path.join(person, 'drive', 'other'), { recursive: true })
    writeFileSync(path.join(person, 'drive', 'other', 'config'), 'of another repository')
    expect(await searchRepository(home.core, 'default')).toEqual({ was: was(), found: [now], complete: true })
    // People choose the drive, not the folder on it.
    expect(await moveRepository(home.core, 'default', path.dirname(now), testHost())).toBe(now)
    expect(JSON.parse(readFileSync(path.join(home.root, 'backup_schedule.json'), 'utf8')).repositories).toEqual({
      default: { type: 'local', path: now },
    })
    expect(knownRepository(home.core.state.database, 'default')).toMatchObject({ location: now })
    writeFileSync(path.join(vault, 'b.md'), 'b')
    expect(await backup(home.core, { folder: vault, verify: false }, testHost())).toMatchObject({ verdict: 'not-verified' })
    expect(existsSync(was())).toBe(false)
  })

  it('is looked for past what only looks like one and would keep whoever reads it waiting', async () => {
    const trap = path.join(person, 'a trap')
    for (const name of ['data', 'keys', 'snapshots']) mkdirSync(path.join(trap, name), { recursive: true })
    execFileSync('mkfifo', [path.join(trap, 'config')])
    expect((await searchRepository(home.core, 'default')).found).not.toContain(trap)
    await expect(moveRepository(home.core, 'default', trap, testHost())).rejects.toMatchObject({ problem: { code: 'no-repository-there' } })
    const check = await testPlace(home.core, { settings: { type: 'local', path: trap } }, undefined)
    expect(check).toMatchObject({ state: 'bad', holds: 'other' })
  })

  it('is the same when it is an older copy, and what is not in that is told as gone at once', async () => {
    const location = knownRepository(home.core.state.database, 'default')?.location ?? ''
    const copy = path.join(temporaryFolder('older'), 'copy')
    cpSync(location, copy, { recursive: true })
    writeFileSync(path.join(vault, 'c.md'), 'c')
    await backup(home.core, { folder: vault, verify: true }, testHost())
    expect(await status(home.core)).toMatchObject({ vaults: [{ state: 'protected' }] })
    expect(await moveRepository(home.core, 'default', copy, testHost())).toBe(copy)
    expect(await status(home.core)).toMatchObject({
      vaults: [{ state: 'failed', problem: { code: 'snapshots-vanished' } }],
      attention: true,
    })
  })
})
