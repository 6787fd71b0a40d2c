import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { actionFor } from '../../../main/engine/overview/action-for.ts'
import { createKeychain } from '../../../main/engine/secrets/keychain.ts'
import { needsKeychain } from '../../../main/engine/secrets/needs-keychain.ts'
import { sessionInWords } from '../../../main/engine/secrets/session-in-words.ts'
import { fakeKeychain } from '../../helpers/fake-keychain.ts'
import { type Keyring, startBus } from '../../helpers/keyring.ts'
import { scheduleBench } from '../../helpers/schedule-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome } from '../../helpers/temporary-home.ts'

describe('which keychain it is', () => {
  it('is known to be another one by every question, not by the first alone, until something of ours is in it', async () => {
    const keychain = fakeKeychain()
    const { core } = await testHome({ keychain })
    const ask = core.ports.keychain
    await ask.set('repository:default', 'one')
    keychain.replace()
    expect(await ask.probe()).toMatchObject({ state: 'ready', canaryNew: true })
    expect(await ask.get('repository:default')).toMatchObject({ value: null, canaryNew: true })
    expect(await ask.get('repository:default')).toMatchObject({ value: null, canaryNew: true })
    await ask.set('repository:default', 'one')
    expect(await ask.get('repository:other')).toMatchObject({ value: null, canaryNew: false })
    keychain.entries.delete('repository:default')
    expect(await ask.get('repository:default')).toMatchObject({ value: null, canaryNew: false })
  })
})

describe('whether the keychain is asked at all', () => {
  const offsite = { type: 's3', endpoint: 'https://s3.example.com', bucket: 'b' }
  const with_ = async (environment: NodeJS.ProcessEnv, repository: object) => {
    const { core } = await testHome({ environment })
    core.settings.configuration = Configuration.parse({ version: 1, repositories: { offsite: repository } })
    return core
  }
  it('for a password that is kept there, or a credential that nothing else gives', async () => {
    const given = { VAULTKEEPER_SECRET_OFFSITE_ACCESS_KEY_ID: 'a', VAULTKEEPER_SECRET_OFFSITE_SECRET_ACCESS_KEY: 'b' }
    expect(needsKeychain(await with_({}, offsite), 'offsite')).toBe(true)
    const { VAULTKEEPER_SECRET_OFFSITE_ACCESS_KEY_ID, ...half } = given
    expect(needsKeychain(await with_(half, offsite), 'offsite')).toBe(true)
    const core = await with_({ ...given }, offsite)
    expect(needsKeychain(core, 'offsite')).toBe(false)
    const known = { event: 'repository.known', repository: 'offsite', id: 'x', location: 's3:x', fingerprint: '' } as const
    await core.record({ ...known, password: 'keychain' })
    expect(needsKeychain(core, 'offsite')).toBe(true)
    expect(needsKeychain(await with_({}, { type: 'local', path: '/r' }), 'offsite')).toBe(false)
  })
})

describe('why there is none in a session', () => {
  it.each<[NodeJS.ProcessEnv, string | undefined]>([
    [{ SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' }, 'this session came over SSH'],
    [{}, 'this session has no bus, as under cron or a console'],
    [{ INVOCATION_ID: 'x' }, 'this runs as a service, without a session of the desktop'],
    [{ INVOCATION_ID: 'x', DBUS_SESSION_BUS_ADDRESS: 'unix:x' }, 'this session has no desktop, and no program in it keeps secrets'],
    [{ DISPLAY: ':0' }, 'the desktop did not hand its session bus on'],
    [{ DISPLAY: ':0', DBUS_SESSION_BUS_ADDRESS: 'unix:x' }, undefined],
  ])('%j: %s', (environment, words) => {
    expect(sessionInWords(environment, 'linux')).toBe(words)
  })
})

const started = '2026-11-16T12:00:00Z'

describe('a schedule into a place that asks for credentials', { timeout: 60_000 }, () => {
  it('waits while the keychain that has them is locked, fails with what to enter while one is gone, and goes on when it is there', async () => {
    const keychain = fakeKeychain()
    const bench = await scheduleBench({
      keychain,
      environment: { VAULTKEEPER_PASSWORD_OFFSITE: 'given by the environment' },
      configuration: {
        vaults: { notes: { path: '~/notes' } },
        // No bucket can be called so: that restic gets to say it shows that nothing was missing any more.
        repositories: { offsite: { type: 's3', endpoint: 'https://127.0.0.1:9', bucket: 'b' } },
        plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['offsite'] } },
      },
      started,
      execute: 'real',
    })
    const known = { event: 'repository.known', repository: 'offsite', id: 'x', location: 's3:x', fingerprint: '' } as const
    await bench.core.record({ ...known, password: 'environment' })
    keychain.entries.set('repository:offsite:access-key-id', 'a key')
    await bench.at(started)
    keychain.condition = 'locked'
    await bench.at('2026-11-17T07:00:00Z')
    await bench.at('2026-11-17T07:03:00Z')
    expect(bench.skips()).toEqual(['daily/offsite 11-17T07:00..11-17T07:00 x1 keychain-locked'])

    keychain.condition = 'open'
    await bench.at('2026-11-17T07:05:00Z')
    expect(bench.runs()).toEqual(['daily/offsite/notes 11-17T07:00 catch-up: failed credential-not-set'])
    expect(actionFor('credential-not-set', { plan: 'daily', repository: 'offsite', folder: null })).toMatchObject({
      kind: 'enter-credential',
    })
    // It waits for a person.
    await bench.at('2026-11-17T09:05:00Z')
    expect(bench.runs()).toHaveLength(1)
    keychain.entries.set('repository:offsite:secret-access-key', 'its secret')
    bench.scheduler.mended()
    await bench.at('2026-11-17T09:06:00Z')
    expect(bench.runs().at(-1)).toBe('daily/offsite/notes 11-17T07:00 retry: failed repository-misconfigured')
  })
})

describe.runIf(process.platform === 'linux')('a schedule whose secrets lie in a real keychain', { timeout: 60_000 }, () => {
  let keyring: Keyring
  beforeAll(async () => {
    keyring = await startBus()
  })

  it('waits while that is locked or hangs, says which, makes up for it at once, and loses nothing with it', async () => {
    await keyring.start()
    let probes = 0
    // Where it hangs each look waits for this long.
    let cap = 10_000
    const real = () => createKeychain(keyring.environment, cap)
    const keychain = {
      ...fakeKeychain(),
      get: (account: string) => real().get(account),
      set: (account: string, value: string) => real().set(account, value),
      probe: () => {
        probes += 1
        return real().probe()
      },
    }
    const folder = temporaryFolder('schedule')
    const names = ['one', 'two', 'three']
    for (const name of names) {
      mkdirSync(path.join(folder, name))
      writeFileSync(path.join(folder, name, 'config'), 'encrypted')
    }
    const bench = await scheduleBench({
      folder,
      keychain,
      configuration: {
        vaults: { notes: { path: '~/notes' } },
        repositories: Object.fromEntries(names.map((name) => [name, { type: 'local', path: path.join(folder, name) }])),
        plans: { daily: { kind: 'daily', sources: ['notes'], repositories: names } },
      },
      started,
    })
    for (const repository of names) {
      await bench.core.ports.keychain.set(`repository:${repository}`, 'its password')
      const place = { id: repository, location: path.join(folder, repository), fingerprint: '', password: 'keychain' } as const
      await bench.core.record({ event: 'repository.known', repository, ...place })
    }
    await bench.at(started)
    const reasons = () => [...new Set(bench.events('plan.skipped').map(({ reason }) => reason))]

    await keyring.lock()
    // Networks and keychains need a while after a long sleep.
    await bench.at('2026-11-17T07:00:00Z')
    probes = 0
    await bench.at('2026-11-17T07:03:00Z')
    expect(reasons()).toEqual(['keychain-locked'])
    // One look does for all three.
    expect(probes).toBe(1)
    expect(bench.jobs).toHaveLength(0)

    await keyring.end()
    await keyring.start()
    await bench.at('2026-11-17T07:05:00Z')
    expect(bench.jobs.map(({ repository, trigger }) => [repository, trigger])).toEqual(names.map((name) => [name, 'catch-up']))

    keyring.hang()
    cap = 500
    await bench.at('2026-11-18T07:00:00Z')
    await bench.at('2026-11-18T07:03:00Z')
    expect(reasons()).toEqual(['keychain-locked', 'keychain-not-answering'])
    cap = 10_000
    await keyring.end()
    await keyring.start()
    await bench.at('2026-11-18T07:05:00Z')
    expect(bench.jobs).toHaveLength(6)

    // Another keyring: nothing but the secrets is gone, and it is known for another one however often it is asked.
    await keyring.end()
    keyring.forget()
    await keyring.start()
    const history = readFileSync(path.join(bench.root, 'system-history.jsonl'), 'utf8')
    for (const repository of names)
      expect(await bench.core.ports.keychain.get(`repository:${repository}`)).toMatchObject({ value: null, canaryNew: true })
    expect(readFileSync(path.join(bench.root, 'system-history.jsonl'), 'utf8')).toBe(history)
    await keyring.end()
  })
})
