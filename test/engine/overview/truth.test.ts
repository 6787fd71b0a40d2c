import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { createJobs } from '../../../main/engine/jobs/jobs.ts'
import { createClient } from '../../../main/engine/procedures/client.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome } from '../../helpers/temporary-home.ts'
import { at, configurationWith, problem, recordRun } from '../health/records.ts'

const now = at(20, '12:00')
const notes = { notes: { name: 'My Notes', path: '/v/notes' } }
const both = { ...notes, agents: { name: 'Agents', path: '/v/agents' } }
const daily = { kind: 'daily', sources: ['notes'], repositories: ['local'] }

/** A home with one vault and one plan, and what a test makes of that. */
async function homeWith(more: Record<string, unknown> = {}): Promise<{ home: TestHome; client: ReturnType<typeof createClient> }> {
  const home = await testHome()
  const local = path.join(temporaryFolder('copies'), 'local')
  mkdirSync(local)
  home.core.settings.configuration = configurationWith({
    repositories: { local: { type: 'local', path: local }, offsite: { type: 'rest', url: 'https://backup.example.com' } },
    plans: { daily },
    vaults: notes,
    ...more,
  })
  return { home, client: createClient({ core: home.core, jobs: createJobs(home.core) } as Parameters<typeof createClient>[0]) }
}

/** A vault that was backed up by hand. */
async function byHand({ core, setTime }: TestHome, day: number) {
  setTime(at(day))
  await core.record({ event: 'vault.known', vault: 'desk', name: 'Desk', path: '/v/desk' })
  const run = `hand-${day}`
  const what = { run, kind: 'backup', repository: 'local', vault: 'desk', path: '/v/desk', pid: process.pid, processStart: '' } as const
  await core.record({ event: 'run.intent', ...what })
  const snapshot = { id: `desk-${day}`, time: at(day).toISOString(), vault: 'desk', label: `manual/${day}`, files: 12, bytes: 400 }
  const counts = { files: 12, bytes: 400, filesNew: 12, filesChanged: 0, bytesStored: 400 }
  await core.record({ event: 'run.snapshot', run, snapshot, unchanged: false, counts, duration: 10 })
  await core.record({ event: 'run.outcome', run, verdict: 'done', warnings: [], warningCount: 0 })
}

async function damage({ core }: TestHome) {
  const known = { id: 'x', location: '/nowhere', fingerprint: 'f', password: 'file' } as const
  await core.record({ event: 'repository.known', repository: 'local', ...known })
  await core.record({ event: 'repository.damaged', repository: 'local', files: ['a.md'], packs: ['b'] })
}

describe('the overview does not say "protected"', () => {
  it('of what has lost its newest snapshot: the one before counts, and none at all is said to be none', async () => {
    const { home, client } = await homeWith()
    for (const day of [19, 20]) await recordRun(home, at(day, '07:00'), { snapshot: `s${day}` })
    home.setTime(now)
    expect((await client.overview.get()).answer.sentence).toBe('My Notes is protected, but only on this disk.')
    await home.core.record({ event: 'snapshots.vanished', repository: 'local', ids: ['s20'] })
    const one = await client.overview.get()
    expect(one.answer).toMatchObject({ tone: 'bad', sentence: expect.stringContaining('the newest snapshot is gone from the repository') })
    expect(one.vaults[0]).toMatchObject({ state: 'failed', lastBackup: { snapshot: 's19', label: 'daily/2026-11-19' } })
    expect(one.vaults[0]?.copies).toMatchObject([{ lastGood: at(19, '07:01').toISOString(), snapshots: 1 }])
    expect((await client.status.get()).attention).toBe(true)
    await home.core.record({ event: 'snapshots.vanished', repository: 'local', ids: ['s19'] })
    const none = await client.overview.get()
    expect(none.vaults[0]).toMatchObject({ state: 'failed', lastBackup: null, readBack: null, copies: [{ lastGood: null, snapshots: 0 }] })
    // An older one that is gone is told of, and is no failure.
    await recordRun(home, at(20, '13:00'), { snapshot: 's20b' })
    expect((await client.overview.get()).answer).toEqual({ tone: 'attention', sentence: 'My Notes is protected, but only on this disk.' })
  })

  it('of what a later verification disproved, nor calls that the last backup', async () => {
    const { home, client } = await homeWith()
    for (const day of [18, 20]) await recordRun(home, at(day, '07:00'), { snapshot: `s${day}` })
    const vaults = [{ vault: 'notes', snapshot: 's20', report: { findingCount: 1 } }]
    const run = { run: 'v', kind: 'verify', repository: 'local', pid: process.pid, processStart: '' } as const
    await home.core.record({ event: 'run.intent', ...run })
    const found = { verdict: 'not-verified' as const, problem: problem('read-back-failed'), warnings: [], warningCount: 0 }
    await home.core.record({ event: 'run.outcome', run: 'v', ...found, result: { vaults } })
    home.setTime(now)
    const { answer, vaults: told } = await client.overview.get()
    expect(answer.tone).toBe('bad')
    expect(told[0]).toMatchObject({ state: 'failed', lastBackup: { snapshot: 's18', time: at(18, '07:01').toISOString() } })
    expect(told[0]?.copies).toMatchObject([{ lastGood: at(18, '07:01').toISOString() }])
  })

  it('of what lies in a damaged repository, by a plan or by hand', async () => {
    const { home, client } = await homeWith()
    await byHand(home, 19)
    await recordRun(home, at(20, '07:00'), { snapshot: 's20' })
    await damage(home)
    home.setTime(now)
    const { answer, vaults } = await client.overview.get()
    expect(answer).toEqual({ tone: 'bad', sentence: 'My Notes and Desk are not protected: the repository "local" is damaged.' })
    expect(vaults.map(({ name, state, tone }) => [name, state, tone])).toEqual([
      ['My Notes', 'failed', 'bad'],
      ['Desk', 'failed', 'bad'],
    ])
  })

  it('for ever of what was backed up by hand once, or by a plan that is switched off now', async () => {
    const { home, client } = await homeWith({ plans: { daily: { ...daily, enabled: false } } })
    await home.core.record({ event: 'vault.known', vault: 'notes', name: 'My Notes', path: '/v/notes' })
    await recordRun(home, at(1, '07:00'), { snapshot: 's1' })
    await byHand(home, 19)
    home.setTime(now)
    const { answer, vaults, problems } = await client.overview.get()
    const why = 'no plan takes care of it, and its last backup is 19 days old'
    expect(answer).toEqual({ tone: 'attention', sentence: `My Notes is not fully protected: ${why}.` })
    expect(vaults.map(({ name, state }) => [name, state])).toEqual([
      ['My Notes', 'warning'],
      ['Desk', 'protected'],
    ])
    expect(problems).toMatchObject([{ title: 'Nothing takes care of My Notes', action: { kind: 'back-up-now', folder: '/v/notes' } }])
  })

  it('of all when a vault has only plans that go nowhere, or none', async () => {
    const plans = { daily, two: { kind: 'daily', sources: ['agents'], repositories: ['offsite'] } }
    const off = { local: { type: 'local', path: '/r/local', enabled: false }, offsite: { type: 'rest', url: 'https://backup.example.com' } }
    const { home, client } = await homeWith({ vaults: both, plans, repositories: off })
    await recordRun(home, at(20, '07:00'), { snapshot: 's20', plan: 'two', vault: 'agents', repository: 'offsite' })
    home.setTime(now)
    expect((await client.overview.get()).answer).toEqual({ tone: 'attention', sentence: 'My Notes has no backup yet.' })
    // It had one, before its repository was switched off.
    await home.core.record({ event: 'vault.known', vault: 'notes', name: 'My Notes', path: '/v/notes' })
    await recordRun(home, at(1, '07:00'), { snapshot: 's1' })
    home.setTime(now)
    expect((await client.overview.get()).answer.sentence).toMatch(/^My Notes is not fully protected: no plan takes care of it/)
    expect((await client.status.get()).vaults).toMatchObject([{ name: 'My Notes' }])
  })
})

describe('a plan on change before the first change', () => {
  it('takes nothing away from what another plan has saved in the same place', async () => {
    const changes = { kind: 'on-change', sources: ['notes'], repositories: ['local'] }
    const { home, client } = await homeWith({ plans: { daily, changes } })
    home.setTime(at(20, '06:00'))
    expect((await client.overview.get()).vaults[0]).toMatchObject({ state: 'never-ran' })
    await recordRun(home, at(20, '07:00'), { snapshot: 's20' })
    home.setTime(now)
    expect((await client.overview.get()).vaults[0]).toMatchObject({ state: 'protected', tone: 'good' })
  })
})

describe('a repository whose folder is gone', () => {
  it.each([
    ['is told at once, not when the next backup fails', '/', 'attention', ['repository-gone']],
    ['is an ordinary thing where its drive is not connected', '/media/anna/no-such-drive', 'good', []],
  ])('%s', async (_, above, tone, codes) => {
    const { home, client } = await homeWith({ vaults: { notes: { name: 'My Notes', path: '/dev/shm', recoveryDocument: false } } })
    const known = { id: 'x', location: path.join(above, 'no-such-copies'), fingerprint: 'f', password: 'file' } as const
    await home.core.record({ event: 'repository.known', repository: 'local', ...known })
    await recordRun(home, at(20, '07:00'), { snapshot: 's20' })
    home.setTime(now)
    const { answer, problems } = await client.overview.get()
    expect(answer.tone).toBe(tone)
    expect(problems.filter((one) => one.tone !== 'note').map(({ code }) => code)).toEqual(codes)
    const gone = codes.length > 0
    expect(await client.status.get()).toMatchObject({ repositories: [{ notThere: true, gone }], attention: gone })
  })
})

describe('what is proven', () => {
  it('is not the whole vault when only a plan that takes a part of it is read back', async () => {
    const narrow = { kind: 'on-change', sources: [{ vault: 'notes', include: ['*.md'] }], repositories: ['local'] }
    const { home, client } = await homeWith({ plans: { daily: { ...daily, verify: false }, narrow } })
    await recordRun(home, at(20, '09:00'), { snapshot: 'n', plan: 'narrow' })
    const unread = { verdict: 'not-verified', problem: problem('not-verified') } as const
    await recordRun(home, at(20, '10:00'), { snapshot: 'd', ...unread })
    home.setTime(now)
    const [vault] = (await client.overview.get()).vaults
    expect(vault).toMatchObject({ readBack: null, lastBackup: { time: at(20, '10:01').toISOString(), snapshot: 'd' } })
    expect(vault?.copies).toMatchObject([{ lastGood: at(20, '10:01').toISOString() }])
  })
})

describe('a copy is on this disk', () => {
  it('when it is on the disk of its vault, wherever Vaultkeeper itself lies', async () => {
    // /dev/shm is another file system than the temporary folder of tests.
    const shared = path.join('/dev/shm', path.basename(temporaryFolder('other-disk')))
    const { home, client } = await homeWith({
      vaults: { notes: { name: 'My Notes', path: path.join(shared, 'notes'), recoveryDocument: false } },
      repositories: {
        local: { type: 'local', path: path.join(shared, 'copies') },
        home: { type: 'local', path: temporaryFolder('home-disk') },
      },
      plans: { daily: { ...daily, repositories: ['local', 'home'] } },
    })
    home.setTime(now)
    const [vault] = (await client.overview.get()).vaults
    expect(vault?.copies.map(({ repository, place }) => [repository, place])).toEqual([
      ['local', 'this-disk'],
      ['home', 'another-disk'],
    ])
  })
})
