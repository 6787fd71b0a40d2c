import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { loadConfiguration } from '../../../main/engine/config/load-configuration.ts'
import { createJobs } from '../../../main/engine/jobs/jobs.ts'
import { createClient } from '../../../main/engine/procedures/client.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome } from '../../helpers/temporary-home.ts'

const text = `{
  "version": 1,
  // What I write.
  "vaults": { "notes": { "path": "~/Notes" } },
  "plans": {
    "daily": {
      "kind": "daily", // at seven
      "sources": ["notes"],
      "keep": { "last": 30 }
    }
  }
}
`

/** A home with that configuration in force, and its procedures. */
async function home(environment: NodeJS.ProcessEnv = {}, written = text) {
  const person = temporaryFolder('person')
  mkdirSync(join(person, 'Notes'))
  const made = await testHome({ environment: { HOME: person, ...environment } })
  const file = join(made.root, 'backup_schedule.json')
  writeFileSync(file, written)
  made.core.settings.configuration = (await loadConfiguration(made.core)).configuration
  return { ...made, file, person, client: createClient({ core: made.core, jobs: createJobs(made.core) }) }
}

/** The problem that a call ends with. */
const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof ORPCError ? error.data : error),
  )

describe('editing the configuration', () => {
  it('is shown as it would be before it is written, with its comments', async () => {
    const { client, file } = await home()
    const edits = [{ path: ['plans', 'daily', 'schedule'], value: '30 6 * * *' }, { path: ['plans', 'daily', 'keep'] }]
    const checked = await client.editing.check({ edits })
    expect(checked).toMatchObject({ before: text, problems: [], broken: false, notes: [] })
    expect(checked.after).toContain('"kind": "daily", // at seven')
    expect(checked.after).toContain('"schedule": "30 6 * * *"')
    expect(checked.after).not.toContain('"keep"')
    expect(checked.diff).toMatchObject({ path: 'backup_schedule.json', change: 'modified', how: 'text', linesAdded: 1, linesRemoved: 1 })
    expect(checked.diff?.hunks[0]?.lines.filter((line) => /^[-+]/.test(line)).map((line) => line.replace(/\s+/, ' '))).toEqual([
      '- "keep": { "last": 30 }',
      '+ "schedule": "30 6 * * *"',
    ])
    expect(checked.written).toMatchObject({ plans: { daily: { schedule: '30 6 * * *' } } })
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('has its mistakes told at their places, and is refused with them', async () => {
    const { client, file } = await home()
    const edits = [{ path: ['plans', 'daily', 'schedule'], value: '0 25 * * *' }]
    const { problems, broken, hash } = await client.editing.check({ edits })
    expect(problems).toEqual([
      {
        where: 'file',
        line: 10,
        column: 19,
        path: 'plans.daily.schedule',
        sentence: 'plans.daily.schedule must have hours between 0 and 23.',
      },
    ])
    expect(broken).toBe(false)
    expect(await problemOf(client.editing.apply({ edits, basedOn: hash }))).toMatchObject({ code: 'configuration-edit' })
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('is in force at once, and recorded once', async () => {
    const { client, core, file, root } = await home()
    const edits = [{ path: ['plans', 'daily', 'enabled'], value: false }]
    const { hash, after } = await client.editing.check({ edits })
    const applied = await client.editing.apply({ edits, basedOn: hash })
    expect(readFileSync(file, 'utf8')).toBe(after)
    expect(core.settings.configuration?.plans['daily']?.enabled).toBe(false)
    expect(recorded(root).filter(({ event }) => event === 'configuration.changed')).toMatchObject([{ fileHash: applied.hash }])
    expect((await client.editing.check({ edits: [] })).hash).toBe(applied.hash)
  })

  it('is refused when somebody else was quicker', async () => {
    const { client, file } = await home()
    const { hash } = await client.editing.check({ edits: [] })
    appendFileSync(file, '// somebody else\n')
    const problem = await problemOf(client.editing.apply({ edits: [{ path: ['plans', 'daily', 'verify'], value: false }], basedOn: hash }))
    expect(problem).toMatchObject({ code: 'configuration-changed', sentence: expect.stringContaining('changed meanwhile') })
    expect(readFileSync(file, 'utf8')).toBe(`${text}// somebody else\n`)
  })

  it('says so of a file with a mistake, and begins one where there is none', async () => {
    const broken = await home({}, '{ "version": 1, "plans": { "daily": { } }')
    expect(await broken.client.editing.check({ edits: [{ path: ['app'], value: {} }] })).toMatchObject({
      broken: true,
      written: null,
      problems: [{ line: 1, sentence: expect.stringContaining('}') }],
    })
    const none = await testHome()
    const client = createClient({ core: none.core, jobs: createJobs(none.core) })
    const { hash, before, after } = await client.editing.check({ edits: [{ path: ['app', 'startAtLogin'], value: true }] })
    expect({ hash, before }).toEqual({ hash: '', before: '' })
    await client.editing.apply({ edits: [{ path: ['app', 'startAtLogin'], value: true }], basedOn: '' })
    expect(readFileSync(join(none.root, 'backup_schedule.json'), 'utf8')).toBe(after)
  })
})

describe('plans', () => {
  it('are told with how they stand', async () => {
    const { client } = await home()
    expect(await client.plans.list()).toMatchObject([
      {
        plan: 'daily',
        configuration: { schedule: '0 7 * * *', repositories: ['default'] },
        health: [{ repository: 'default', state: 'never-ran' }],
      },
    ])
  })

  it('have their next runs told, over the end of daylight saving, and mistakes in words', async () => {
    const { client, setTime } = await home()
    setTime(new Date('2026-10-24T10:00:00Z'))
    const { times, zone } = await client.plans.nextRuns({ schedule: '0 7 * * *', timeZone: 'Europe/Berlin', count: 3 })
    expect([zone, ...times]).toEqual(['Europe/Berlin', '2026-10-25T06:00:00.000Z', '2026-10-26T06:00:00.000Z', '2026-10-27T06:00:00.000Z'])
    expect((await client.plans.nextRuns({ schedule: 'every 6h', count: 2 })).times).toEqual([
      '2026-10-24T16:00:00.000Z',
      '2026-10-24T22:00:00.000Z',
    ])
    expect(await client.plans.nextRuns({ schedule: '0 7 * *' })).toMatchObject({
      times: [],
      mistake: expect.stringMatching(/^The schedule must be/),
    })
    expect((await client.plans.nextRuns({ schedule: 'every 6h', timeZone: 'Europe/Nowhere' })).mistake).toMatch(/time zone/)
  })

  it('have their retention tried with other rules', async () => {
    const { client, core } = await home()
    await core.record({ event: 'vault.known', vault: 'notes', name: 'notes', path: '/n' })
    const snapshots = Array.from({ length: 9 }, (_, index) => {
      const time = `2026-10-0${index + 1}T07:00:00Z`
      return { id: `${index + 1}`.repeat(64), time, vault: 'notes', plan: 'daily', label: `daily_${index + 1}` }
    })
    await core.record({ event: 'snapshots.seen', repository: 'default', snapshots })
    expect(await client.plans.retention({ plan: 'daily' })).toMatchObject({ mistakes: [], outlook: [{ kept: 9, removed: 0, remove: [] }] })
    const { outlook } = await client.plans.retention({ plan: 'daily', keep: { last: 5 } })
    expect(outlook).toMatchObject([{ repository: 'default', vault: 'notes', kept: 5, removed: 4, oldestKept: { label: 'daily_5' } }])
    expect(outlook[0]?.remove.map(({ label }) => label)).toEqual(['daily_1', 'daily_2', 'daily_3', 'daily_4'])
    expect(outlook[0]?.reasons).toEqual([
      { reason: 'last snapshot', snapshots: 5 },
      { reason: 'one of the newest 3', snapshots: 3 },
    ])
    // They turned up without a run of ours: nothing would be removed before a person has said that this is as it should be.
    expect(outlook[0]?.freezes).not.toEqual([])
    expect((await client.plans.retention({ plan: 'daily', keep: { last: 0 } })).mistakes).toEqual(['keep.last must be 1 or more.'])
    expect((await client.plans.retention({ plan: 'none', keep: 'all' })).outlook).toEqual([])
  })
})

describe.runIf(process.platform === 'linux')('start at login', () => {
  it('is written and removed where the person keeps such files, with what is worth knowing', async () => {
    const { client, person, root } = await home({ VAULTKEEPER_PASSWORD: 'not to be passed on' })
    const unit = join(person, '.config/systemd/user/vaultkeeper.service')
    expect(await client.service.get()).toMatchObject({
      state: 'missing',
      path: unit,
      switchOn: expect.stringContaining('systemctl --user enable'),
    })
    const installed = await client.service.install({})
    expect(installed).toMatchObject({ state: 'current', notes: expect.arrayContaining([expect.stringContaining('VAULTKEEPER_PASSWORD')]) })
    expect(readFileSync(unit, 'utf8')).toContain(root)
    expect(readFileSync(unit, 'utf8')).not.toContain('not to be passed on')
    appendFileSync(unit, '# mine\n')
    expect(await problemOf(client.service.remove({}))).toMatchObject({ code: 'service-file-changed' })
    expect(await client.service.remove({ force: true })).toMatchObject({ state: 'missing' })
    expect(existsSync(unit)).toBe(false)
  })
})
