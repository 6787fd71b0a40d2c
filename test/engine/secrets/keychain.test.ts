import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Keychain } from '../../../main/engine/ports.ts'
import { createKeychain } from '../../../main/engine/secrets/keychain.ts'
import { fakeKeychain } from '../../helpers/fake-keychain.ts'
import { type Keyring, startBus } from '../../helpers/keyring.ts'

/** A keychain, and what a test does to it. */
type Subject = {
  readonly keychain: Keychain
  readonly lock: () => Promise<void>
  readonly open: () => Promise<void>
  readonly end: () => Promise<void>
  readonly hang: () => void
  readonly replace: () => Promise<void>
}

const odd = ['correct horse battery staple', 'pässwörd 🗝', `'"\\$(x)\`%s`, '-p', 'x'.repeat(4096), '{"state":"locked"}']

/** What the engine relies on, whichever keychain it is given. The order matters: each step goes on from the one before. */
function keepsItsPromises(make: () => Promise<Subject>): void {
  let subject: Subject
  beforeAll(async () => {
    subject = await make()
  })
  afterAll(() => subject.end())
  const { get, set, remove, probe } = {
    get: (account: string) => subject.keychain.get(account),
    set: (account: string, value: string) => subject.keychain.set(account, value),
    remove: (account: string) => subject.keychain.remove(account),
    probe: () => subject.keychain.probe(),
  }

  it('is ready and empty at first, and says that it had never seen us', async () => {
    expect(await get('a')).toMatchObject({ state: 'ready', value: null, canaryNew: true })
    expect(await get('a')).toMatchObject({ state: 'ready', value: null, canaryNew: false })
    expect(await probe()).toMatchObject({ state: 'ready', value: null, canaryNew: false })
  })

  it('gives back exactly what it was given, by account', async () => {
    for (const value of odd) {
      expect(await set('a', value)).toMatchObject({ state: 'ready', value, canaryNew: false })
      expect(await get('a')).toMatchObject({ state: 'ready', value, canaryNew: false })
    }
    expect(await get('b')).toMatchObject({ state: 'ready', value: null })
    await set('b', 'another')
    expect(await get('a')).toMatchObject({ value: odd.at(-1) })
  })

  it('answers several questions at once, each with its own', async () => {
    await set('c', 'a third')
    expect(await Promise.all(['b', 'never set', 'c', 'b'].map(get))).toMatchObject([
      { state: 'ready', value: 'another', canaryNew: false },
      { state: 'ready', value: null, canaryNew: false },
      { state: 'ready', value: 'a third', canaryNew: false },
      { state: 'ready', value: 'another', canaryNew: false },
    ])
  })

  it('forgets what is removed, and does not mind when there is nothing to remove', async () => {
    expect(await remove('b')).toMatchObject({ state: 'ready', value: null })
    expect(await get('b')).toMatchObject({ state: 'ready', value: null })
    expect(await remove('b')).toMatchObject({ state: 'ready', value: null })
  })

  it('says that it is locked, to every question, and has everything when it is open again', async () => {
    await subject.lock()
    for (const answer of [await get('a'), await get('never set'), await set('a', 'new'), await probe()]) {
      expect(answer).toEqual({ state: 'locked', why: expect.stringMatching(/./) })
    }
    await subject.open()
    expect(await get('a')).toMatchObject({ state: 'ready', value: odd.at(-1), canaryNew: false })
  })

  it('says that it is absent', async () => {
    await subject.end()
    for (const answer of [await get('a'), await set('a', 'new'), await probe()]) {
      expect(answer).toEqual({ state: 'absent', why: expect.stringMatching(/./) })
    }
    await subject.open()
    expect(await get('a')).toMatchObject({ state: 'ready', value: odd.at(-1) })
  })

  it('says that it does not answer, and what asks goes on living', async () => {
    subject.hang()
    try {
      const answers = Promise.all([get('a'), get('a'), get('a'), get('a'), get('a')])
      expect((await readFile(import.meta.filename)).length).toBeGreaterThan(0)
      for (const answer of await answers) expect(answer).toEqual({ state: 'not-answering', why: expect.stringMatching(/./) })
    } finally {
      await subject.end()
    }
    await subject.open()
    expect(await get('a')).toMatchObject({ state: 'ready', value: odd.at(-1) })
  })

  it('says when another keychain has taken its place', async () => {
    await subject.replace()
    expect(await get('a')).toMatchObject({ state: 'ready', value: null, canaryNew: true })
    await subject.replace()
    expect(await set('a', 'new')).toMatchObject({ state: 'ready', value: 'new', canaryNew: true })
    expect(await get('a')).toMatchObject({ state: 'ready', value: 'new', canaryNew: false })
  })
}

describe('the keychain in memory', () => {
  keepsItsPromises(async () => {
    const keychain = fakeKeychain()
    const become = (condition: typeof keychain.condition) => () => {
      keychain.condition = condition
    }
    return {
      keychain,
      lock: async () => become('locked')(),
      open: async () => become('open')(),
      end: async () => become('absent')(),
      hang: become('not-answering'),
      replace: async () => keychain.replace(),
    }
  })
})

describe.runIf(process.platform === 'linux')('the keychain of the system', () => {
  let keyring: Keyring
  beforeAll(async () => {
    keyring = await startBus()
  })
  const restart = async () => {
    await keyring.end()
    await keyring.start()
  }

  keepsItsPromises(async () => {
    await keyring.start()
    return {
      keychain: createKeychain(keyring.environment, 4_000),
      lock: keyring.lock,
      open: restart,
      end: keyring.end,
      hang: keyring.hang,
      replace: async () => {
        await keyring.end()
        keyring.forget()
        await keyring.start()
      },
    }
  })

  it('is absent where there is no session', async () => {
    const { DBUS_SESSION_BUS_ADDRESS: _, XDG_RUNTIME_DIR: __, ...none } = keyring.environment
    expect(await createKeychain(none).get('a')).toMatchObject({ state: 'absent' })
    const gone = { ...keyring.environment, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/at/all' }
    expect(await createKeychain(gone).set('a', 'x')).toMatchObject({ state: 'absent' })
  })

  it('is open to all who are the first to see it at the same time', async () => {
    await restart()
    for (let time = 0; time < 4; time++) {
      await keyring.end()
      keyring.forget()
      await keyring.start()
      const asked = Array.from({ length: 4 }, (_, at) => createKeychain(keyring.environment, 20_000).set(`${at}`, 'x'))
      expect((await Promise.all(asked)).map(({ state }) => state)).toEqual(Array(4).fill('ready'))
    }
  }, 60_000)

  it('hears a password only through a pipe, and nothing of what others keep in our environment; its helper is gone when the time is up', async () => {
    await restart()
    keyring.hang()
    try {
      const secret = 'hunter2-through-the-pipe'
      const ours = { ...keyring.environment, VAULTKEEPER_PASSWORD: secret, AWS_SECRET_ACCESS_KEY: secret }
      const answer = createKeychain(ours, 1_500).set('a', secret)
      let helpers: string[] = []
      while (helpers.length === 0) {
        helpers = helpersOfThisProcess()
        await new Promise((resolve) => setImmediate(resolve))
      }
      for (const pid of helpers) {
        for (const file of ['cmdline', 'environ']) expect(readFileSync(`/proc/${pid}/${file}`, 'utf8')).not.toContain(secret)
      }
      expect(await answer).toMatchObject({ state: 'not-answering' })
      while (helpersOfThisProcess().length > 0) await new Promise((resolve) => setImmediate(resolve))
    } finally {
      await keyring.end()
    }
  })
})

function helpersOfThisProcess(): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const parent = /\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1]
      return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('keychain-helper')
    } catch {
      return false
    }
  })
}
