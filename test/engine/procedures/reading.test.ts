import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { contract } from '../../../main/contract/contract.ts'
import { aboutThis } from '../../../main/engine/about-this.ts'
import { describeConfiguration } from '../../../main/engine/config/describe-configuration.ts'
import { loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import { validateConfiguration } from '../../../main/engine/config/validate-configuration.ts'
import { changesOfPair, comparePair, grownOfPair, lookAtPair } from '../../../main/engine/content/compare-pair.ts'
import { findPaths } from '../../../main/engine/content/find-paths.ts'
import { previewOf } from '../../../main/engine/content/preview-of.ts'
import { versionsOfPath } from '../../../main/engine/content/versions-of-path.ts'
import { examine } from '../../../main/engine/doctor/doctor.ts'
import { listHistory } from '../../../main/engine/history/list-history.ts'
import { lookAtRun } from '../../../main/engine/history/look-at-run.ts'
import { verifyHistory } from '../../../main/engine/history/verify-history.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { listFiles, pageOfFiles } from '../../../main/engine/runs/list-files.ts'
import { listSnapshots } from '../../../main/engine/runs/list-snapshots.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { snapshotCalendar } from '../../../main/engine/runs/snapshot-calendar.ts'
import { listSecrets } from '../../../main/engine/secrets/manage-secrets.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { status } from '../../../main/engine/status.ts'
import { clientBench } from '../../helpers/client-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

let home: TestHome
let client: ReturnType<typeof clientBench>['client']
const host = testHost()
const vault = path.join(temporaryFolder('read'), 'Notes')
/** One transparent point, as PNG. */
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
/** A restore that wrote over something. */
let restored = ''

const put = (name: string, content: string | Buffer) => {
  mkdirSync(path.dirname(path.join(vault, name)), { recursive: true })
  writeFileSync(path.join(vault, name), content)
}

beforeAll(async () => {
  home = await testHome({ environment: { VAULTKEEPER_PLAN_DAILY_KEEP_LAST: '9' } })
  const { core } = home
  client = clientBench(home).client
  put('ideas/garden.md', '# Garden\n\none two three\n')
  put('data.json', '{"a": 1, "b": [1, 2]}')
  put('picture.png', picture)
  put('gone.md', 'to be deleted')
  put('old name.md', 'the same content under another name, long enough to be known again')
  symlinkSync('ideas/garden.md', path.join(vault, 'link'))
  writeFileSync(
    path.join(home.root, 'backup_schedule.json'),
    `{ // The notes.
      "version": 1,
      "vaults": { "notes": { "name": "Notes", "path": ${JSON.stringify(vault)} } },
      "plans": { "daily": { "kind": "daily", "schedule": "0 7 * * *", "sources": ["notes"], "keep": { "last": 3 } } },
    }`,
  )
  core.settings.configuration = (await loadConfiguration(core)).configuration
  expect(core.settings.configuration).not.toBeNull()
  await backup(core, { folder: vault, verify: true }, host)
  put('ideas/garden.md', '# Garden\n\none 2 three\nfour\n')
  put('data.json', '{"a": 2, "b": [1, 2]}')
  rmSync(path.join(vault, 'gone.md'))
  renameSync(path.join(vault, 'old name.md'), path.join(vault, 'new name.md'))
  put('grown/large.txt', 'x'.repeat(100_000))
  put('named as a picture.png', 'but a text')
  put('too large.png', Buffer.concat([picture, Buffer.alloc(20_000_000)]))
  await backup(core, { folder: vault, verify: false }, host)
  put('ideas/garden.md', '# Garden\n\nonly on the disk\n')
  const first = knownSnapshots(core.state.database, 'default')[0]?.id ?? ''
  // It writes over what was not backed up yet.
  const back = { reference: `${first}:ideas/garden.md`, vault: undefined, target: undefined, overwrite: 'always' as const, verify: true }
  restored = (await restore(core, back, host)).run
  const about = { plan: 'daily', repository: 'default' }
  const skipped = {
    event: 'plan.skipped',
    ...about,
    from: '2026-11-19T07:00:00Z',
    to: '2026-11-19T07:00:00Z',
    count: 1,
    reason: 'asleep',
  } as const
  await core.record(skipped)
  await core.record({ ...skipped, from: '2026-11-20T07:00:00Z', to: '2026-11-20T07:00:00Z' })
  await core.record({ event: 'snapshot.pinned', repository: 'default', snapshot: first, by: 'ada' })
  await core.record({ event: 'schedule.paused', plan: 'daily', until: null, by: 'ada' })
  const second = knownSnapshots(core.state.database, 'default')[1]?.id ?? ''
  await core.record({
    event: 'anomaly.raised',
    anomaly: 'aaaa',
    vault: knownSnapshots(core.state.database, 'default')[0]?.vault ?? '',
    ...about,
    snapshot: second,
    why: 'Half of the files are gone',
    code: 'mass-deletion',
    against: first,
    numbers: { before: 5, after: 2 },
  })
  home.setTime(new Date())
}, 120_000)

/** A place on the disk, and what it says, of which a finding may change while somebody looks: the others write, too. */
const settled = (findings: readonly { part: string }[]) => findings.filter(({ part }) => part !== 'disk space')
const without = <Item extends object>(item: Item, left: string) => Object.fromEntries(Object.entries(item).filter(([key]) => key !== left))

/** What each procedure that reads answers through the contract, beside what the engine says. */
const pairs: Readonly<Record<string, () => readonly [told: unknown, said: unknown] | Promise<readonly [unknown, unknown]>>> = {
  'status.get': async () => [await client.status.get(), await status(home.core)],
  'snapshots.list': async () => {
    const { snapshots, unasked } = await listSnapshots(home.core, undefined, host)
    return [await client.snapshots.list({}), { snapshots, unasked, all: snapshots.length, several: false }]
  },
  'snapshots.calendar': async () => [await client.snapshots.calendar({}), await snapshotCalendar(home.core, { ask: true }, host)],
  'files.list': async () => [
    await client.files.list({ snapshot: 'latest', path: '/' }),
    await pageOfFiles(home.core, { name: 'latest', path: undefined }, { offset: 0, limit: 200 }, host),
  ],
  'files.walk': async () => [
    (await all(await client.files.walk({ snapshot: 'latest', path: '' }))).flat(),
    await all(listFiles(home.core, 'latest', { recursive: true }, host)),
  ],
  'files.find': async () => [
    await client.files.find({ pattern: '*.md' }),
    await findPaths(home.core, { pattern: '*.md', limit: 100 }, host),
  ],
  'files.versions': async () => [
    without(await client.files.versions({ path: 'ideas/garden.md' }), 'vaults'),
    await versionsOfPath(home.core, { path: 'ideas/garden.md', onDisk: 'ideas/garden.md' }, host),
  ],
  'files.preview': async () => [
    await client.files.preview({ snapshot: 'latest', path: 'ideas/garden.md' }),
    await previewOf(home.core, { name: 'latest', path: 'ideas/garden.md' }, {}, host),
  ],
  'files.raw': async () => {
    const file = await client.files.raw({ snapshot: 'latest', path: 'picture.png' })
    return [
      [file.name, file.type, Buffer.from(await file.arrayBuffer())],
      ['picture.png', 'image/png', picture],
    ]
  },
  'files.pair': async () => [
    await client.files.pair({ snapshot: 'latest', path: 'data.json' }),
    await lookAtPair(home.core, { snapshot: 'latest', path: 'data.json' }, host),
  ],
  'files.diff': async () => [
    await client.files.diff({ snapshot: 'latest', path: 'data.json' }),
    await comparePair(home.core, { snapshot: 'latest', path: 'data.json', disk: false }, host),
  ],
  'files.changes': async () => {
    const said = await changesOfPair(home.core, { snapshot: 'latest', path: '', metadata: true, offset: 0 }, host)
    // Whether the index was sure is of no interest once restic was asked.
    return [
      await client.files.changes({ snapshot: 'latest', metadata: true }),
      { ...said, changes: said.changes.map((one) => without(one, 'unsure')) },
    ]
  },
  'files.grew': async () => [
    await client.files.grew({ snapshot: 'latest' }),
    await grownOfPair(home.core, { snapshot: 'latest', limit: 20 }, host),
  ],
  'history.list': async () => [await client.history.list({ most: 200 }), listHistory(home.core, { most: 200, coalesce: true })],
  'history.run': async () => [await client.history.run({ run: restored }), lookAtRun(home.core, restored)],
  'history.verify': async () => [await client.history.verify(), await verifyHistory(home.core.home.historyFile, home.core.state.last())],
  'configuration.get': async () => [await client.configuration.get(), await describeConfiguration(home.core)],
  'configuration.validate': async () => [await client.configuration.validate(), await validateConfiguration(home.core)],
  'secrets.list': async () => [await client.secrets.list(), await listSecrets(home.core)],
  'doctor.get': async () => [settled(await client.doctor.get()), settled(await examine(home.core, host))],
  'about.get': async () => [await client.about.get(), await aboutThis(home.core, host)],
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

/** How many values there are in something, however deep: an answer that is empty would be equal to anything that lost everything. */
function size(value: unknown): number {
  if (Buffer.isBuffer(value) || typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, inside) => sum + size(inside), 0)
}

describe('what the engine says arrives whole', () => {
  test('of each procedure that reads', () => {
    const groups = ['status', 'snapshots', 'files', 'history', 'configuration', 'secrets', 'doctor', 'about'] as const
    const reading = groups.flatMap((group) => Object.entries(contract[group]).map(([name, one]) => ({ name: `${group}.${name}`, one })))
    const asked = reading.filter(({ one }) => one['~orpc'].route.method === 'GET').map(({ name }) => name)
    expect(Object.keys(pairs).toSorted()).toEqual(asked.toSorted())
  })

  it.each(Object.keys(pairs))('%s', async (name) => {
    const [told, said] = (await pairs[name]?.()) ?? expect.fail(name)
    expect(told).toEqual(said)
    expect(size(told)).toBeGreaterThan(2)
    // Nor is anything there only because it is said to be undefined.
    expect(JSON.parse(JSON.stringify(told))).toEqual(JSON.parse(JSON.stringify(said)))
  })
})

describe('what pages ask for besides', () => {
  it('pins and unpins, and tells the snapshot as it is then', async () => {
    const [, second] = knownSnapshots(home.core.state.database, 'default')
    const pinned = await client.snapshots.pin({ snapshot: second?.id ?? '' })
    expect(pinned).toEqual({ ...second, pinned: expect.any(String) })
    expect(await client.snapshots.unpin({ snapshot: second?.id ?? '' })).toEqual(second)
  })

  it('shows what was changed on the disk since, with marked words', async () => {
    put('ideas/garden.md', '# Garden\n\none 2 THREE\n')
    const { file, to } = await client.files.diff({ snapshot: 'latest', path: 'ideas/garden.md', disk: true })
    expect(to).toBeNull()
    expect(file).toMatchObject({ disk: path.join(vault, 'ideas/garden.md'), how: 'text', change: 'modified', same: false })
    expect(file.hunks.flatMap(({ marks }) => marks.flat()).length).toBeGreaterThan(0)
  })

  it('reads nothing of the disk through a folder that became a link', async () => {
    const elsewhere = temporaryFolder('elsewhere')
    writeFileSync(path.join(elsewhere, 'secret.txt'), 'of nobody else')
    symlinkSync(elsewhere, path.join(vault, 'led away'))
    const ask = (name: string) => client.files.diff({ snapshot: 'latest', path: name, disk: true })
    await expect(ask('led away/secret.txt')).rejects.toMatchObject({ data: { code: 'path-not-found' } })
    await expect(ask('a\0b')).rejects.toMatchObject({ data: { code: 'path-not-inside' } })
    await expect(ask('x'.repeat(5000))).rejects.toMatchObject({ data: { code: 'path-not-found' } })
    await expect(ask('../secret.txt')).rejects.toMatchObject({ data: { code: 'path-not-inside' } })
    rmSync(path.join(vault, 'led away'))
  })

  it.each([
    ['a text', 'data.json', 'not-a-picture'],
    ['a text, whatever its name,', 'named as a picture.png', 'not-a-picture'],
    ['more than 20 MB', 'too large.png', 'picture-too-large'],
    ['a link', 'link', 'not-a-picture'],
    ['a folder', 'ideas', 'not-a-file'],
    ['nothing', 'nothing.png', 'path-not-found'],
  ])('does not hand out %s as a picture', async (_, name, code) => {
    await expect(client.files.raw({ snapshot: 'latest', path: name })).rejects.toMatchObject({ code: 'PROBLEM', data: { code } })
  })

  it('tells a stream that cannot begin as a problem', async () => {
    const walk = await client.files.walk({ snapshot: 'latest', path: 'not there' })
    await expect(walk.next()).rejects.toMatchObject({ code: 'PROBLEM', data: { code: 'path-not-found' } })
  })

  it('answers from the index alone when it is not to ask, also when there is more', async () => {
    const repository = path.join(home.core.home.repositories, 'default')
    renameSync(repository, `${repository}.away`)
    try {
      expect((await client.files.find({ pattern: 'garden', ask: false })).groups[0]?.found).toHaveLength(1)
      expect((await client.snapshots.list({ ask: false })).snapshots.length).toBeGreaterThan(1)
      await expect(client.snapshots.list({})).rejects.toMatchObject({ code: 'PROBLEM' })
    } finally {
      renameSync(`${repository}.away`, repository)
    }
  })

  it('takes a password and never gives it back', async () => {
    const [[, password] = ['', '']] = [...home.keychain.entries].filter(([name]) => name === 'repository:default')
    expect(password).not.toBe('')
    expect(await client.secrets.set({ name: 'default', value: password })).toEqual({ name: 'default', kept: 'keychain', note: null })
    await expect(client.secrets.set({ name: 'default', value: `${password}x` })).rejects.toMatchObject({ data: { code: 'wrong-password' } })
    const told = JSON.stringify([await client.secrets.list(), await client.configuration.get(), await client.history.list({}), home.logged])
    expect(told.includes(password)).toBe(false)
    await expect(client.secrets.remove({ name: 'default' })).rejects.toMatchObject({ data: { code: 'secret-in-use' } })
  })

  it('tells the text of the file as it is, comments and all', async () => {
    const text = readFileSync(path.join(home.root, 'backup_schedule.json'), 'utf8')
    const told = await client.configuration.get()
    expect(told.text).toBe(text)
    expect(told.hash).not.toBe(createHash('sha256').update(text).digest('hex'))
    expect(told.overrides).toEqual([{ path: 'plans.daily.keep.last', variable: 'VAULTKEEPER_PLAN_DAILY_KEEP_LAST', where: 'environment' }])
  })
})
