import { describe, expect, it } from 'vitest'
import type { NewsMessage } from '../../../main/contract/news-message.ts'
import { tryLock } from '../../../main/engine/home/lock.ts'
import { factsOfKit } from '../../../main/engine/kit/list-kits.ts'
import { tellNews } from '../../../main/engine/news/tell-news.ts'
import { testHome } from '../../helpers/temporary-home.ts'
import { at, problem, recordRun } from '../health/records.ts'
import { later, newsBench, raised, telling } from './news-bench.ts'
import { httpSink } from './sinks.ts'

const kinds = (messages: readonly { kind: string }[]) => messages.map(({ kind }) => kind)
const bodies = (got: readonly { body: string }[]): NewsMessage[] => got.map(({ body }) => JSON.parse(body))
const offline = problem(
  'repository-offline',
  'The repository "offsite" cannot be reached: connection refused.',
  'Check the network and the server.',
)
const noon = at(20, '12:00')

describe('each kind of news arrives once', () => {
  it('a failure: when it is new, not again, not after a restart, and when it is over', async () => {
    const sink = await httpSink()
    const configuration = telling({ webhook: { url: sink.url } })
    const bench = await newsBench()
    await bench.tell(configuration, at(20, '07:30'))
    expect(sink.got).toEqual([])
    await recordRun(bench, at(20, '08:00'), { repository: 'offsite', vault: 'notes', verdict: 'failed', problem: offline })
    for (const minutes of [0, 1, 2, 60]) await bench.tell(configuration, later(at(20, '08:02'), minutes))
    await recordRun(bench, at(20, '10:00'), { repository: 'offsite', vault: 'notes', verdict: 'failed', problem: offline })
    await bench.tell(configuration, at(20, '10:05'))
    bench.close()
    const again = await newsBench({ root: bench.root })
    await again.tell(configuration, at(20, '10:10'))
    expect(bodies(sink.got)).toMatchObject([
      {
        kind: 'failed',
        title: 'Backups into "offsite" fail',
        text: 'The repository "offsite" cannot be reached: connection refused.\n\nAffected: My Notes (plan "daily"). The last good backup is of Friday, 20 November at 07:01.',
        remedy: 'Check the network and the server.',
        plan: 'daily',
        repository: 'offsite',
        code: 'repository-offline',
        time: at(20, '08:02').toISOString(),
      },
    ])
    await recordRun(again, at(20, '11:00'), { repository: 'offsite', vault: 'notes' })
    for (const minutes of [2, 3, 4]) await again.tell(configuration, later(at(20, '11:00'), minutes))
    expect(kinds(bodies(sink.got))).toEqual(['failed', 'recovered'])
    expect(bodies(sink.got)[1]).toMatchObject({
      title: 'Backups into "offsite" work again',
      text: 'This is over: Backups into "offsite" fail. You were told on Friday, 20 November at 08:02.',
      remedy: null,
      subject: bodies(sink.got)[0]?.subject,
    })
    await recordRun(again, at(20, '12:00'), { repository: 'offsite', vault: 'notes', verdict: 'failed', problem: offline })
    await again.tell(configuration, at(20, '12:05'))
    expect(kinds(bodies(sink.got))).toEqual(['failed', 'recovered', 'failed'])
    expect(new Set(bodies(sink.got).map(({ id }) => id)).size).toBe(3)
    // The desktop has heard the same.
    expect(kinds([...bench.shown, ...again.shown])).toEqual(['failed', 'recovered', 'failed'])
  })

  it('silence, also of the time in which nothing ran', async () => {
    const bench = await newsBench()
    const configuration = telling()
    await bench.tell(configuration, at(20, '12:00'))
    bench.close()
    // The machine was off for four days.
    const again = await newsBench({ root: bench.root })
    for (const minutes of [0, 1, 2]) await again.tell(configuration, later(at(24, '12:00'), minutes))
    expect(again.shown.map(({ kind, title }) => [kind, title])).toEqual([
      ['stale', 'No backup of My Notes and Agents into "local" for 4 days'],
      ['stale', 'No backup of My Notes and Agents into "offsite" for 4 days'],
    ])
    expect(again.shown[0]?.text).toBe(
      'There has been no good backup for 4 days, since Friday, 20 November at 07:01; the plan allows 26 hours.',
    )
    // One vault is well again: that is not over yet, and nothing new.
    await recordRun(again, at(24, '12:10'), { vault: 'notes' })
    await again.tell(configuration, at(24, '12:15'))
    expect(again.shown).toHaveLength(2)
    await recordRun(again, at(24, '12:20'), { vault: 'agents' })
    await again.tell(configuration, at(24, '12:25'))
    expect(again.shown.slice(2)).toMatchObject([{ kind: 'recovered', title: 'The plan "daily" has good backups in "local" again' }])
  })

  it('what is being made up for is not told as missing, unless it takes too long', async () => {
    const bench = await newsBench()
    // All were missed. One runs; the others have their turn after it.
    await recordRun(bench, at(24, '12:00'), { vault: 'notes', verdict: null })
    await bench.tell(telling(), at(24, '12:30'))
    expect(bench.shown).toEqual([])
    await bench.tell(telling(), at(24, '13:01'))
    expect(bench.shown.map(({ kind, repository }) => [kind, repository])).toEqual([
      ['stale', 'local'],
      ['stale', 'offsite'],
    ])
  })

  it('after a start or a sleep, whoever runs the schedule has five minutes to make up for what was missed', async () => {
    const bench = await newsBench()
    const lock = tryLock(bench.core.home.locks, 'scheduler', 'running the schedule')
    for (const minutes of [0, 1, 2, 3, 4]) await bench.tell(telling(), later(at(24, '12:00'), minutes))
    expect(bench.shown).toEqual([])
    // It sleeps for an hour before the time is up.
    for (const minutes of [64, 65, 66, 67, 68]) await bench.tell(telling(), later(at(24, '12:00'), minutes))
    expect(bench.shown).toEqual([])
    await bench.tell(telling(), later(at(24, '12:00'), 69))
    expect(kinds(bench.shown)).toEqual(['stale', 'stale'])
    lock?.release()
  })

  it('a server that cannot be reached right after a start or a sleep has as long; another failure has not', async () => {
    const bench = await newsBench()
    const lock = tryLock(bench.core.home.locks, 'scheduler', 'running the schedule')
    const failing = (minutes: number, repository: string, why: typeof offline) =>
      recordRun(bench, later(at(20, '08:00'), minutes), { repository, vault: 'notes', verdict: 'failed', problem: why })
    await failing(0, 'offsite', offline)
    await failing(1, 'local', problem('no-space'))
    for (const minutes of [2, 3, 4, 5, 6]) await bench.tell(telling(), later(at(20, '08:00'), minutes))
    expect(bench.shown.map(({ code }) => code)).toEqual(['no-space'])
    await bench.tell(telling(), later(at(20, '08:00'), 7))
    expect(bench.shown.map(({ code }) => code)).toEqual(['no-space', 'repository-offline'])
    // Reached in time it is none.
    for (const minutes of [60, 61]) await bench.tell(telling(), later(at(20, '08:00'), minutes))
    await recordRun(bench, later(at(20, '08:00'), 62), { repository: 'offsite', vault: 'notes' })
    await bench.tell(telling(), later(at(20, '08:00'), 64))
    await bench.tell(telling(), later(at(20, '08:00'), 120))
    await failing(121, 'offsite', offline)
    await bench.tell(telling(), later(at(20, '08:00'), 122))
    await recordRun(bench, later(at(20, '08:00'), 123), { repository: 'offsite', vault: 'notes' })
    await bench.tell(telling(), later(at(20, '08:00'), 125))
    expect(bench.shown.map(({ kind, repository }) => `${kind} ${repository}`).slice(2)).toEqual(['recovered offsite'])
    lock?.release()
  })

  it.each([
    ['interrupted', 'interrupted', 'Vaultkeeper was ended in the middle of this backup.'],
    ['failed', 'lock-lost', 'The machine slept in the middle of this backup, and its lock was gone afterwards.'],
  ] as const)(
    'a run that was cut off (%s, %s) has its chance to be made again; one that is cut off each time is told',
    async (verdict, code, sentence) => {
      const bench = await newsBench()
      const cut = { verdict, problem: problem(code, sentence) } as const
      await recordRun(bench, at(20, '08:00'), cut)
      await bench.tell(telling(), at(20, '08:02'))
      expect(bench.shown).toEqual([])
      await bench.tell(telling(), at(20, '08:40'))
      expect(bench.shown).toMatchObject([{ kind: 'failed', title: 'The backup of My Notes into "local" failed', code: `${code}@notes` }])
      // Whoever was ended in each run has another problem.
      const other = await newsBench()
      await recordRun(other, at(20, '08:00'), cut)
      await recordRun(other, at(20, '08:05'), cut)
      await other.tell(telling(), at(20, '08:07'))
      expect(kinds(other.shown)).toEqual(['failed'])
      // One that ended with Vaultkeeper itself, politely, is no news.
      const polite = await newsBench()
      for (const clock of ['08:00', '09:00'])
        await recordRun(polite, at(20, clock), { verdict: 'interrupted', problem: problem('stopped') })
      await polite.tell(telling(), at(20, '20:00'))
      expect(polite.shown).toEqual([])
    },
  )

  it('an unusual change, at once, with numbers, the last good state and how to answer', async () => {
    const bench = await newsBench()
    bench.setTime(noon)
    const seen = { id: 'ab'.repeat(32), time: '2026-11-19T07:00:00Z', vault: 'agents', label: 'weekly/2026-W47' }
    await bench.core.record({ event: 'snapshots.seen', repository: 'local', snapshots: [seen] })
    const why = '81 of 100 files are gone (81 %; 20 % may be)'
    const raised = { anomaly: 'a1b2c3d4e5f6', plan: 'weekly', vault: 'agents', repository: 'local', snapshot: 's', why } as const
    await bench.core.record({ event: 'anomaly.raised', ...raised, code: 'mass-deletion', against: seen.id })
    await bench.tell(telling(), noon)
    await bench.tell(telling(), later(noon, 60))
    expect(bench.shown.map(({ kind }) => kind)).toEqual(['anomaly'])
    expect(bench.shown[0]?.text).toContain(`${why}.`)
    expect(bench.shown[0]?.text).toContain('The last good state is weekly/2026-W47, of')
    expect(JSON.stringify(bench.shown[0])).toContain('restore last-good --vault agents --repository local --to FOLDER')
    expect(JSON.stringify(bench.shown[0])).toContain('vaultkeeper status --expected a1b2c3')
  })

  it('anomalies, changes that wait, and a broken configuration', async () => {
    const bench = await newsBench()
    const configuration = telling()
    bench.setTime(noon)
    await bench.core.record({
      event: 'anomaly.raised',
      anomaly: 'a1',
      vault: 'agents',
      repository: 'local',
      why: '81 of 100 files are gone',
    })
    const change = (id: string) => ({
      event: 'change.found' as const,
      change: id,
      plan: 'weekly',
      vault: 'agents',
      repository: 'local',
      snapshot: 's',
      against: 'r',
      diffHash: 'h',
      files: [{ path: 'em/priority_weights.json', change: 'modified' as const }],
      fileCount: 1,
    })
    await bench.core.record(change('c1'))
    bench.core.settings.problems = ['backup_schedule.json:12:7: "staleAfter" must be a duration.']
    for (const minutes of [1, 2, 3]) await bench.tell(configuration, later(noon, minutes))
    expect(bench.shown.map(({ kind, title }) => [kind, title])).toEqual([
      ['anomaly', 'Unusual change in Agents'],
      ['failed', 'The configuration has a mistake'],
      ['approval', 'A change in Agents waits for your approval'],
    ])
    expect(bench.shown[1]?.text).toBe(
      'The configuration has a mistake, so the last good one stays in force: backup_schedule.json:12:7: "staleAfter" must be a duration.',
    )
    // A newer change takes the place of the one that waits: the person knows.
    await bench.core.record(change('c2'))
    await bench.core.record({ event: 'change.decided', change: 'c1', decision: 'superseded', by: 'vaultkeeper', diffHash: 'h' })
    await bench.core.record({ event: 'anomaly.answered', anomaly: 'a1', answer: 'expected', by: 'ada' })
    bench.core.settings.problems = []
    await bench.tell(configuration, later(noon, 10))
    expect(bench.shown.slice(3).map(({ kind, title }) => [kind, title])).toEqual([['recovered', 'The configuration is in order again']])
    await bench.core.record({ event: 'change.decided', change: 'c2', decision: 'approved', by: 'ada', diffHash: 'h' })
    bench.setTime(later(noon, 20))
    await bench.core.record(change('c3'))
    await bench.tell(configuration, later(noon, 21))
    expect(bench.shown.slice(4).map(({ kind }) => kind)).toEqual(['approval'])
  })

  it('an emergency kit that is out of date, each time anew; that it was mended is only recorded', async () => {
    const bench = await newsBench()
    const configuration = telling()
    bench.core.settings.configuration = configuration
    const known = { repository: 'local', id: 'its id', location: '/r/local', fingerprint: 'its own', password: 'file' } as const
    await bench.core.record({ event: 'repository.known', ...known })
    const make = async (clock: string, facts: string) => {
      bench.setTime(at(20, clock))
      await bench.core.record({ event: 'kit.made', repository: 'local', facts })
      for (const minutes of [1, 2]) await bench.tell(configuration, later(at(20, clock), minutes))
      return bench.shown.map(({ kind, code }) => [kind, code])
    }
    const good = factsOfKit(bench.core, { ...known, name: 'local', damaged: null, appendOnly: null })
    const told = ['reminder', 'kit-outdated']
    expect(await make('08:00', 'of another place')).toEqual([told])
    expect(await make('09:00', good)).toEqual([told])
    expect(raised(bench)).toMatchObject([{ kind: 'reminder' }, { kind: 'recovered', text: 'You were reminded of it, and it is done.' }])
    expect(await make('10:00', 'of another place again')).toEqual([told, told])
  })

  it('successes one by one, and summed up each day', async () => {
    const bench = await newsBench()
    const configuration = telling({ desktop: { successes: 'each' }, digest: '18:00', command: [] })
    await bench.tell(configuration, at(20, '07:20'))
    expect(bench.shown).toMatchObject([{ kind: 'well' }, { kind: 'well' }, { kind: 'well' }, { kind: 'well' }, { kind: 'well' }])
    await bench.tell(configuration, at(20, '07:21'))
    expect(bench.shown).toHaveLength(5)
    await recordRun(bench, at(20, '07:30'), { vault: 'notes', snapshot: 's1' })
    for (const minutes of [31, 32]) await bench.tell(configuration, later(at(20, '07:00'), minutes))
    expect(bench.shown.slice(5)).toMatchObject([
      { kind: 'well', title: 'My Notes is backed up into "local"', text: 'daily/2026-11-20: 120 files, 1.5 kB stored, verified.' },
    ])

    const daily = await newsBench()
    const digest = telling({ desktop: { successes: 'daily' } })
    await daily.tell(digest, at(20, '17:59'))
    expect(daily.shown).toEqual([])
    for (const clock of ['18:00', '18:01', '23:00']) await daily.tell(digest, at(20, clock))
    expect(daily.shown).toMatchObject([{ kind: 'digest', title: '5 backups today: all is well' }])
    expect(daily.shown[0]?.text).toBe(
      '5 backups in the last 24 hours, 0 bytes stored.\n\n- daily into local: 2 backups, protected.\n- daily into offsite: 2 backups, protected.\n- weekly into local: 1 backup, protected.',
    )
    // The machine was off at the time of the digest.
    await daily.tell(digest, at(21, '22:00'))
    expect(kinds(daily.shown)).toEqual(['digest', 'stale', 'stale', 'digest'])
    expect(daily.shown.at(-1)).toMatchObject({
      title: 'No backups today: something needs you',
      remedy: expect.stringMatching(/vaultkeeper status/),
    })
  })

  it('a success that ends while others are being told is told, too', async () => {
    const bench = await newsBench()
    const configuration = telling({ desktop: { successes: 'each' } })
    await bench.tell(configuration, at(20, '10:00'))
    bench.shown.length = 0
    await recordRun(bench, at(21, '06:59'))
    const look = at(21, '07:00')
    // The clock was read; then a run ends, and then what was decided is recorded.
    await recordRun(bench, at(21, '06:59'), { vault: 'agents', took: 1.01 })
    bench.setTime(later(look, 0.02))
    await tellNews(bench.core, configuration, look, new AbortController().signal)
    for (const minutes of [1, 2]) await bench.tell(configuration, later(look, minutes))
    expect(bench.shown.map(({ title }) => title)).toEqual(['My Notes is backed up into "local"', 'Agents is backed up into "local"'])
  })

  it('many successes at once are one message', async () => {
    const bench = await newsBench()
    for (const minute of [10, 11, 12]) await recordRun(bench, later(at(20, '07:00'), minute), { vault: 'notes' })
    await bench.tell(telling({ desktop: { successes: 'each' } }), at(20, '07:40'))
    expect(bench.shown).toMatchObject([{ kind: 'well', title: '8 backups went well' }])
    await bench.tell(telling({ desktop: { successes: 'each' } }), at(20, '07:41'))
    expect(bench.shown).toHaveLength(1)
  })
})

describe('news are what a person wants to get', () => {
  it('one cause is one message, however many plans and vaults it concerns; a further cause is told', async () => {
    const bench = await newsBench()
    const full = problem('no-space', 'The disk that holds the repository "local" is full (/r/local).', 'Free some space there.')
    await recordRun(bench, at(20, '08:00'), { vault: 'notes', verdict: 'failed', problem: full })
    await recordRun(bench, at(20, '08:02'), { vault: 'agents', verdict: 'failed', problem: full })
    await recordRun(bench, at(20, '08:04'), { plan: 'weekly', vault: 'agents', verdict: 'failed', problem: full })
    await bench.tell(telling(), at(20, '08:10'))
    expect(bench.shown).toMatchObject([{ title: 'Backups into "local" fail', plan: null, repository: 'local' }])
    expect(bench.shown[0]?.text).toMatch(
      /Affected: My Notes and Agents \(plan "daily"\) and Agents \(plan "weekly"\)\. The oldest of their last good backups is of /,
    )
    await recordRun(bench, at(20, '08:30'), { vault: 'notes', verdict: 'failed', problem: problem('wrong-password') })
    await bench.tell(telling(), at(20, '08:40'))
    await recordRun(bench, at(20, '08:50'), { vault: 'notes', verdict: 'failed', problem: full })
    await bench.tell(telling(), at(20, '09:00'))
    expect(bench.shown.map(({ code }) => code)).toEqual(['no-space', 'no-space wrong-password'])
    // One of three is well: the others are not, and it is not over.
    await recordRun(bench, at(20, '09:10'), { vault: 'notes' })
    await bench.tell(telling(), at(20, '09:20'))
    expect(bench.shown).toHaveLength(2)
    await recordRun(bench, at(20, '09:30'), { vault: 'agents' })
    await recordRun(bench, at(20, '09:40'), { plan: 'weekly', vault: 'agents' })
    await bench.tell(telling(), at(20, '09:50'))
    expect(kinds(bench.shown)).toEqual(['failed', 'failed', 'recovered'])
  })

  it('what comes and goes is told three times, then not before it has been well for two hours', async () => {
    const bench = await newsBench()
    let time = at(20, '08:00')
    for (let round = 0; round < 40; round++) {
      const failed = round % 2 === 0
      await recordRun(bench, time, { vault: 'notes', ...(failed ? { verdict: 'failed', problem: problem('restic-crashed') } : {}) })
      await bench.tell(telling(), later(time, 5))
      time = later(time, 15)
    }
    expect(kinds(bench.shown)).toEqual(['failed', 'recovered', 'failed', 'recovered', 'failed'])
    expect(bench.shown[4]?.text).toMatch(/It comes and goes: this is the third time in a day/)
    // The last failure was 15 minutes before the last success.
    await bench.tell(telling(), later(time, 80))
    expect(bench.shown).toHaveLength(5)
    await bench.tell(telling(), later(time, 100))
    expect(kinds(bench.shown).slice(5)).toEqual(['recovered'])
  })

  it('a vault that fails again is told although another one of its plan never stopped failing, once a day', async () => {
    const bench = await newsBench()
    const run = (time: Date, vault: string, failed = true) =>
      recordRun(bench, time, { vault, took: 0, ...(failed ? { verdict: 'failed', problem: problem('restic-crashed') } : {}) })
    const days = telling(
      {},
      { plans: { daily: { kind: 'daily', sources: ['notes', 'agents'], repositories: ['local'], staleAfter: '90d' } } },
    )
    for (const day of [21, 22, 23, 24]) {
      await run(at(day, '07:00'), 'notes', day === 21 || day === 24)
      await run(at(day, '07:02'), 'agents')
      for (const clock of ['07:05', '07:06']) await bench.tell(days, at(day, clock))
    }
    expect(bench.shown.map(({ time, title }) => [time.slice(8, 10), title])).toEqual([
      ['21', 'Backups of My Notes and Agents into "local" failed'],
      ['24', 'Backups of My Notes and Agents into "local" failed'],
    ])
    expect(bench.shown[1]?.code).toBe(`restic-crashed@agents restic-crashed@notes@${at(24, '07:00').toISOString()}`)
    // It comes and goes each quarter of an hour.
    for (let round = 0; round < 20; round++) {
      const time = later(at(24, '08:00'), round * 15)
      await run(time, 'notes', round % 2 === 1)
      await bench.tell(days, later(time, 1))
    }
    expect(bench.shown).toHaveLength(2)
    // Where it fails for good, it is told when a day has passed.
    for (const clock of ['07:00', '07:10', '12:00', '18:00']) await bench.tell(days, at(25, clock))
    expect(bench.shown.slice(2).map(({ kind, time }) => [kind, time.slice(11, 16)])).toEqual([['failed', '07:10']])
    // All is well: the subject is over as a whole.
    for (const vault of ['notes', 'agents']) await run(at(25, '19:00'), vault, false)
    await bench.tell(days, at(25, '19:10'))
    expect(kinds(bench.shown).slice(3)).toEqual(['recovered'])
  })

  it('a vault that goes silent again is told although another one of its plan is silent all the time', async () => {
    const bench = await newsBench()
    const configuration = telling({}, { plans: { daily: { kind: 'daily', sources: ['notes', 'agents'], repositories: ['local'] } } })
    for (const day of [24, 26, 29]) {
      if (day === 26) await recordRun(bench, at(25, '12:00'), { vault: 'notes' })
      for (const minutes of [0, 1]) await bench.tell(configuration, later(at(day, '12:00'), minutes))
    }
    expect(bench.shown.map(({ kind, time }) => [kind, time.slice(8, 10)])).toEqual([
      ['stale', '24'],
      ['stale', '29'],
    ])
  })

  it('ten thousand problems are one line, said so, and what comes later is told still', async () => {
    const bench = await newsBench({ bare: true })
    const vaults = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`v${index}`, { path: `/v/${index}` }]))
    const plans = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`p${index}`, { kind: 'daily', sources: Object.keys(vaults), repositories: ['local'] }]),
    )
    const configuration = telling({ webhook: [] }, { vaults, plans })
    // Written into the state at once: ten thousand flushed lines would take a minute.
    const { database } = bench.core.state
    database.exec('BEGIN')
    const insert = database.prepare(
      `INSERT INTO runs (id, seq, kind, repository, vault, plan, pid, processStart, started, ended, verdict, problem, warnings)
       VALUES (?, ?, 'backup', 'local', ?, ?, 1, '', ?, ?, 'failed', ?, '[]')`,
    )
    const began = at(20, '08:00').toISOString()
    for (let index = 0; index < 10_000; index++)
      insert.run(
        `r${index}`,
        1,
        `v${index % 1000}`,
        `p${Math.floor(index / 1000)}`,
        began,
        began,
        JSON.stringify(problem('folder-missing')),
      )
    database.exec('COMMIT')
    for (let minute = 1; minute < 30; minute += 7) await bench.tell(configuration, later(at(20, '08:00'), minute))
    expect(bench.shown).toMatchObject([
      { kind: 'failed', subject: 'summary', title: '1,000 problems at once', remedy: 'See all of them with: vaultkeeper status' },
    ])
    expect(bench.shown[0]?.text).toMatch(
      /^1,000 failures\. They are told in one message .*:\n\n(- v\d+ is not backed up\n){5}- and 995 more$/,
    )
    expect(raised(bench)).toHaveLength(1)
    await recordRun(bench, at(20, '09:00'), { plan: 'p1', vault: 'v7', verdict: 'failed', problem: problem('wrong-password') })
    await bench.tell(configuration, at(20, '09:05'))
    expect(bench.shown.slice(1)).toMatchObject([{ title: 'Backups into "local" fail', code: 'wrong-password' }])
  })

  it('problems that come one after the other are not a stream of messages', async () => {
    const bench = await newsBench({ bare: true })
    const vaults = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`v${index}`, { path: `/v/${index}` }]))
    const configuration = telling({}, { vaults, plans: { all: { kind: 'daily', sources: Object.keys(vaults), repositories: ['local'] } } })
    for (let index = 0; index < 60; index++) {
      const time = later(at(20, '08:00'), index / 4)
      await recordRun(bench, time, { plan: 'all', vault: `v${index}`, took: 0.1, verdict: 'failed', problem: problem('folder-missing') })
      await bench.tell(configuration, later(time, 0.2))
    }
    await bench.tell(configuration, at(20, '09:00'))
    const subjects = raised(bench).map((line) => (line.event === 'news.raised' ? line.subject : ''))
    expect(subjects.filter((subject) => subject !== 'summary').length).toBeLessThanOrEqual(20)
    expect(subjects.filter((subject) => subject === 'summary').length).toBeGreaterThanOrEqual(1)
    expect(subjects.length).toBeLessThanOrEqual(24)
    // Nothing is left untold: each was told by itself, or was there when all were told.
    const before = raised(bench).length
    for (const hour of [10, 12, 14]) await bench.tell(configuration, at(20, `${hour}:00`))
    expect(raised(bench)).toHaveLength(before)
    for (let index = 0; index < 60; index++)
      await recordRun(bench, later(at(20, '15:00'), index / 4), { plan: 'all', vault: `v${index}`, took: 0.1 })
    await bench.tell(configuration, at(20, '15:20'))
    const last = bench.shown.at(-1)
    expect(last).toMatchObject({ kind: 'recovered' })
    await bench.tell(configuration, at(20, '15:25'))
    expect(bench.shown.at(-1)).toBe(last)
  })

  it('what may be over in a moment while all is told at once is no part of that: it is told when it lasts, once', async () => {
    const bench = await newsBench({ bare: true })
    const lock = tryLock(bench.core.home.locks, 'scheduler', 'running the schedule')
    const names = Array.from({ length: 11 }, (_, index) => `v${index}`)
    const configuration = telling(
      {},
      {
        vaults: Object.fromEntries([...names, 'notes'].map((vault) => [vault, { path: `/v/${vault}` }])),
        plans: {
          drive: { kind: 'daily', sources: names, repositories: ['local'] },
          away: { kind: 'daily', sources: ['notes'], repositories: ['offsite'], staleAfter: '400d' },
        },
      },
    )
    const run = (time: Date, plan: string, vault: string, why?: typeof offline) =>
      recordRun(bench, time, {
        ...{ plan, vault, took: 0.1, repository: plan === 'away' ? 'offsite' : 'local' },
        ...(why === undefined ? {} : { verdict: 'failed', problem: why }),
      })
    const tellFor = async (time: Date, minutes: number) => {
      for (let minute = 0; minute < minutes; minute++) await bench.tell(configuration, later(time, minute))
    }
    // The machine was started: a drive with eleven vaults is not connected, and the network is not there yet.
    await run(at(21, '08:00'), 'away', 'notes', offline)
    for (const vault of names) await run(at(21, '08:01'), 'drive', vault, problem('folder-missing'))
    await tellFor(at(21, '08:02'), 30)
    const told = () => bench.shown.map(({ subject, kind }) => `${subject} ${kind}`)
    expect(bench.shown[0]?.title).toBe('11 problems at once')
    expect(told()).toEqual(['summary failed', 'repository/offsite failed'])
    // The drive is back: what was told at once is over, and the server is what it was.
    for (const vault of names) await run(at(22, '08:01'), 'drive', vault)
    await run(at(22, '08:02'), 'away', 'notes', offline)
    await tellFor(at(22, '08:03'), 10)
    expect(told().slice(2)).toEqual(['summary recovered'])
    // Some of those fail again: each is told by itself.
    for (const vault of names.slice(0, 2)) await run(at(22, '09:01'), 'drive', vault, problem('folder-missing'))
    await tellFor(at(22, '09:02'), 10)
    expect(told().slice(3)).toEqual(['vault/v0 failed', 'vault/v1 failed'])
    lock?.release()
  })

  it('a pause hides nothing and repeats nothing', async () => {
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), { verdict: 'failed', problem: problem('restic-crashed') })
    await bench.tell(telling(), at(20, '08:05'))
    await bench.core.record({ event: 'schedule.paused', until: null, by: 'ada@laptop' })
    await bench.tell(telling(), at(20, '08:10'))
    expect(kinds(bench.shown)).toEqual(['failed'])
    await bench.tell(telling(), at(23, '08:10'))
    const stale = bench.shown.slice(1)
    expect(stale).toMatchObject([{ kind: 'stale' }, { kind: 'stale' }])
    expect(stale[1]?.text).toMatch(/Paused until somebody resumes .* Meanwhile it is stale: There has been no good backup for 3 days/)
    expect(stale[1]?.remedy).toBe('Go on with: vaultkeeper resume')
  })

  it('nobody is told that what was switched off is well; switched on again, it is told anew', async () => {
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), { verdict: 'failed', problem: problem('restic-crashed') })
    await bench.tell(telling(), at(20, '08:05'))
    const off = telling({}, { plans: { weekly: { kind: 'weekly', sources: ['agents'], repositories: ['local'] } } })
    await bench.tell(off, at(20, '08:10'))
    expect(kinds(bench.shown)).toEqual(['failed'])
    await bench.tell(telling(), at(20, '08:15'))
    expect(kinds(bench.shown)).toEqual(['failed', 'failed'])
  })

  it('care that failed is over without a word where it is asked for no more, and told when it succeeds', async () => {
    const bench = await newsBench()
    const check = (clock: string, verdict: 'failed' | 'done') =>
      recordRun(bench, at(20, clock), {
        kind: 'check',
        plan: '@check',
        verdict,
        ...(verdict === 'failed' ? { problem: problem('x') } : {}),
      })
    await check('08:00', 'failed')
    await bench.tell(telling(), at(20, '08:05'))
    await bench.tell(telling({}, { verification: { check: false } }), at(20, '08:10'))
    expect(bench.shown.map(({ title }) => title)).toEqual(['The check failed of the repository "local"'])
    expect(raised(bench).at(-1)).toMatchObject({ kind: 'recovered', subject: 'care/check/@check/local', carriers: [] })
    await bench.tell(telling(), at(20, '08:15'))
    await check('08:20', 'done')
    await bench.tell(telling(), at(20, '08:25'))
    expect(bench.shown.slice(1).map(({ title }) => title)).toEqual([
      'The check failed of the repository "local"',
      'The care of the repository "local" succeeds again',
    ])
  })

  it('whoever is told for the first time hears what stands', async () => {
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), { verdict: 'failed', problem: problem('restic-crashed') })
    await bench.tell(telling(), at(20, '08:05'))
    const sink = await httpSink()
    const configuration = telling({ webhook: { url: sink.url } })
    for (const minutes of [0, 1]) await bench.tell(configuration, later(at(20, '09:00'), minutes))
    expect(kinds(bodies(sink.got))).toEqual(['failed'])
    expect(kinds(bench.shown)).toEqual(['failed'])
  })

  it.each([
    ['all at once', false, [['failed'], []]],
    ['one by one', true, [['failed', 'recovered'], ['recovered']]],
  ])('so it is where there are many, which were told %s: once, and nobody else hears of them again', async (_how, oneByOne, ends) => {
    const bench = await newsBench()
    const names = Array.from({ length: 14 }, (_, index) => `p${index}`)
    const plans = Object.fromEntries(names.map((name) => [name, { kind: 'daily', sources: ['notes'], repositories: ['local'] }]))
    for (const [index, plan] of names.entries()) {
      const time = later(at(20, '08:00'), oneByOne ? index * 11 : 0)
      await recordRun(bench, time, { plan, verdict: 'failed', problem: problem(`boom-${plan}`) })
      if (oneByOne || index === 13) await bench.tell(telling({}, { plans }), later(time, 5))
    }
    const before = bench.shown.length
    expect(before).toBe(oneByOne ? 14 : 1)
    const [second, third] = [await httpSink(), await httpSink()]
    const two = telling({ webhook: { url: second.url } }, { plans })
    for (const clock of ['11:00', '11:01', '11:12', '12:00']) await bench.tell(two, at(20, clock))
    expect(bodies(second.got).map(({ title }) => title)).toEqual(['14 problems at once'])
    // What is left of them is told by itself to who comes last.
    for (const plan of names.slice(2)) await recordRun(bench, at(20, '14:00'), { plan })
    await bench.tell(two, at(20, '14:05'))
    const three = telling({ webhook: [{ url: second.url }, { url: third.url }] }, { plans })
    for (const clock of ['15:00', '15:01', '15:12']) await bench.tell(three, at(20, clock))
    expect(kinds(bodies(third.got))).toEqual(['failed', 'failed'])
    expect([kinds(bodies(second.got)), kinds(bench.shown.slice(before))]).toEqual(ends)
  })

  it('each carrier gets what it asks for', async () => {
    const [failures, ends] = [await httpSink(), await httpSink()]
    const configuration = telling({
      desktop: { failures: false },
      webhook: [
        { url: failures.url, on: ['failed'] },
        { url: ends.url, on: ['recovered'] },
      ],
    })
    const bench = await newsBench()
    await recordRun(bench, at(20, '08:00'), { verdict: 'failed', problem: problem('restic-crashed') })
    await bench.tell(configuration, at(20, '08:05'))
    await recordRun(bench, at(20, '09:00'))
    await bench.tell(configuration, at(20, '09:05'))
    expect(kinds(bodies(failures.got))).toEqual(['failed'])
    expect(kinds(bodies(ends.got))).toEqual(['recovered'])
    expect(bench.shown).toEqual([])
  })

  it('without a configuration nothing is told, and nothing recorded', async () => {
    const home = await testHome()
    const lines = home.core.state.last()?.seq
    await tellNews(home.core, null, noon, new AbortController().signal)
    expect(home.core.state.last()?.seq).toBe(lines)
  })
})
