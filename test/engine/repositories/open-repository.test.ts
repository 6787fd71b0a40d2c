import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import { fingerprintOf, hasKeys, lockIds, lookAtPlace, snapshotIds, whyNotWritable } from '../../../main/engine/repositories/local-files.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { embedded } from '../../../main/engine/repositories/repository-place.ts'
import { whyKept } from '../../../main/engine/repositories/stale-locks.ts'
import { passwordFile } from '../../../main/engine/secrets/password.ts'
import { knownRepository } from '../../../main/engine/state/queries.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const id = 'a'.repeat(64)

describe('a place', () => {
  const place = (...files: string[]) => {
    const folder = temporaryFolder('place')
    for (const file of files) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
      if (file.endsWith('/')) mkdirSync(path.join(folder, file), { recursive: true })
      else writeFileSync(path.join(folder, file), 'x')
    }
    return folder
  }

  it('is told from its files alone', () => {
    expect(lookAtPlace(path.join(temporaryFolder(), 'not-there'))).toBe('nothing')
    expect(lookAtPlace(place())).toBe('nothing')
    expect(lookAtPlace(place('config'))).toBe('repository')
    expect(lookAtPlace(place('config', 'data/', 'keys/', 'notes.txt'))).toBe('repository')
    expect(lookAtPlace(place(`keys/${id}`))).toBe('half-made')
    expect(lookAtPlace(place('data/', 'index/', 'keys/', 'locks/', 'snapshots/'))).toBe('half-made')
    expect(lookAtPlace(place('notes.txt'))).toBe('other-files')
    expect(lookAtPlace(place('keys/', 'notes.txt'))).toBe('other-files')
    expect(lookAtPlace(place(`keys/${id}`, `snapshots/${id}`))).toBe('other-files')
    expect(lookAtPlace(path.join(place('file'), 'file'))).toBe('other-files')
  })

  it('with data in it is no half-made one, even when config and snapshots are lost', () => {
    expect(lookAtPlace(place(`keys/${id}`, `data/aa/${id}`))).toBe('other-files')
    expect(lookAtPlace(place(`keys/${id}`, `index/${id}`, 'data/aa/', 'snapshots/'))).toBe('other-files')
    expect(lookAtPlace(place(`keys/${id}`, 'data/aa/', 'data/ab/'))).toBe('half-made')
  })

  it('has ids, and files that are none', () => {
    const folder = place(`snapshots/${id}`, 'snapshots/.tmp', `snapshots/${id}-tmp`, `locks/${id}`, `keys/${id}`)
    expect([snapshotIds(folder), lockIds(folder), hasKeys(folder)]).toEqual([[id], [id], true])
    expect([snapshotIds(place()), lockIds(place()), hasKeys(place('keys/short'))]).toEqual([[], [], false])
    expect(whyNotWritable(folder)).toBeUndefined()
  })

  it('has the fingerprint of its config', () => {
    expect(fingerprintOf(place('config'))).toBe('2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881')
  })
})

describe('a lock in the repository', () => {
  const now = new Date('2026-11-21T12:00:00Z')
  const lock = (minutes: number, pid: number, host: string) => ({
    time: new Date(now.getTime() - minutes * 60_000).toISOString(),
    exclusive: false,
    hostname: host,
    username: 'me',
    pid,
  })
  // The largest pid that Linux can be told to give, and none does.
  const nobody = 4_194_304

  it.each([
    ['of a process that lives here, old or not', lock(1, process.pid, hostname()), true],
    ['of a process that lives here since yesterday', lock(1500, process.pid, hostname()), true],
    ['of a process that is gone', lock(0, nobody, hostname()), false],
    ['of another machine, young', lock(1, nobody, 'elsewhere'), true],
    ['of another machine, 29 minutes old', lock(29, process.pid, 'elsewhere'), true],
    ['of another machine, 31 minutes old', lock(31, process.pid, 'elsewhere'), false],
    ['of another machine whose clock is ahead', lock(-90, nobody, 'elsewhere'), true],
  ])('%s', (_, one, kept) => {
    const why = whyKept(one as never, now)
    expect(why !== undefined).toBe(kept)
    if (why !== undefined) expect(why).toContain(String(one.pid))
  })
})

/** Two made homes to copy from: making one costs a second. */
let made: TestHome
let another: TestHome
beforeAll(async () => {
  made = await testHome()
  another = await testHome()
  await Promise.all([made, another].map(({ core }) => openRepository(core, embedded, 'write', testHost())))
  for (const home of [made, another]) home.close()
})

/** A home with a repository that it knows; its password is in the same keychain. */
async function known(): Promise<TestHome & { location: string; problem: (purpose?: 'read' | 'write') => Promise<string> }> {
  const root = path.join(temporaryFolder('home'), 'home')
  cpSync(made.root, root, { recursive: true })
  const location = path.join(root, 'repositories', embedded)
  // The history names the place where the copy was taken from: it is written anew, with a chain of its own.
  rmSync(path.join(root, 'state.sqlite'), { force: true })
  const lines = recorded(root)
  rmSync(path.join(root, 'system-history.jsonl'))
  const home = await testHome({ root, keychain: made.keychain })
  for (const { event, ...line } of lines) if (event === 'repository.known') await home.core.record({ event, ...line, location } as never)
  return { ...home, location, problem: (purpose = 'write') => problemOf(home, purpose) }
}

async function problemOf(home: TestHome, purpose: 'read' | 'write' = 'write'): Promise<string> {
  try {
    await openRepository(home.core, embedded, purpose, testHost())
    return 'none'
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    expect(error.problem.sentence).toMatch(/\.$/)
    return error.problem.code
  }
}

describe('a repository that was seen before', () => {
  it('opens, without a restic process', async () => {
    const home = await known()
    expect(await home.problem()).toBe('none')
    expect(await home.problem('read')).toBe('none')
    expect(home.logged).toEqual([])
  })

  it.each([
    ['is gone', (location: string) => rmSync(location, { recursive: true })],
    [
      'is empty: a disk that is not mounted',
      (location: string) => readdirSync(location).map((name) => rmSync(path.join(location, name), { recursive: true })),
    ],
    ['has lost its config', (location: string) => rmSync(path.join(location, 'config'))],
    [
      'is a file now',
      (location: string) => {
        rmSync(location, { recursive: true })
        writeFileSync(location, 'x')
      },
    ],
    [
      'holds other files',
      (location: string) => {
        rmSync(location, { recursive: true })
        mkdirSync(location)
        writeFileSync(path.join(location, 'notes.txt'), 'x')
      },
    ],
  ])('is never made anew when its folder %s', async (_, spoil) => {
    const home = await known()
    spoil(home.location)
    const before = existsSync(home.location) && lookAtPlace(home.location)
    expect(await home.problem('write')).toBe('repository-gone')
    expect(await home.problem('read')).toBe('repository-gone')
    expect(existsSync(home.location) && lookAtPlace(home.location)).toBe(before)
    expect(home.logged.filter((line) => line.includes('init'))).toEqual([])
  })

  it('is waited for as its limit asks for, also in a folder', async () => {
    const home = await testHome({ root: made.root, keychain: made.keychain })
    const location = path.join(made.core.home.repositories, embedded)
    const limited = { default: { type: 'local', path: location, limitUpload: '50 KiB/s' } }
    home.core.settings.configuration = Configuration.parse({ version: 1, repositories: limited })
    const { target, readTarget } = await openRepository(home.core, embedded, 'read', testHost())
    for (const { limits } of [target, readTarget]) expect(limits).toEqual({ silence: 3_932_160 })
    home.close()
  })

  it('is told from another one that was put in its place, with the same password or not', async () => {
    const home = await known()
    rmSync(home.location, { recursive: true })
    cpSync(path.join(another.root, 'repositories', embedded), home.location, { recursive: true })
    expect(await home.problem()).toBe('wrong-password')
    home.environment['VAULTKEEPER_PASSWORD'] = another.keychain.entries.get('repository:default')
    expect(await home.problem('write')).toBe('other-repository')
    expect(await home.problem('read')).toBe('other-repository')
  })

  it('that has lost its keys is told from a wrong password', async () => {
    const home = await known()
    for (const name of readdirSync(path.join(home.location, 'keys'))) rmSync(path.join(home.location, 'keys', name))
    // Its config is the one that is known, so only a command of restic comes to ask for a key.
    writeFileSync(path.join(home.location, 'config'), Buffer.alloc(200))
    expect(await home.problem()).toBe('key-missing')
  })

  it('is still itself when its config was written anew', async () => {
    const home = await known()
    const { core } = home
    core.state.database.exec("UPDATE repositories SET fingerprint = 'of an older config'")
    expect(await home.problem('read')).toBe('none')
    expect(knownRepository(core.state.database, embedded)?.fingerprint).toBe(fingerprintOf(home.location))
  })
})

describe('a repository that was not seen before', () => {
  it('is made on the first write only, with a password that nobody chose', async () => {
    const home = await testHome()
    expect(await problemOf(home, 'read')).toBe('nothing-backed-up')
    expect(readdirSync(home.core.home.repositories)).toEqual([])
    expect(home.keychain.entries.size).toBe(0)
    expect(recorded(made.root).map(({ event }) => event)).toEqual(['home.created', 'repository.creating', 'repository.known'])
    const password = made.keychain.entries.get('repository:default') ?? ''
    expect(password).toMatch(/^([a-z2-9]{4}-){7}[a-z2-9]{4}$/)
    expect(password).not.toBe(another.keychain.entries.get('repository:default'))
  })

  it.each(['locked', 'not-answering'] as const)(
    'is not made while the keychain is %s: its password might be in there',
    async (condition) => {
      const home = await testHome()
      home.keychain.condition = condition
      expect(await problemOf(home)).toBe(`keychain-${condition}`)
      expect(existsSync(passwordFile(home.core.home, embedded))).toBe(false)
      expect(readdirSync(home.core.home.repositories)).toEqual([])
    },
  )

  it('is made with its password in a file where there is no keychain', async () => {
    const home = await testHome()
    home.keychain.condition = 'absent'
    expect(await problemOf(home)).toBe('none')
    expect(existsSync(passwordFile(home.core.home, embedded))).toBe(true)
    expect(knownRepository(home.core.state.database, embedded)).toMatchObject({ password: 'file' })
    expect(await problemOf(home, 'read')).toBe('none')
  })

  it('is taken over when the password opens it, and left alone otherwise', async () => {
    const home = await testHome()
    const location = path.join(home.core.home.repositories, embedded)
    cpSync(path.join(made.root, 'repositories', embedded), location, { recursive: true })
    expect(await problemOf(home)).toBe('password-gone')
    home.environment['VAULTKEEPER_PASSWORD'] = 'not this one'
    expect(await problemOf(home)).toBe('wrong-password')
    expect(knownRepository(home.core.state.database, embedded)?.id).toBeUndefined()
    home.environment['VAULTKEEPER_PASSWORD'] = made.keychain.entries.get('repository:default')
    expect(await problemOf(home)).toBe('none')
    expect(knownRepository(home.core.state.database, embedded)).toMatchObject({ location, password: 'environment' })
    expect(fingerprintOf(location)).toBe(fingerprintOf(path.join(made.root, 'repositories', embedded)))
  })

  it('is not made among other files', async () => {
    const home = await testHome()
    const location = path.join(home.core.home.repositories, embedded)
    mkdirSync(location)
    writeFileSync(path.join(location, 'notes.txt'), 'mine')
    expect(await problemOf(home)).toBe('place-taken')
    expect(readdirSync(location)).toEqual(['notes.txt'])
  })

  it('is made anew where its making was cut off, when it was ours', async () => {
    const home = await testHome()
    const location = path.join(home.core.home.repositories, embedded)
    home.keychain.entries.set('repository:default', 'the one that was made')
    await home.core.record({ event: 'repository.creating', repository: embedded, location, password: 'keychain' })
    mkdirSync(path.join(location, 'keys'), { recursive: true })
    writeFileSync(path.join(location, 'keys', id), 'x')
    expect(await problemOf(home)).toBe('none')
    expect(existsSync(path.join(location, 'keys', id))).toBe(false)
    expect(lookAtPlace(location)).toBe('repository')
  })

  it('is left as it is when it looks half-made and nobody says that it was ours', async () => {
    const home = await testHome({ environment: { VAULTKEEPER_PASSWORD: 'given by the environment' } })
    const location = path.join(home.core.home.repositories, embedded)
    cpSync(path.join(made.root, 'repositories', embedded), location, { recursive: true })
    // What a failing disk may leave of a repository.
    rmSync(path.join(location, 'config'))
    renameSync(path.join(location, 'snapshots'), path.join(temporaryFolder(), 'snapshots'))
    const keys = readdirSync(path.join(location, 'keys'))
    expect(await problemOf(home)).toBe('place-taken')
    expect(readdirSync(path.join(location, 'keys'))).toEqual(keys)
  })
})
