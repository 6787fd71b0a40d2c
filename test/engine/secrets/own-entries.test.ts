// The keychain is that of the account, and so of all its homes, each of which may have a repository of the same name.
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import type { Core } from '../../../main/engine/core.ts'
import { homeFolder, isUsualHome } from '../../../main/engine/home/home.ts'
import type { Keychain } from '../../../main/engine/ports.ts'
import { changePassword } from '../../../main/engine/repositories/manage/change-password.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { init } from '../../../main/engine/runs/init-run.ts'
import { findCredentials } from '../../../main/engine/secrets/credential.ts'
import { createKeychain } from '../../../main/engine/secrets/keychain.ts'
import { removeSecret, setSecret } from '../../../main/engine/secrets/manage-secrets.ts'
import { findPassword } from '../../../main/engine/secrets/password.ts'
import { rememberKeychain } from '../../../main/engine/secrets/remember-keychain.ts'
import { settlePassword } from '../../../main/engine/setup/settle-password.ts'
import { type FakeKeychain, fakeKeychain } from '../../helpers/fake-keychain.ts'
import { type Keyring, startBus } from '../../helpers/keyring.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

type HomeKind = 'usual' | 'another'

/** @param kind the one of the account where nothing names another, or one that is named */
async function homeOf(keychain: Keychain, kind: HomeKind, root = path.join(temporaryFolder('homes'), 'home')): Promise<TestHome> {
  // Nothing is looked for in its entries: they are asked for.
  const asked: FakeKeychain = { entries: new Map(), condition: 'open', replace: () => undefined, ...keychain }
  const home = await testHome({ root, keychain: asked, environment: kind === 'usual' ? {} : { VAULTKEEPER_HOME: root } })
  home.core.settings.configuration = Configuration.parse({
    version: 1,
    repositories: {
      drive: { type: 'local', path: `${path.dirname(root)}/drive` },
      offsite: { type: 'rest', url: 'https://example.com', user: 'kim' },
    },
  })
  return home
}

const make = async ({ core }: Pick<TestHome, 'core'>, name = 'drive') =>
  expect(await init(core, name, testHost())).toMatchObject({ verdict: 'done' })
const opens = async ({ core }: TestHome, name = 'drive') => (await openRepository(core, name, 'read', testHost())).name === name
const change = async ({ core }: TestHome, name = 'drive') =>
  expect(await changePassword(core, name, { how: 'generated' }, testHost())).toMatchObject({ verdict: 'done' })
const set = ({ core }: TestHome, name: string, value: string) => setSecret(core, name, value, 'keychain', testHost())
const passwordOf = async ({ core }: TestHome, name = 'drive') => (await findPassword(core, name, 'keychain')).value
const logIn = async ({ core }: { core: Core }) => {
  const needs = [{ part: 'user-password', label: 'Log-in', variable: 'X', as: 'location', optional: true }] as const
  return (await findCredentials(core, 'offsite', needs)).get('user-password')
}
/** As an older Vaultkeeper has left it, which had the plain names alone. */
const makeOlder = ({ core }: Pick<TestHome, 'core'>) => rmSync(core.home.keychainNames, { force: true })

describe.runIf(process.platform === 'linux')('homes of one account, in a real keychain', { timeout: 120_000 }, () => {
  let keyring: Keyring
  let keychain: Keychain
  beforeAll(async () => {
    keyring = await startBus()
  })
  beforeEach(async () => {
    await keyring.end()
    keyring.forget()
    await keyring.start()
    keychain = createKeychain(keyring.environment, 20_000)
  })

  describe.each<[HomeKind, HomeKind]>([
    ['usual', 'another'],
    ['another', 'another'],
  ])('%s and %s', (first, second) => {
    it('are set up at the same time, change their passwords, and forget them, each for itself', async () => {
      const [one, other] = [await homeOf(keychain, first), await homeOf(keychain, second)]
      await Promise.all([make(one), make(other)])
      expect(await passwordOf(one)).not.toBe(await passwordOf(other))
      await change(one)
      expect([await opens(one), await opens(other)]).toEqual([true, true])
      await change(other)
      await change(one)
      expect([await opens(one), await opens(other)]).toEqual([true, true])
      await removeSecret(other.core, 'drive', true)
      expect(await opens(one)).toBe(true)
      await expect(opens(other)).rejects.toMatchObject({ problem: { code: 'password-gone' } })
    })

    it('keep what a place asks for, and the log-in at the mail server, each for itself', async () => {
      const [one, other] = [await homeOf(keychain, first), await homeOf(keychain, second)]
      for (const name of ['offsite:user-password', 'carrier:email'])
        await Promise.all([set(one, name, 'of one'), set(other, name, 'of other')])
      expect([await logIn(one), await logIn(other)]).toEqual(['of one', 'of other'])
      await set(other, 'offsite:user-password', 'another one')
      expect([await logIn(one), await logIn(other)]).toEqual(['of one', 'another one'])
      for (const name of ['offsite:user-password', 'carrier:email']) await removeSecret(other.core, name, true)
      expect([await logIn(one), await logIn(other)]).toEqual(['of one', undefined])
      expect(await one.core.ports.keychain.get('carrier:email')).toMatchObject({ value: 'of one' })
      expect(await other.core.ports.keychain.get('carrier:email')).toMatchObject({ value: null })
    })

    it('that are older than this and share an entry go on as they are, and part where one of them changes it', async () => {
      const [one, other] = [await homeOf(keychain, first), await homeOf(keychain, second)]
      for (const { core } of [one, other]) {
        const older = { ...core, ports: { ...core.ports, keychain } }
        await make({ core: older })
        await setSecret(older, 'offsite:user-password', 'log-in of both', 'keychain', testHost())
        makeOlder({ core })
      }
      const shared = await passwordOf(one)
      expect([await opens(one), await opens(other), await passwordOf(other)]).toEqual([true, true, shared])
      await change(one)
      await removeSecret(one.core, 'offsite:user-password', true)
      expect([await opens(one), await opens(other), await passwordOf(other)]).toEqual([true, true, shared])
      expect([await logIn(one), await logIn(other)]).toEqual([undefined, 'log-in of both'])
      await change(other)
      await change(one)
      expect([await opens(one), await opens(other)]).toEqual([true, true])
      const plain = first === 'usual' ? await passwordOf(one) : shared
      expect(await keychain.get('repository:drive')).toMatchObject({ value: plain })
    })
  })

  it('one that is a copy of the other has what that has, until it has its own', async () => {
    const one = await homeOf(keychain, 'usual')
    await make(one, 'default')
    for (const name of ['drive', 'offsite:user-password']) await set(one, name, 'of one')
    const root = path.join(temporaryFolder('copy'), 'home')
    cpSync(one.root, root, { recursive: true })
    const copy = await homeOf(keychain, 'another', root)
    // The very same repository.
    await change(one, 'default')
    expect(await opens(copy, 'default')).toBe(true)
    // One of its own, which is made with what is kept for the other.
    await make(one)
    await make(copy)
    await change(one)
    await set(copy, 'offsite:user-password', 'of the copy')
    expect([await opens(one), await opens(copy)]).toEqual([true, true])
    expect([await logIn(one), await logIn(copy)]).toEqual(['of one', 'of the copy'])
    await removeSecret(copy.core, 'drive', true)
    await expect(passwordOf(copy)).rejects.toMatchObject({ problem: { code: 'password-gone' } })
    expect(await opens(one)).toBe(true)
  })

  it('one that was moved has its passwords, and a new one in its old place is another', async () => {
    const one = await homeOf(keychain, 'another')
    for (const name of ['drive', 'offsite:user-password']) await set(one, name, 'of one')
    one.close()
    const root = path.join(temporaryFolder('moved'), 'home')
    renameSync(one.root, root)
    const anew = await homeOf(keychain, 'another', one.root)
    for (const name of ['drive', 'offsite:user-password']) await set(anew, name, 'of anew')
    const moved = await homeOf(keychain, 'another', root)
    expect([await passwordOf(moved), await passwordOf(anew)]).toEqual(['of one', 'of anew'])
    expect([await logIn(moved), await logIn(anew)]).toEqual(['of one', 'of anew'])
    await removeSecret(moved.core, 'offsite:user-password', true)
    expect([await logIn(moved), await logIn(anew)]).toEqual([undefined, 'of anew'])
  })
})

describe('names in the keychain', { timeout: 60_000 }, () => {
  const plain = 'repository:offsite:user-password'
  const part = 'offsite:user-password'

  it('are the plain ones in the usual home, also in an older one, where what others may need is kept beside it; others have theirs behind', async () => {
    const keychain = fakeKeychain()
    const usual = await homeOf(keychain, 'usual')
    await set(usual, part, 'a')
    await set(usual, part, 'b')
    expect([...keychain.entries]).toEqual([[plain, 'b']])
    makeOlder(usual)
    for (const value of ['c', 'd']) await set(usual, part, value)
    expect([...keychain.entries]).toEqual([
      [plain, 'd'],
      [`${plain}@before`, 'b'],
    ])
    const another = await homeOf(keychain, 'another')
    await set(another, part, 'e')
    expect([...keychain.entries.keys()].at(-1)).toMatch(/^repository:offsite:user-password@[0-9a-f]{8}$/)
    // Lost its names, it takes nothing over a second time.
    makeOlder(usual)
    await set(usual, part, 'f')
    expect([keychain.entries.get(plain), keychain.entries.get(`${plain}@before`), await logIn(usual)]).toEqual(['d', 'b', 'f'])
  })

  it('that nobody noted are read by the usual home, as those that a person wrote, and left alone', async () => {
    const keychain = fakeKeychain()
    keychain.entries.set(plain, 'by hand')
    const [usual, another] = [await homeOf(keychain, 'usual'), await homeOf(keychain, 'another')]
    expect([await logIn(usual), await logIn(another)]).toEqual(['by hand', undefined])
    await removeSecret(usual.core, part, true)
    expect([await logIn(usual), keychain.entries.get(plain)]).toEqual([undefined, 'by hand'])
    await set(usual, part, 'its own')
    expect([await logIn(usual), keychain.entries.get(plain)]).toEqual(['its own', 'by hand'])
  })

  it('are the plain ones as well in an older home that has lost its records', async () => {
    const keychain = fakeKeychain()
    const root = path.join(temporaryFolder('lost'), 'home')
    const older = await homeOf(keychain, 'another', root)
    // As it was: nothing stands between it and the keychain but the note of which keychain that is.
    const plain = rememberKeychain(keychain, older.core.home)
    await make({ core: { ...older.core, ports: { ...older.core.ports, keychain: plain } } })
    const password = await passwordOf({ ...older, core: { ...older.core, ports: { ...older.core.ports, keychain: plain } } })
    makeOlder(older)
    older.close()
    for (const name of readdirSync(root)) if (/^(?:system-history|state\.sqlite)/.test(name)) rmSync(path.join(root, name))
    expect(await passwordOf(await homeOf(keychain, 'another', root))).toBe(password)
  })

  it('are settled while the keychain is open, and what was there stays where it is not', async () => {
    const keychain = fakeKeychain()
    keychain.entries.set(plain, 'a')
    for (const kind of ['usual', 'another'] as const) {
      const home = await homeOf({ ...keychain, set: async () => ({ state: 'locked', why: 'as the test wants it' }) }, kind)
      makeOlder(home)
      await expect(set(home, part, 'b')).rejects.toMatchObject({ problem: { code: 'keychain-locked' } })
      expect([await logIn(home), ...keychain.entries]).toEqual(['a', [plain, 'a']])
      expect(existsSync(home.core.home.keychainNames)).toBe(false)
    }
  })

  it('are noted by whoever keeps something at the same time; where the notes are damaged that is said, and nothing is written over', async () => {
    const keychain = fakeKeychain()
    const home = await homeOf(keychain, 'another')
    await Promise.all([set(home, part, 'a'), set(home, 'drive', 'b'), set(home, 'carrier:email', 'c')])
    const notes = readFileSync(home.core.home.keychainNames, 'utf8')
    expect(Object.keys(JSON.parse(notes).own).toSorted()).toEqual(['carrier:email', 'repository:drive', plain])
    for (const damaged of ['', '{', '[]', '{"id":1}']) {
      writeFileSync(home.core.home.keychainNames, damaged)
      for (const work of [logIn(home), set(home, part, 'd'), removeSecret(home.core, part, true)])
        await expect(work).rejects.toMatchObject({
          problem: { code: 'keychain-names-unreadable', sentence: expect.stringContaining('keychain-names.json') },
        })
    }
    writeFileSync(home.core.home.keychainNames, notes)
    expect(await logIn(home)).toBe('a')
  })

  it('stand for a password that a first set-up may not use: it is not the only one of another home that goes', async () => {
    const keychain = fakeKeychain()
    keychain.entries.set('repository:drive', 'the only one of a home that was moved')
    const usual = await homeOf(keychain, 'usual')
    const settle = () =>
      settlePassword(usual.core, 'drive', { password: { how: 'typed', value: 'mine' }, keepIn: 'keychain', own: false }, testHost())
    await expect(settle()).rejects.toMatchObject({ problem: { code: 'password-kept' } })
    // What it is told to do.
    await removeSecret(usual.core, 'drive', false)
    await settle()
    expect([await passwordOf(usual), keychain.entries.get('repository:drive')]).toEqual(['mine', 'the only one of a home that was moved'])
  })

  it('are understood where the app is asked in their stead', async () => {
    const keychain = fakeKeychain()
    const another = await homeOf(keychain, 'another')
    await set(another, part, 'a')
    // The helper of an index has an engine of its own on the same home.
    const helper = await homeOf({ ...another.core.ports.keychain }, 'another', another.root)
    expect(await logIn(helper)).toBe('a')
    await set(helper, part, 'b')
    expect([await logIn(another), keychain.entries.size]).toEqual(['b', 1])
  })
})

it('the usual home is the usual one also where it is named', async () => {
  const usual = await homeFolder({})
  expect(await isUsualHome(usual, { VAULTKEEPER_HOME: usual })).toBe(true)
  expect(await isUsualHome(usual, {})).toBe(true)
  expect(await isUsualHome('/srv/vaultkeeper', { VAULTKEEPER_HOME: '/srv/vaultkeeper' })).toBe(false)
})
