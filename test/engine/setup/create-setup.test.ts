import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SetupChoices, SetupPassword } from '../../../main/contract/procedures/setup.ts'
import { loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import { makeKit } from '../../../main/engine/kit/make-kit.ts'
import { checkSetup, createSetup } from '../../../main/engine/setup/create-setup.ts'
import { setupState } from '../../../main/engine/setup/setup-state.ts'
import { knownRepository } from '../../../main/engine/state/queries.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { startNode } from '../../helpers/run-node.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

let notes: string
beforeAll(() => {
  notes = path.join(temporaryFolder('vault'), 'My Notes')
  mkdirSync(notes)
  writeFileSync(path.join(notes, 'a.md'), 'a')
})

const choicesOf = (more: Partial<SetupChoices> = {}): SetupChoices => ({
  vaults: [{ path: notes, name: 'My Notes', exclude: ['.trash'] }],
  place: { type: 'embedded' },
  daily: '07:00',
  onChange: false,
  ...more,
})

async function setUp(
  home: TestHome,
  choices: SetupChoices,
  password: SetupPassword = { how: 'generated' },
  keepIn: 'keychain' | 'file' = 'keychain',
  secrets: Record<string, string> = {},
) {
  return createSetup(home.core, checkSetup(home.core, choices), { password, keepIn, secrets }, testHost())
}

const fileOf = (home: TestHome) => path.join(home.root, 'backup_schedule.json')
/** What was written, with the password looked for in everything that is not the place for it. */
function expectNoSecret(home: TestHome, secret: string): void {
  for (const name of [
    'backup_schedule.json',
    'system-history.jsonl',
    'setup.json',
    'state.sqlite',
    'state.sqlite-wal',
    'configuration.last-good.json',
  ]) {
    const file = path.join(home.root, name)
    if (existsSync(file)) expect(readFileSync(file).includes(secret), name).toBe(false)
  }
}

describe('a set-up', () => {
  it('on this computer: the repository is made, its password kept, vaults and plans written, and the kit is next', async () => {
    const home = await testHome()
    expect(await setupState(home.core)).toMatchObject({ next: 'begin', unfinished: null, passwordKept: false, keychain: 'ready' })
    const ended = await setUp(home, choicesOf({ onChange: true, daily: '06:30' }))
    expect(ended).toMatchObject({ verdict: 'done', result: { repository: 'default', password: 'keychain', existed: false } })
    const password = home.keychain.entries.get('repository:default') ?? ''
    expect(password).toMatch(/^(?:[a-z2-9]{4}-){7}[a-z2-9]{4}$/)
    const { configuration } = await loadConfiguration(home.core)
    expect(configuration?.vaults['my-notes']).toMatchObject({ name: 'My Notes', path: notes, exclude: ['.trash'] })
    expect(configuration?.plans['daily']).toMatchObject({ kind: 'daily', schedule: '30 6 * * *', repositories: ['default'] })
    expect(configuration?.plans['on-change']).toMatchObject({ approval: false, atMostEvery: 600_000 })
    expect(home.core.settings.configuration).toEqual(configuration)
    expect(await setupState(home.core)).toMatchObject({
      next: 'kit',
      repository: 'default',
      plans: ['daily', 'on-change'],
      unfinished: null,
    })
    expectNoSecret(home, password)
    // Made twice it comes to the same.
    const written = readFileSync(fileOf(home), 'utf8')
    expect(await setUp(home, choicesOf({ onChange: true, daily: '06:30' }))).toMatchObject({ verdict: 'done', result: { existed: true } })
    expect(readFileSync(fileOf(home), 'utf8')).toBe(written)
  })

  it('without a keychain the one on this disk has its password in a file, and another place only where that is chosen', async () => {
    const home = await testHome()
    home.keychain.condition = 'absent'
    const drive = path.join(temporaryFolder('drive'), 'copies')
    await expect(setUp(home, choicesOf({ place: { type: 'local', path: drive } }))).rejects.toMatchObject({
      problem: { code: 'keychain-absent' },
    })
    expect(existsSync(drive)).toBe(false)
    expect((await setupState(home.core)).next).toBe('continue')
    // Another place is chosen after that: nothing of the first is left in the configuration.
    expect(await setUp(home, choicesOf())).toMatchObject({ verdict: 'done', result: { password: 'file' } })
    expect(statSync(path.join(home.root, 'secrets', 'default.password')).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(fileOf(home), 'utf8'))).not.toHaveProperty('repositories.folder')
    const second = await setUp(home, choicesOf({ place: { type: 'local', path: drive } }), { how: 'generated' }, 'file')
    expect(second).toMatchObject({ verdict: 'done', result: { repository: 'folder', password: 'file' } })
  })

  it('takes a repository over that is there with its password, and with no other', async () => {
    const drive = path.join(temporaryFolder('drive'), 'copies')
    const first = await testHome()
    await setUp(first, choicesOf({ place: { type: 'local', path: drive } }), { how: 'typed', value: 'correct horse battery' })
    const { id } = knownRepository(first.core.state.database, 'folder') ?? {}
    const home = await testHome()
    const there = choicesOf({ place: { type: 'local', path: drive } })
    await expect(setUp(home, there)).rejects.toMatchObject({ problem: { code: 'password-needed' } })
    await expect(setUp(home, there, { how: 'typed', value: 'wrong' })).rejects.toMatchObject({ problem: { code: 'wrong-password' } })
    expect(home.keychain.entries.has('repository:folder')).toBe(false)
    expect(await setUp(home, there, { how: 'typed', value: 'correct horse battery' })).toMatchObject({ verdict: 'done' })
    expect(knownRepository(home.core.state.database, 'folder')).toMatchObject({ id, location: drive })
    expectNoSecret(home, 'correct horse battery')
    expectNoSecret(home, 'wrong')
  })

  it('on a server that asks for a log-in: made there, and taken over by the next one with its password alone', async () => {
    const server = await startRestServer(temporaryFolder('rest'), { users: { ann: 'let-me-in' } })
    const secrets = { 'user-password': 'let-me-in' }
    const there = choicesOf({ place: { type: 'configured', settings: { type: 'rest', url: `${server.url}notes`, user: 'ann' } } })
    const first = await testHome()
    expect(await setUp(first, there, { how: 'generated' }, 'keychain', secrets)).toMatchObject({
      verdict: 'done',
      result: { repository: 'server' },
    })
    expect(first.keychain.entries.get('repository:server:user-password')).toBe('let-me-in')
    expectNoSecret(first, 'let-me-in')
    const password = first.keychain.entries.get('repository:server') ?? ''
    const { id } = knownRepository(first.core.state.database, 'server') ?? {}
    const home = await testHome()
    await expect(setUp(home, there)).rejects.toMatchObject({ problem: { code: 'credential-not-set' } })
    await expect(setUp(home, there, { how: 'generated' }, 'keychain', secrets)).rejects.toMatchObject({
      problem: { code: 'password-needed' },
    })
    expect(home.keychain.entries.has('repository:server')).toBe(false)
    expect(await setUp(home, there, { how: 'typed', value: password })).toMatchObject({ verdict: 'done' })
    expect(knownRepository(home.core.state.database, 'server')?.id).toBe(id)
    // The kit of a server has its key, too, which only restic can tell.
    expect((await makeKit(home.core, 'server', testHost())).keys).toHaveLength(1)
  })

  it('never overwrites a password that is kept from elsewhere', async () => {
    const home = await testHome()
    home.keychain.entries.set('repository:default', 'of-another-home')
    await expect(setUp(home, choicesOf(), { how: 'typed', value: 'mine' })).rejects.toMatchObject({ problem: { code: 'password-kept' } })
    expect(home.keychain.entries.get('repository:default')).toBe('of-another-home')
    expect((await setupState(home.core)).passwordKept).toBe(true)
    expect(await setUp(home, choicesOf(), { how: 'kept' })).toMatchObject({ verdict: 'done' })
    expect(home.keychain.entries.get('repository:default')).toBe('of-another-home')
  })

  it.each<[string, (home: TestHome) => Partial<SetupChoices>, string]>([
    ['no time', () => ({ daily: null }), 'setup-no-plan'],
    ['a folder that is not there', () => ({ vaults: [{ path: `${notes}-none`, name: 'x', exclude: [] }] }), 'folder-missing'],
    ['a folder twice', () => ({ vaults: [0, 1].map(() => ({ path: notes, name: 'x', exclude: [] })) }), 'setup-twice'],
    ['a pattern that is none', () => ({ vaults: [{ path: notes, name: 'x', exclude: ['a['] }] }), 'pattern-not-valid'],
    ['a place inside a vault', () => ({ place: { type: 'local', path: path.join(notes, 'copies') } }), 'place-in-vault'],
    ['a place around a vault', () => ({ place: { type: 'local', path: path.dirname(path.dirname(notes)) } }), 'place-taken'],
    ['a place with other files', () => ({ place: { type: 'local', path: path.dirname(notes) } }), 'place-taken'],
    ['a place in our home', ({ root }) => ({ place: { type: 'local', path: path.join(root, 'cache/x') } }), 'place-in-home'],
    ['a drive that is not connected', () => ({ place: { type: 'local', path: '/media/nobody/drive/x' } }), 'drive-not-connected'],
    ['no address', () => ({ place: { type: 'configured', settings: { type: 'rest', url: 'backup.example.org' } } }), 'repository-settings'],
    [
      'a password in the address',
      () => ({ place: { type: 'configured', settings: { type: 'rest', url: 'https://me:pw@example.org/' } } }),
      'repository-settings',
    ],
  ])('is refused in words, with nothing done: %s', async (_, wish, code) => {
    const home = await testHome()
    await expect(async () => setUp(home, choicesOf(wish(home)))).rejects.toMatchObject({ problem: { code } })
    expect([existsSync(fileOf(home)), existsSync(path.join(home.root, 'setup.json')), home.keychain.entries.size]).toEqual([
      false,
      false,
      0,
    ])
    expect(recorded(home.root).map(({ event }) => event)).toEqual(['home.created'])
  })
})

// Ends itself by SIGKILL just before, or right after, the n-th time that anything is put on the disk for good.
const script = `
const [root, choices, killAt] = parameters
const fs = (await import('node:fs')).default
const { syncBuiltinESMExports } = await import('node:module')
let times = 0
for (const name of ['renameSync', 'fsyncSync']) {
  const real = fs[name]
  fs[name] = (...rest) => {
    if (++times === killAt) process.kill(process.pid, 'SIGKILL')
    return real(...rest)
  }
}
syncBuiltinESMExports()
const { createEngine } = await engine('engine.ts')
const { checkSetup, createSetup } = await engine('setup/create-setup.ts')
const { plainPorts } = await helper('plain-ports.ts')
const { core, close } = await createEngine(root, plainPorts())
const host = { signal: new AbortController().signal, onProgress: () => undefined }
await createSetup(core, checkSetup(core, choices), { password: { how: 'generated' }, keepIn: 'file' }, host)
console.log('TIMES ' + times)
close()
`

describe('a set-up that is killed', () => {
  it('is found, and made to its end with the same choices, wherever that was', { timeout: 60_000 }, async () => {
    const drive = path.join(temporaryFolder('drive'), 'copies')
    const choices = choicesOf({ place: { type: 'local', path: drive } })
    const calm = startNode(script, [path.join(temporaryFolder('home'), 'home'), { ...choices, place: { type: 'embedded' } }, 0])
    const total = Number(/TIMES (\d+)/.exec((await calm.ended).stdout)?.[1])
    expect(total).toBeGreaterThan(8)
    let found = 0
    for (const part of [0.3, 0.6, 0.9]) {
      const at = Math.max(2, Math.floor(total * part))
      const root = path.join(temporaryFolder('home'), 'home')
      const place = { type: 'local', path: path.join(temporaryFolder('drive'), 'copies') } as const
      const child = startNode(script, [root, { ...choices, place }, at])
      expect((await child.ended).stdout, `killed at ${at} of ${total}`).toBe('')
      const home = await testHome({ root })
      home.keychain.condition = 'absent'
      home.core.settings.configuration = (await loadConfiguration(home.core)).configuration
      const state = await setupState(home.core)
      if (state.next === 'continue') {
        found += 1
        expect(state.unfinished).toEqual({ ...choices, place })
        const how = state.passwordKept ? 'kept' : 'generated'
        expect(await setUp(home, state.unfinished ?? choices, { how }, 'file')).toMatchObject({ verdict: 'done' })
      } else if (state.next === 'begin') await setUp(home, { ...choices, place }, { how: 'generated' }, 'file')
      expect(await setupState(home.core)).toMatchObject({ next: 'kit', repository: 'folder', plans: ['daily'] })
      const written = JSON.parse(readFileSync(fileOf(home), 'utf8'))
      expect([Object.keys(written.vaults), Object.keys(written.plans), Object.keys(written.repositories)]).toEqual([
        ['my-notes'],
        ['daily'],
        ['folder'],
      ])
      const password = readFileSync(path.join(root, 'secrets', 'folder.password'), 'utf8').trim()
      expect(await rawRestic(place.path, password)('cat', 'config')).toContain('"version"')
      home.close()
    }
    expect(found).toBeGreaterThan(1)
  })
})
