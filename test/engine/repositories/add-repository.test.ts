import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadAndTake } from '../../../main/engine/config/take-configuration.ts'
import type { Core } from '../../../main/engine/core.ts'
import { addRepository, type NewRepository } from '../../../main/engine/repositories/manage/add-repository.ts'
import { listRepositories } from '../../../main/engine/repositories/manage/list-repositories.ts'
import { removeRepository } from '../../../main/engine/repositories/manage/remove-repository.ts'
import { init } from '../../../main/engine/runs/init-run.ts'
import { CancelledError } from '../../../main/engine/runs/record-run.ts'
import { knownRepository, knownSnapshots } from '../../../main/engine/state/queries.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const fileOf = ({ root }: TestHome) => path.join(root, 'backup_schedule.json')
const written = (home: TestHome) => readFileSync(fileOf(home), 'utf8')

/** A home with a plan into its embedded repository, and a comment that is to stay. */
async function homeWithPlan(): Promise<TestHome> {
  const home = await testHome()
  const vault = temporaryFolder('vault')
  const text = `{
  "version": 1,
  "vaults": { "notes": { "path": "${vault}" } }, // mine
  "plans": { "daily": { "kind": "daily", "sources": ["notes"] } }
}
`
  writeFileSync(fileOf(home), text)
  await loadAndTake(home.core)
  return home
}

const add = (core: Core, more: Partial<NewRepository> & Pick<NewRepository, 'settings'>) =>
  addRepository(
    core,
    { name: 'offsite', secrets: {}, password: { how: 'generated' }, keepIn: 'keychain', mode: 'either', plans: [], ...more },
    testHost(),
  )

const polynomial = async (location: string, password: string) =>
  JSON.parse(await rawRestic(location, password)('cat', 'config', '--no-cache', '--no-lock')).chunker_polynomial as string

describe('adding a repository', { timeout: 60_000 }, () => {
  it('that asks for a log-in: made, its secrets in the keychain alone, named in the configuration, written into by the plan, cut like the other', async () => {
    const home = await homeWithPlan()
    await init(home.core, 'default', testHost())
    const place = temporaryFolder('rest')
    const server = await startRestServer(place, { users: { ada: 'pw-of-ada' } })
    const settings = { type: 'rest', url: `${server.url}laptop`, user: 'ada', limitUpload: '1 MiB/s' }
    const { ended, remarks } = await add(home.core, { settings, secrets: { 'user-password': 'pw-of-ada' }, plans: ['daily'], mode: 'make' })
    expect(ended).toMatchObject({ verdict: 'done', result: { repository: 'offsite', password: 'keychain', existed: false } })
    expect(remarks).toEqual(['The plan "daily" writes into it from now on.'])
    const file = JSON.parse(written(home).replace(' // mine', ''))
    expect(file.repositories).toEqual({ offsite: settings })
    expect(file.plans.daily.repositories).toEqual(['default', 'offsite'])
    expect(written(home)).toContain('// mine')
    expect(home.keychain.entries.get('repository:offsite:user-password')).toBe('pw-of-ada')
    const password = home.keychain.entries.get('repository:offsite') ?? ''
    for (const secret of [password, 'pw-of-ada']) expect(written(home) + JSON.stringify(recorded(home.root))).not.toContain(secret)
    const ofFirst = await polynomial(path.join(home.root, 'repositories/default'), home.keychain.entries.get('repository:default') ?? '')
    expect(await polynomial(path.join(place, 'laptop'), password)).toBe(ofFirst)
    const [, offsite] = await listRepositories(home.core)
    expect(offsite).toMatchObject({
      name: 'offsite',
      kind: 'rest',
      place: `${server.url}laptop, as ada`,
      plans: ['daily'],
      password: 'keychain',
      secrets: [{ name: 'offsite:user-password', kept: 'keychain', optional: false }],
      state: 'ready',
      snapshots: 0,
    })
    // Once more comes to the same.
    const before = written(home)
    expect((await add(home.core, { settings, plans: ['daily'] })).ended).toMatchObject({ verdict: 'done', result: { existed: true } })
    await expect(add(home.core, { settings: { ...settings, limitUpload: '2 MiB/s' } })).rejects.toMatchObject({
      problem: { code: 'settings-differ', sentence: expect.stringContaining('another "limitUpload"') },
    })
    expect(written(home)).toBe(before)
    await expect(removeRepository(home.core, 'default', { sure: true })).rejects.toMatchObject({ problem: { code: 'repository-embedded' } })
    expect(home.keychain.entries.has('repository:default')).toBe(true)
    await expect(removeRepository(home.core, 'offsite', { sure: false })).rejects.toMatchObject({ problem: { code: 'secret-in-use' } })
    expect(await removeRepository(home.core, 'offsite', { sure: true })).toMatchObject({
      plans: ['daily'],
      forgotten: ['offsite', 'offsite:user-password'],
    })
    for (const [name, code] of [
      ['default', 'plan-without-place'],
      ['nobody', 'repository-not-configured'],
    ] as const)
      await expect(removeRepository(home.core, name, false)).rejects.toMatchObject({ problem: { code } })
    expect([...home.keychain.entries.keys()]).toEqual(['repository:default'])
    expect(JSON.parse(written(home).replace(' // mine', ''))).toMatchObject({ plans: { daily: { repositories: ['default'] } } })
  })

  it('takes over one that plain restic made elsewhere, with its password and no other, and sees its snapshots', async () => {
    const home = await homeWithPlan()
    const place = path.join(temporaryFolder('drive'), 'old')
    const notes = temporaryFolder('notes')
    writeFileSync(path.join(notes, 'a.md'), 'a')
    const restic = rawRestic(place, 'made by restic')
    await restic('init', '--no-cache')
    await restic('backup', '--no-cache', '--host', 'workshop', notes)
    const settings = { type: 'local', path: place }
    const before = written(home)
    const typed = (value: string) => ({ how: 'typed', value }) as const
    await expect(add(home.core, { settings, mode: 'make' })).rejects.toMatchObject({ problem: { code: 'repository-there' } })
    await expect(add(home.core, { settings, mode: 'adopt', password: typed('not this') })).rejects.toMatchObject({
      problem: { code: 'wrong-password' },
    })
    await expect(add(home.core, { settings, mode: 'adopt' })).rejects.toMatchObject({ problem: { code: 'password-needed' } })
    const nowhere = { settings: { type: 'local', path: `${place}-not` }, mode: 'adopt' } as const
    await expect(add(home.core, nowhere)).rejects.toMatchObject({ problem: { code: 'nothing-to-adopt' } })
    // Nothing of all that is left.
    expect(JSON.parse(written(home).replace(' // mine', ''))).toEqual({ ...JSON.parse(before.replace(' // mine', '')), repositories: {} })
    expect(home.keychain.entries.size).toBe(0)
    const { ended, remarks } = await add(home.core, { settings, mode: 'adopt', password: typed('made by restic') })
    expect(ended).toMatchObject({ verdict: 'done' })
    expect(remarks).toEqual([
      'The repository that is there is taken over.',
      'It holds 1 snapshot, made by workshop.',
      'No plan writes into it: nothing comes there by itself.',
    ])
    expect(knownSnapshots(home.core.state.database, 'offsite')).toMatchObject([{ machine: 'workshop' }])
    expect((await listRepositories(home.core)).find(({ name }) => name === 'offsite')).toMatchObject({ snapshots: 1, foreign: 1 })
    await expect(add(home.core, { name: 'twice', settings })).rejects.toMatchObject({ problem: { code: 'place-twice' } })
    await expect(add(home.core, { settings: { type: 'local', path: '/some/folder' } })).rejects.toMatchObject({
      problem: { code: 'name-taken' },
    })
  })

  it.each<[string, Partial<NewRepository>, string]>([
    ['a name that is none', { name: 'Off Site' }, 'repository-name'],
    ['a plan that is none', { plans: ['weekly'] }, 'plan-unknown'],
    ['settings with a mistake', { settings: { type: 'local', path: 'relative' } }, 'repository-settings'],
    ['a place that does not work', { settings: { type: 'rest', url: 'http://127.0.0.1:1/' } }, 'place-not-usable'],
  ])('is refused for %s, and nothing is changed', async (_, more, code) => {
    const home = await homeWithPlan()
    const before = written(home)
    await expect(add(home.core, { settings: { type: 'local', path: '/some/none' }, ...more })).rejects.toMatchObject({ problem: { code } })
    expect(written(home)).toBe(before)
  })

  it('without a secret is told to be given it: it can be stored for one that is configured only', async () => {
    const home = await homeWithPlan()
    const settings = { type: 'b2', bucket: 'backups' }
    const refused = expect.objectContaining({ code: 'place-not-usable', sentence: expect.stringContaining('"Application key ID"') })
    await expect(add(home.core, { settings })).rejects.toMatchObject({ problem: refused })
    await expect(add(home.core, { settings })).rejects.toMatchObject({ problem: { remedy: 'Give it.' } })
    expect(written(home)).not.toContain('b2')
  })

  it('that is cancelled while its place is tested says so, and not that the place does not answer', async () => {
    const home = await homeWithPlan()
    const before = written(home)
    const cancel = new AbortController()
    const ended = addRepository(
      home.core,
      {
        name: 'offsite',
        settings: { type: 'rest', url: 'http://127.0.0.1:1/' },
        secrets: {},
        password: { how: 'generated' },
        keepIn: 'keychain',
        mode: 'make',
        plans: [],
      },
      { signal: cancel.signal, onProgress: () => cancel.abort() },
    )
    await expect(ended).rejects.toBeInstanceOf(CancelledError)
    expect(written(home)).toBe(before)
  })

  it('that is killed comes to the same when it is added again, wherever that was', async () => {
    let cut = 0
    // Each third: every one takes a minute in all.
    for (let isDone = false; !isDone; cut += 3) {
      const home = await homeWithPlan()
      const place = path.join(temporaryFolder('drive'), 'new')
      mkdirSync(place)
      const wish = { settings: { type: 'local', path: place }, plans: ['daily'] }
      isDone = await add(killedAfter(home.core, cut), wish).then(
        () => true,
        () => false,
      )
      await loadAndTake(home.core)
      const { ended } = await add(home.core, wish)
      expect(ended, `cut ${cut}`).toMatchObject({ verdict: 'done' })
      expect(JSON.parse(written(home).replace(' // mine', ''))).toMatchObject({
        repositories: { offsite: { path: place } },
        plans: { daily: { repositories: ['default', 'offsite'] } },
      })
      const id = knownRepository(home.core.state.database, 'offsite')?.id
      const password = home.keychain.entries.get('repository:offsite') ?? ''
      expect(JSON.parse(await rawRestic(place, password)('cat', 'config', '--no-cache', '--no-lock')).id, `cut ${cut}`).toBe(id)
    }
    expect(cut).toBeGreaterThan(5)
  })
})

/** Everything up to the n-th thing that is written down is done, and nothing from there on, as when the process is killed. */
function killedAfter(core: Core, effects: number): Core {
  let left = effects
  const once = <Result>(work: () => Promise<Result>): Promise<Result> => (left-- > 0 ? work() : Promise.reject(new Error('killed')))
  const { keychain } = core.ports
  return {
    ...core,
    record: (event) => once(() => core.record(event)),
    ports: { ...core.ports, keychain: { ...keychain, set: (account, value) => once(() => keychain.set(account, value)) } },
  }
}
