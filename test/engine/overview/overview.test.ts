import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Overview } from '../../../main/contract/procedures/overview.ts'
import { createJobs } from '../../../main/engine/jobs/jobs.ts'
import { createClient } from '../../../main/engine/procedures/client.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome } from '../../helpers/temporary-home.ts'
import { at, configurationWith, problem, recordRun } from '../health/records.ts'

const now = at(20, '12:00')

async function homeWith(more: Record<string, unknown> = {}): Promise<{ home: TestHome; client: ReturnType<typeof createClient> }> {
  const home = await testHome()
  const folder = temporaryFolder('copies')
  mkdirSync(path.join(folder, 'local'))
  home.core.settings.configuration = configurationWith({
    repositories: {
      local: { type: 'local', path: path.join(folder, 'local') },
      offsite: { type: 'rest', url: 'https://backup.example.com' },
    },
    ...more,
  })
  return { home, client: createClient({ core: home.core, jobs: createJobs(home.core) } as Parameters<typeof createClient>[0]) }
}

/** Each lane has a good backup of the morning, read back whole. */
async function wellHome() {
  const made = await homeWith()
  const { home } = made
  home.setTime(at(1))
  for (const plan of ['daily', 'weekly'])
    await home.core.record({ event: 'plan.known', plan, schedule: '0 7 * * *', timeZone: 'UTC', since: at(1).toISOString() })
  for (const day of [1, 19, 20])
    for (const repository of ['local', 'offsite'])
      for (const vault of ['notes', 'agents'])
        await recordRun(home, at(day, '07:00'), { repository, vault, snapshot: `${repository}-${vault}-${day}` })
  await recordRun(home, at(15, '23:00'), { plan: 'weekly', vault: 'agents', snapshot: 'weekly-15' })
  home.setTime(now)
  return made
}

const kinds = ({ problems }: Overview) => problems.map(({ tone, code, action }) => [tone, code, action.kind])

describe('the overview from real records', () => {
  it('of a fresh home says that nothing is backed up', async () => {
    const home = await testHome()
    const client = createClient({ core: home.core, jobs: createJobs(home.core) } as Parameters<typeof createClient>[0])
    const found = await client.overview.get()
    expect(found).toMatchObject({ answer: { tone: 'unknown', sentence: 'Nothing is backed up yet.' }, vaults: [], problems: [] })
    expect((await client.overview.calendar({})).vaults).toEqual([])
    expect(await client.overview.growth({})).toEqual([])
  })

  it('says again that a vault is on this disk alone when nothing new comes to its copy elsewhere', async () => {
    const { home, client } = await wellHome()
    const { configuration } = home.core.settings
    const { daily, weekly } = configuration?.plans ?? {}
    if (configuration === null || daily === undefined || weekly === undefined) throw new Error('the plans are gone')
    // The server is not backed up to any more; what is there stays.
    const here = { daily: { ...daily, repositories: ['local'] }, weekly: { ...weekly, repositories: ['local'] } }
    home.core.settings.configuration = { ...configuration, plans: here }
    expect((await client.overview.get()).answer).toEqual({ tone: 'good', sentence: 'Both vaults are protected.' })
    for (const vault of ['notes', 'agents']) await recordRun(home, at(29, '07:00'), { vault, snapshot: `local-${vault}-29` })
    await recordRun(home, at(29, '23:00'), { plan: 'weekly', vault: 'agents', snapshot: 'weekly-29' })
    home.setTime(at(30, '08:00'))
    const { answer, vaults } = await client.overview.get()
    expect(answer).toEqual({
      tone: 'attention',
      sentence: 'Both vaults are protected, but the copies of My Notes and Agents elsewhere are older than they should be.',
    })
    expect(vaults[0]?.elsewhere).toEqual({
      state: 'stale',
      lastGood: at(20, '07:01').toISOString(),
      sentence: 'The copy elsewhere is 10 days old.',
    })
  })

  it('says that all is protected, and of each vault when, where and how well', async () => {
    const { client } = await wellHome()
    const found = await client.overview.get()
    expect(found.answer).toEqual({ tone: 'good', sentence: 'Both vaults are protected.' })
    expect(kinds(found)).toEqual([['note', 'schedule-not-run', 'start-schedule']])
    expect(found.vaults[0]).toMatchObject({
      vault: 'notes',
      name: 'My Notes',
      configured: true,
      state: 'protected',
      tone: 'good',
      plans: ['daily'],
      lastBackup: { time: at(20, '07:01').toISOString(), repository: 'offsite', label: 'daily/2026-11-20' },
      next: { plan: 'daily', time: at(21, '07:00').toISOString() },
      onChange: false,
      size: { files: 120, bytes: 4000 },
      growth: { files: 0, bytes: 0, since: at(1, '07:00').toISOString() },
      anomaly: null,
      approvals: 0,
      runningSince: null,
    })
    expect(found.vaults[0]?.readBack).toMatchObject({ snapshot: 'offsite-notes-20', repository: 'offsite' })
    expect(found.vaults[0]?.copies).toMatchObject([
      { repository: 'local', place: 'this-disk', there: true, state: 'protected', snapshots: 3 },
      {
        repository: 'offsite',
        place: 'server',
        there: null,
        state: 'protected',
        snapshots: 3,
        location: 'rest:https://backup.example.com',
      },
    ])
  })

  it('names the vaults that are not protected; one reason is one card with the button that mends it', async () => {
    const { home, client } = await wellHome()
    const wrong = { verdict: 'failed', problem: problem('wrong-password', 'The password does not open the repository "offsite".') } as const
    for (const vault of ['notes', 'agents']) await recordRun(home, at(20, '09:00'), { repository: 'offsite', vault, ...wrong })
    home.setTime(now)
    const found = await client.overview.get()
    expect(found.answer).toEqual({
      tone: 'attention',
      sentence: 'My Notes and Agents are not fully protected: the password does not open the repository "offsite".',
    })
    expect(kinds(found).slice(0, 1)).toEqual([['bad', 'wrong-password', 'enter-password']])
    expect(found.problems).toHaveLength(2)
    expect(found.problems[0]).toMatchObject({ title: 'Backups into "offsite" fail', action: { repository: 'offsite' } })
    expect(found.problems[0]?.sentence).toMatch(/^The password does not open .*\n\nAffected: My Notes and Agents \(plan "daily"\)\./)
    expect(found.vaults.map(({ state, tone }) => [state, tone])).toEqual([
      ['failed', 'bad'],
      ['failed', 'bad'],
    ])
    // The other reason has a card of its own.
    await recordRun(home, at(20, '10:00'), { vault: 'notes', verdict: 'failed', problem: problem('no-space', 'The disk is full.') })
    home.setTime(now)
    const later = await client.overview.get()
    expect(later.answer).toMatchObject({ tone: 'bad' })
    expect(later.answer.sentence).toMatch(/^My Notes is not protected: .*\. Agents is only partly protected\.$/)
    expect(kinds(later).filter(([tone]) => tone === 'bad')).toEqual([
      ['bad', 'no-space', 'free-space'],
      ['bad', 'wrong-password', 'enter-password'],
    ])
  })

  it('tells a stale plan with a way to run it, and what it waits for', async () => {
    const { home, client } = await wellHome()
    home.setTime(at(25))
    const found = await client.overview.get()
    expect(found.answer).toMatchObject({ tone: 'bad' })
    expect(found.answer.sentence).toMatch(/^My Notes and Agents are not protected|^2 vaults are not protected|^My Notes is not protected/)
    const stale = found.problems.filter(({ code }) => code === 'stale')
    expect(stale.map(({ action, also }) => [action.kind, also.map(({ kind }) => kind)])).toEqual(
      [
        ['start-schedule', ['back-up-now']],
        ['start-schedule', ['back-up-now']],
        ['start-schedule', ['back-up-now']],
      ].slice(0, stale.length),
    )
    expect(stale.length).toBeGreaterThan(1)
    await home.core.record({
      event: 'plan.skipped',
      plan: 'daily',
      repository: 'local',
      from: at(21, '07:00').toISOString(),
      to: at(24, '07:00').toISOString(),
      count: 4,
      reason: 'drive-not-connected',
    })
    const waiting = (await client.overview.get()).problems.find(({ id }) => id === 'plan/daily/local/stale')
    expect(waiting).toMatchObject({
      action: { kind: 'find-repository', repository: 'local' },
      also: [{ kind: 'back-up-now', plan: 'daily' }],
    })
  })

  it('asks about an unusual change, with the way back to the last good state', async () => {
    const { home, client } = await wellHome()
    await home.core.record({
      event: 'anomaly.raised',
      anomaly: 'a1',
      plan: 'daily',
      vault: 'notes',
      repository: 'local',
      snapshot: 'local-notes-20',
      against: 'local-notes-19',
      code: 'mass-deletion',
      why: '90 of 120 files are gone',
    })
    const found = await client.overview.get()
    expect(found.problems[0]).toMatchObject({
      id: 'anomaly/a1',
      tone: 'bad',
      action: { kind: 'answer-anomaly', anomaly: 'a1' },
      also: [{ kind: 'open-restore', vault: 'notes', repository: 'local', snapshot: 'local-notes-19' }],
    })
    expect(found.answer).toEqual({ tone: 'attention', sentence: 'My Notes is not fully protected: 90 of 120 files are gone.' })
    expect(found.vaults[0]).toMatchObject({ state: 'anomaly', anomaly: 'a1' })
  })

  it('tells pauses, changes that wait, and mistakes of the configuration', async () => {
    const { home, client } = await wellHome()
    await home.core.record({ event: 'schedule.paused', until: null, by: 'anna@desk' })
    expect((await client.overview.get()).answer.sentence).toBe('Both vaults are protected, but backups are paused.')
    home.core.settings.problems = ['backup_schedule.json:3:1: must be a name.']
    await home.core.record({
      event: 'change.found',
      change: 'c1',
      plan: 'daily',
      vault: 'agents',
      repository: 'local',
      snapshot: 'local-agents-20',
      against: 'local-agents-19',
      diffHash: 'h',
      files: [{ path: 'SOUL.md', change: 'modified' }],
      fileCount: 1,
    })
    const found = await client.overview.get()
    expect(found.answer.sentence).toBe('Both vaults are protected, but 2 things need you.')
    expect(kinds(found)).toEqual([
      ['bad', 'configuration-refused', 'fix-configuration'],
      ['attention', 'approval', 'open-approvals'],
      ['note', 'schedule-not-run', 'start-schedule'],
      ['note', 'paused', 'resume'],
    ])
    expect(found.pauses).toMatchObject([{ plan: null, until: null, by: 'anna@desk' }])
    expect(found.vaults.map(({ approvals }) => approvals)).toEqual([0, 1])
  })

  it('tells of a vault that was backed up by hand', async () => {
    const home = await testHome()
    const client = createClient({ core: home.core, jobs: createJobs(home.core) } as Parameters<typeof createClient>[0])
    home.setTime(at(20))
    await home.core.record({ event: 'vault.known', vault: 'desk', name: 'Desk', path: '/v/desk' })
    const run = async (id: string, verdict: 'done' | 'failed') => {
      await home.core.record({
        event: 'run.intent',
        run: id,
        kind: 'backup',
        repository: 'default',
        vault: 'desk',
        path: '/v/desk',
        pid: process.pid,
        processStart: '',
      })
      const why = verdict === 'failed' ? { problem: problem('folder-missing', 'There is no folder /v/desk.') } : {}
      await home.core.record({ event: 'run.outcome', run: id, verdict, warnings: [], warningCount: 0, ...why })
    }
    await run('r1', 'done')
    expect((await client.overview.get()).answer).toEqual({ tone: 'good', sentence: 'Desk is protected.' })
    await run('r2', 'failed')
    const found = await client.overview.get()
    expect(found.answer).toEqual({ tone: 'bad', sentence: 'Desk is not protected: there is no folder /v/desk.' })
    expect(found.problems).toMatchObject([{ code: 'folder-missing', action: { kind: 'back-up-now', plan: null, folder: '/v/desk' } }])
    expect(found.vaults).toMatchObject([{ vault: 'desk', configured: false, state: 'failed' }])
  })
})

describe('the days', () => {
  it('are those of the machine, with their snapshots and the worst of their runs', async () => {
    const home = await testHome({ machine: { zone: () => 'Pacific/Auckland' } })
    const client = createClient({ core: home.core, jobs: createJobs(home.core) } as Parameters<typeof createClient>[0])
    await home.core.record({ event: 'vault.known', vault: 'notes', name: 'Notes', path: '/v/notes' })
    // 13 hours ahead: the evening of the 10th is the 11th there.
    await recordRun(home, at(10, '10:00'), { snapshot: 'a' })
    await recordRun(home, at(10, '12:00'), { snapshot: 'b', verdict: 'warnings', warnings: ['one'] })
    await recordRun(home, at(10, '13:00'), { verdict: 'failed', problem: problem('no-space') })
    home.setTime(at(20))
    const { today, vaults } = await client.overview.calendar({})
    expect(today).toBe('2026-11-20')
    expect(vaults).toEqual([
      {
        vault: 'notes',
        name: 'Notes',
        days: [
          { day: '2026-11-10', snapshots: 1, worst: 'done' },
          { day: '2026-11-11', snapshots: 1, worst: 'failed' },
        ],
      },
    ])
    expect(await client.overview.growth({})).toEqual([
      {
        vault: 'notes',
        name: 'Notes',
        days: [
          { day: '2026-11-10', bytes: 4000, files: 120, stored: 1500 },
          { day: '2026-11-11', bytes: 4000, files: 120, stored: 1500 },
        ],
      },
    ])
    expect((await client.overview.calendar({ months: 1, vault: 'other' })).vaults).toEqual([])
  })
})

describe('many plans', () => {
  let client: ReturnType<typeof createClient>
  beforeAll(async () => {
    const names = Array.from({ length: 20 }, (_, at) => `v${at}`)
    const { home, client: made } = await homeWith({
      vaults: Object.fromEntries(names.map((name) => [name, { name, path: `/v/${name}` }])),
      plans: Object.fromEntries(names.map((name) => [name, { kind: 'daily', sources: [name], repositories: ['local'] }])),
    })
    client = made
    // Written as one piece: it is the reading that is measured.
    for (const name of names)
      for (let day = 1; day <= 3; day++) await recordRun(home, at(day, '07:00'), { plan: name, vault: name, snapshot: `${name}-${day}` })
    const host = 'elsewhere'
    const seen = names.flatMap((name) =>
      Array.from({ length: 50 }, (_, n) => ({ id: `${name}-old-${n}`, time: at(1, '01:00').toISOString(), vault: name, plan: name, host })),
    )
    await home.core.record({ event: 'snapshots.seen', repository: 'local', snapshots: seen })
    home.setTime(at(4, '06:00'))
  })

  it('are read in less than 30 ms of a processor', async () => {
    await client.overview.get()
    const times: number[] = []
    for (let round = 0; round < 7; round++) {
      const begin = process.cpuUsage()
      expect((await client.overview.get()).vaults).toHaveLength(20)
      const { user, system } = process.cpuUsage(begin)
      times.push((user + system) / 1000)
    }
    const [best = Number.POSITIVE_INFINITY] = times.toSorted((one, other) => one - other)
    expect(best).toBeLessThan(30)
  })
})
