import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { HistoryEvent } from '../../../main/contract/history-event.ts'
import type { MachineState } from '../../../main/engine/schedule/conditions.ts'
import { fakeKeychain } from '../../helpers/fake-keychain.ts'
import { type Pretended, type ScheduleBench, scheduleBench } from '../../helpers/schedule-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded } from '../../helpers/temporary-home.ts'

const vaults = { notes: { path: '~/notes' } }
const repositories = { local: { type: 'local', path: '~/local', prune: false } }
const daily = { kind: 'daily', sources: ['notes'], repositories: ['local'] }
const oneDaily = { vaults, repositories, plans: { daily } }
const lane = { vaults, repositories }
const started = '2026-11-16T12:00:00Z'

/** Lets a bench be another process on the same home. */
const restart = (bench: ScheduleBench, time: string, options: Partial<Parameters<typeof scheduleBench>[0]> = {}) => {
  bench.close()
  return scheduleBench({ folder: bench.folder, root: bench.root, configuration: oneDaily, started: time, ...options })
}

describe('what was missed', () => {
  it('while Vaultkeeper did not run is made up for once, for the newest due time; the older ones are recorded', async () => {
    const first = await scheduleBench({ configuration: oneDaily, started })
    await first.at(started)
    const bench = await restart(first, '2026-11-20T12:00:00Z')
    await bench.at('2026-11-20T12:00:00Z')
    await bench.at('2026-11-20T12:01:00Z')
    expect(bench.runs()).toEqual(['daily/local/notes 11-20T07:00 catch-up: done'])
    expect(bench.skips()).toEqual(['daily/local 11-17T07:00..11-19T07:00 x3 not-running'])
  })

  it('while the machine slept is made up for once after waking', async () => {
    const bench = await scheduleBench({ configuration: oneDaily, started })
    await bench.at(started)
    await bench.at('2026-11-19T09:00:00Z')
    await bench.at('2026-11-19T09:00:30Z')
    expect(bench.runs()).toEqual(['daily/local/notes 11-19T07:00 catch-up: done'])
    expect(bench.skips()).toEqual(['daily/local 11-17T07:00..11-18T07:00 x2 asleep'])
    expect(bench.scheduler.next().get('daily/local')).toEqual(new Date('2026-11-20T07:00:00Z'))
    expect(bench.scheduler.nextLook()).toEqual(new Date('2026-11-20T07:00:00Z'))
  })

  it('of a run whose process was killed is repeated for the same due time', async () => {
    const first = await scheduleBench({ configuration: oneDaily, started })
    await first.at(started)
    const due = '2026-11-17T07:00:00.000Z'
    const killed = { run: 'killed', kind: 'backup', repository: 'local', vault: 'notes', plan: 'daily', due, trigger: 'schedule' } as const
    await first.core.record({ event: 'run.intent', ...killed, pid: 4_194_304, processStart: 'x' })
    const bench = await restart(first, '2026-11-17T07:05:00Z')
    await bench.at('2026-11-17T07:05:00Z')
    await bench.at('2026-11-17T07:06:00Z')
    await bench.at('2026-11-17T07:30:00Z')
    expect(bench.runs()).toEqual([
      'daily/local/notes 11-17T07:00 schedule: interrupted interrupted',
      'daily/local/notes 11-17T07:00 retry: done',
    ])
    expect(bench.skips()).toEqual([])
  })

  it('of the vault that was left behind is recorded, although the other had its turn', async () => {
    const two = { ...lane, vaults: { ...vaults, code: { path: '~/code' } }, plans: { daily: { ...daily, sources: ['notes', 'code'] } } }
    const first = await scheduleBench({ configuration: two, started })
    await first.at(started)
    // Killed between the two.
    const due = '2026-11-17T07:00:00.000Z'
    await first.core.record({
      event: 'run.intent',
      run: 'a',
      kind: 'backup',
      repository: 'local',
      vault: 'notes',
      plan: 'daily',
      due,
      pid: 1,
      processStart: '',
    })
    await first.core.record({ event: 'run.outcome', run: 'a', verdict: 'done', warnings: [], warningCount: 0 })
    const bench = await restart(first, '2026-11-19T12:00:00Z', { configuration: two })
    await bench.at('2026-11-19T12:00:00Z')
    expect(bench.runs().slice(1)).toEqual(
      ['daily/local/code 11-19T07:00 catch-up: done', 'daily/local/notes 11-19T07:00 catch-up: done'].sort(),
    )
    expect(bench.skips()).toEqual(['daily/local 11-17T07:00..11-18T07:00 x2 not-running'])
  })

  it('is not doubled by a clock that is set back, or ahead and back', async () => {
    const bench = await scheduleBench({ configuration: oneDaily, started })
    for (const time of [
      started,
      '2026-11-17T07:00:00Z',
      '2026-11-16T20:00:00Z',
      '2026-11-17T07:00:00Z',
      '2027-03-01T07:00:00Z',
      '2026-11-17T07:10:00Z',
    ])
      await bench.at(time)
    await bench.at('2026-11-18T07:00:00Z')
    const dues = bench.runs().map((run) => run.split(' ')[1])
    expect(dues).toEqual(['11-17T07:00', '03-01T07:00', '11-18T07:00'])
  })
})

describe('a run that failed', () => {
  it('is repeated after 1, 5, 15 minutes and each hour, until the next due time takes its place', async () => {
    let ending: Pretended = { verdict: 'failed', code: 'repository-offline' }
    const bench = await scheduleBench({ configuration: oneDaily, started, execute: (job, pretend) => pretend(job, ending) })
    await bench.at(started)
    for (let time = Date.parse('2026-11-17T07:00:00Z'); time <= Date.parse('2026-11-17T10:00:00Z'); time += 60_000)
      await bench.at(new Date(time).toISOString())
    const begun = bench.events('run.intent').map((line) => (line as unknown as { time: string }).time.slice(11, 16))
    expect(begun).toEqual(['07:00', '07:01', '07:06', '07:21', '08:21', '09:21'])
    ending = { verdict: 'done' }
    await bench.at('2026-11-18T07:00:00Z')
    await bench.at('2026-11-18T09:00:00Z')
    expect(bench.runs().slice(6)).toEqual(
      ['daily/local/notes 11-18T07:00 catch-up: done'].map((run) => run.replace('catch-up', 'schedule')),
    )
  })

  it('for something that only a person can mend waits for that, and is repeated then', async () => {
    let ending: Pretended = { verdict: 'failed', code: 'wrong-password' }
    const bench = await scheduleBench({ configuration: oneDaily, started, execute: (job, pretend) => pretend(job, ending) })
    for (const time of [started, '2026-11-17T07:00:00Z', '2026-11-17T09:00:00Z', '2026-11-17T20:00:00Z']) await bench.at(time)
    expect(bench.jobs).toHaveLength(1)
    ending = { verdict: 'done' }
    bench.scheduler.mended()
    await bench.at('2026-11-17T20:00:30Z')
    expect(bench.runs()).toEqual([
      'daily/local/notes 11-17T07:00 schedule: failed wrong-password',
      'daily/local/notes 11-17T07:00 retry: done',
    ])
  })

  it('whose end could not be recorded is closed as what it was, once that can be', async () => {
    const bench = await scheduleBench({
      configuration: oneDaily,
      started,
      execute: (job, pretend, core) => {
        const record = async (event: HistoryEvent) => {
          if (event.event === 'run.outcome') throw new Error('the disk is full')
          await core.record(event)
        }
        return pretend(job, { verdict: 'failed', code: 'repository-offline' }, { ...core, record })
      },
    })
    for (const time of [started, '2026-11-17T07:00:00Z', '2026-11-17T07:01:00Z']) await bench.at(time)
    expect(bench.runs()[0]).toBe('daily/local/notes 11-17T07:00 schedule: failed repository-offline')
    expect(bench.logged.join()).toContain('the disk is full')
  })
})

describe('a pause', () => {
  it('is recorded once, and what was due meanwhile is made up for once when it has ended by itself', async () => {
    const bench = await scheduleBench({ configuration: oneDaily, started })
    await bench.at(started)
    await bench.core.record({ event: 'schedule.paused', until: '2026-11-19T12:00:00.000Z', by: 'me' })
    for (let time = Date.parse('2026-11-17T06:00:00Z'); time < Date.parse('2026-11-19T12:00:00Z'); time += 120_000)
      await bench.lookAt(new Date(time).toISOString())
    expect(bench.runs()).toEqual([])
    await bench.at('2026-11-19T12:00:00Z')
    await bench.at('2026-11-19T12:01:00Z')
    expect(bench.runs()).toEqual(['daily/local/notes 11-19T07:00 catch-up: done'])
    // The second day it goes on: one line for each half day at the most, and each due time has its reason.
    expect(bench.skips()).toEqual([17, 18, 19].map((day) => `daily/local 11-${day}T07:00..11-${day}T07:00 x1 paused`))
  })

  it('of one plan lets the others run, and ends when a person resumes', async () => {
    const bench = await scheduleBench({ configuration: { ...lane, plans: { daily, other: daily } }, started })
    await bench.at(started)
    await bench.core.record({ event: 'schedule.paused', plan: 'daily', until: null, by: 'me' })
    await bench.at('2026-11-17T07:00:00Z')
    expect(bench.runs()).toEqual(['other/local/notes 11-17T07:00 schedule: done'])
    await bench.core.record({ event: 'schedule.resumed', plan: 'daily', by: 'me' })
    await bench.at('2026-11-17T08:00:00Z')
    expect(bench.runs().slice(1)).toEqual(['daily/local/notes 11-17T07:00 catch-up: done'])
  })
})

describe('another configuration', () => {
  it('a plan that is switched off is not run, says so once, and owes nothing for that time', async () => {
    const bench = await scheduleBench({ configuration: { ...lane, plans: { daily: { ...daily, enabled: false } } }, started })
    for (const time of [started, '2026-11-17T07:00:00Z', '2026-11-17T07:03:00Z', '2026-11-17T12:00:00Z']) await bench.at(time)
    expect(bench.skips()).toEqual(['daily/local 11-17T07:00..11-17T07:00 x1 disabled'])
    bench.configure(oneDaily)
    bench.scheduler.mended()
    await bench.at('2026-11-17T12:01:00Z')
    expect(bench.runs()).toEqual([])
    await bench.at('2026-11-18T07:00:00Z')
    expect(bench.runs()).toEqual(['daily/local/notes 11-18T07:00 schedule: done'])
  })

  it('another schedule counts from when it was seen; a plan that is taken out, or whose repository is switched off, owes nothing meanwhile', async () => {
    const bench = await scheduleBench({ configuration: oneDaily, started })
    await bench.at(started)
    bench.configure({ ...lane, plans: { daily: { ...daily, schedule: '0 6 * * *' } } })
    await bench.at('2026-11-16T12:01:00Z')
    expect(bench.runs()).toEqual([])
    await bench.at('2026-11-17T06:00:00Z')
    for (const without of [
      { ...lane, plans: {} },
      { ...oneDaily, repositories: { local: { ...repositories.local, enabled: false } } },
    ]) {
      bench.configure(without)
      await bench.at('2026-11-17T06:01:00Z')
      for (const day of [18, 19]) await bench.at(`2026-11-${day}T12:00:00Z`)
      bench.configure({ ...lane, plans: { daily: { ...daily, schedule: '0 6 * * *' } } })
      await bench.at('2026-11-19T13:00:00Z')
    }
    expect(bench.runs()).toEqual(['daily/local/notes 11-17T06:00 schedule: done'])
    expect(bench.skips()).toEqual([])
    await bench.at('2026-11-20T06:00:00Z')
    expect(bench.runs()).toHaveLength(2)
  })

  it('a repository and a vault that come later owe nothing from before; the vault has its first backup at once', async () => {
    const bench = await scheduleBench({ configuration: oneDaily, started })
    for (const time of [started, '2026-11-17T07:00:00Z', '2026-11-18T07:00:00Z']) await bench.at(time)
    bench.configure({
      vaults: { ...vaults, code: { path: '~/code' } },
      repositories: { ...repositories, second: { type: 'local', path: '~/second', prune: false } },
      plans: { daily: { ...daily, sources: ['notes', 'code'], repositories: ['local', 'second'] } },
    })
    await bench.at('2026-11-18T12:00:00Z')
    expect(bench.runs().slice(2)).toEqual(['daily/local/code 11-18T07:00 catch-up: done'])
    await bench.at('2026-11-19T07:00:00Z')
    expect(bench.runs().slice(3).sort()).toEqual(
      ['local/code', 'local/notes', 'second/code', 'second/notes'].map((name) => `daily/${name} 11-19T07:00 schedule: done`),
    )
    expect(bench.skips()).toEqual([])
  })

  it('care of each repository has a calendar of its own, and is made up for after a start', async () => {
    const configuration = {
      vaults,
      repositories: {
        one: { type: 'local', path: '~/one', prune: '0 3 * * 0' },
        two: { type: 'local', path: '~/two', prune: '0 4 * * 0' },
      },
      plans: { daily: { ...daily, schedule: '0 7 1 1 *', repositories: ['one', 'two'] } },
    }
    const first = await scheduleBench({ configuration, started })
    await first.at(started)
    const second = await restart(first, '2026-11-20T12:00:00Z', { configuration })
    await second.at('2026-11-20T12:00:00Z')
    const bench = await restart(second, '2026-11-23T12:00:00Z', { configuration })
    await bench.at('2026-11-23T12:00:00Z')
    expect(bench.runs().sort()).toEqual(['@prune/one 11-22T03:00 catch-up: done', '@prune/two 11-22T04:00 catch-up: done'])
    expect(bench.events('plan.known')).toHaveLength(4)
  })

  it('another time zone of the machine moves the due times of plans that name none, and of no others', async () => {
    let zone = 'Europe/Berlin'
    const configuration = { ...lane, plans: { daily, there: { ...daily, timeZone: 'Europe/Berlin' } } }
    const bench = await scheduleBench({ configuration, started, machine: { zone: () => zone } })
    for (const time of [started, '2026-11-17T06:00:00Z']) await bench.at(time)
    zone = 'America/New_York'
    for (const time of ['2026-11-17T12:00:00Z', '2026-11-18T06:00:00Z', '2026-11-18T12:00:00Z']) await bench.at(time)
    expect(bench.runs().sort()).toEqual([
      'daily/local/notes 11-17T06:00 schedule: done',
      // Seven o'clock comes a second time on the day of the flight.
      'daily/local/notes 11-17T12:00 schedule: done',
      'daily/local/notes 11-18T12:00 schedule: done',
      'there/local/notes 11-17T06:00 schedule: done',
      'there/local/notes 11-18T06:00 schedule: done',
    ])
  })
})

describe('what does not work', () => {
  it('in one repository holds up no other: one hangs for days, the other has its run each day', async () => {
    const configuration = {
      vaults,
      repositories: { ...repositories, hanging: { type: 'local', path: '~/hanging', prune: false } },
      plans: { daily: { ...daily, repositories: ['hanging', 'local'] } },
    }
    const hang = Promise.withResolvers<void>()
    const bench = await scheduleBench({
      configuration,
      started,
      execute: async (job, pretend) => {
        if (job.repository === 'hanging') await hang.promise
        await pretend(job)
      },
    })
    const finished = () => recorded(bench.root).filter(({ event }) => event === 'run.outcome').length
    await bench.lookAt(started)
    for (const day of [17, 18, 19]) {
      await bench.lookAt(`2026-11-${day}T07:00:00Z`)
      while (finished() < day - 16) await new Promise((resolve) => setImmediate(resolve))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(bench.runs()).toEqual([17, 18, 19].map((day) => `daily/local/notes 11-${day}T07:00 schedule: done`))
    hang.resolve()
    await bench.at('2026-11-19T07:01:00Z')
    expect(bench.runs().slice(3)).toEqual([
      'daily/hanging/notes 11-17T07:00 schedule: done',
      'daily/hanging/notes 11-19T07:00 schedule: done',
    ])
    expect(bench.skips().filter((skip) => skip.startsWith('daily/hanging'))).toEqual(['daily/hanging 11-18T07:00..11-18T07:00 x1 asleep'])
  })

  it('does not hide when something else is due next', async () => {
    const hang = Promise.withResolvers<void>()
    const bench = await scheduleBench({
      configuration: { ...lane, plans: { daily, other: daily, evening: { ...daily, schedule: '0 19 17 * *' } } },
      started,
      execute: async (job, pretend) => {
        await hang.promise
        await pretend(job)
      },
    })
    await bench.lookAt(started)
    for (const time of ['2026-11-17T18:59:30Z', '2026-11-17T18:59:31Z']) await bench.lookAt(time)
    expect(bench.jobs).toHaveLength(1)
    expect(bench.scheduler.nextLook()).toEqual(new Date('2026-11-17T19:00:00Z'))
    hang.resolve()
    await bench.at('2026-11-17T19:00:00Z')
    expect(bench.runs()).toHaveLength(3)
  })

  it('about one plan, or about the conditions, is logged, and the others have their turn', async () => {
    const bench = await scheduleBench({
      configuration: { ...lane, plans: { daily, odd: { ...daily, schedule: '0 7 * * *' } } },
      started,
      machine: { power: () => Promise.reject(new Error('no such file: power')) },
    })
    await bench.at(started)
    const plan = bench.core.settings.configuration?.plans['daily'] as { schedule: string }
    plan.schedule = 'no schedule at all'
    await bench.at('2026-11-17T07:00:00Z')
    expect(bench.runs()).toEqual(['odd/local/notes 11-17T07:00 schedule: done'])
    expect(bench.logged.join('\n')).toMatch(/cannot be used.*no such file: power/s)
  })

  it('a plan that is due each minute and takes longer leaves room for the others', async () => {
    const often = { kind: 'custom', schedule: '* * * * *', sources: ['notes'], repositories: ['local'] }
    let now = Date.parse('2026-11-17T06:58:00Z')
    const bench: ScheduleBench = await scheduleBench({
      configuration: { ...lane, plans: { often, daily } },
      started: new Date(now).toISOString(),
      execute: async (job, pretend) => {
        now += 90_000
        bench.setTime(new Date(now))
        await pretend(job)
      },
    })
    await bench.lookAt(new Date(now).toISOString())
    while (now < Date.parse('2026-11-17T07:05:00Z')) {
      now += 1000
      await bench.lookAt(new Date(now).toISOString())
      await bench.scheduler.settled()
    }
    expect(bench.runs()).toContainEqual(expect.stringMatching(/^daily\/local\/notes 11-17T07:00 (schedule|catch-up): done/))
    expect(bench.skips().some((skip) => /often\/local .* still-running/.test(skip))).toBe(true)
  })
})

describe('a condition that is not met is recorded once, and made up for when it passes:', () => {
  const twice = async (bench: ScheduleBench, reason: string, pass: () => void) => {
    for (const time of [started, '2026-11-17T07:00:00Z', '2026-11-17T07:03:00Z', '2026-11-17T07:05:00Z', '2026-11-17T09:00:00Z'])
      await bench.at(time)
    expect(bench.runs()).toEqual([])
    expect(bench.skips()).toEqual([`daily/local 11-17T07:00..11-17T07:00 x1 ${reason}`])
    pass()
    await bench.at('2026-11-17T09:01:00Z')
    await bench.at('2026-11-17T09:02:00Z')
    expect(bench.runs()).toEqual(['daily/local/notes 11-17T07:00 catch-up: done'])
    expect(bench.skips()).toHaveLength(1)
  }
  const known = (bench: ScheduleBench, password: 'file' | 'keychain' = 'file') =>
    bench.core.record({
      event: 'repository.known',
      repository: 'local',
      id: 'id',
      location: path.join(bench.folder, 'local'),
      fingerprint: 'f',
      password,
    })

  it('a drive that is not connected', async () => {
    const bench = await scheduleBench({ configuration: oneDaily, started })
    const [place, away] = [path.join(bench.folder, 'local'), path.join(bench.folder, 'away')]
    mkdirSync(place)
    writeFileSync(path.join(place, 'config'), 'encrypted')
    await known(bench)
    renameSync(place, away)
    await twice(bench, 'drive-not-connected', () => renameSync(away, place))
  })

  it('a drive whose mount point alone is there', async () => {
    const bench = await scheduleBench({ configuration: oneDaily, started })
    const place = path.join(bench.folder, 'local')
    mkdirSync(place)
    await known(bench)
    await twice(bench, 'drive-not-connected', () => writeFileSync(path.join(place, 'config'), 'encrypted'))
  })

  it.each(['locked', 'not-answering'] as const)('a keychain that is %s', async (condition) => {
    const keychain = fakeKeychain()
    keychain.condition = condition
    const bench = await scheduleBench({ configuration: oneDaily, started, keychain })
    mkdirSync(path.join(bench.folder, 'local'))
    writeFileSync(path.join(bench.folder, 'local', 'config'), 'encrypted')
    await known(bench, 'keychain')
    await twice(bench, `keychain-${condition}`, () => {
      keychain.condition = 'open'
    })
  })

  it('too little room on the disk', async () => {
    const plans = { daily: { ...daily, conditions: { minimumFree: '900 TiB' } } }
    const bench = await scheduleBench({ configuration: { ...lane, plans }, started })
    await twice(bench, 'disk-full', () => bench.configure(oneDaily))
  })

  const machine: MachineState = { power: { source: 'mains', percent: 100 }, network: { online: true, metered: false } }
  it.each<[string, object, Partial<MachineState>]>([
    ['on-battery', { conditions: { onBattery: 'above 50%' } }, { power: { source: 'battery', percent: 30 } }],
    ['metered', { conditions: { onMetered: 'never' } }, { network: { online: true, metered: true } }],
  ])('%s', async (reason, plan, worse) => {
    let state = { ...machine, ...worse }
    const ports = { power: async () => state.power, network: async () => state.network }
    const bench = await scheduleBench({ configuration: { ...lane, plans: { daily: { ...daily, ...plan } } }, started, machine: ports })
    await twice(bench, reason, () => {
      state = machine
    })
  })

  it.each<[string, Partial<MachineState>]>([
    ['no-network', { network: { online: false, metered: null } }],
    ['metered', { network: { online: true, metered: true } }],
  ])('%s, which is nothing to a repository on this machine', async (reason, worse) => {
    let state = { ...machine, ...worse }
    const bench = await scheduleBench({
      configuration: {
        vaults,
        repositories: { ...repositories, here: repositories.local, local: { type: 'rest', url: 'https://example.invalid/', prune: false } },
        plans: { daily, here: { ...daily, repositories: ['here'] } },
      },
      started,
      machine: { power: async () => state.power, network: async () => state.network },
    })
    const others = () => bench.runs().filter((run) => run.startsWith('here/'))
    await twice({ ...bench, runs: () => bench.runs().filter((run) => !run.startsWith('here/')) }, reason, () => {
      state = machine
    })
    expect(others()).toEqual(['here/here/notes 11-17T07:00 schedule: done'])
  })

  it('is no news again after a start, and what is newer takes its place', async () => {
    const plans = { daily: { ...daily, conditions: { minimumFree: '900 TiB' } } }
    const first = await scheduleBench({ configuration: { ...lane, plans }, started })
    for (const time of [started, '2026-11-17T07:00:00Z', '2026-11-17T07:03:00Z']) await first.at(time)
    const bench = await restart(first, '2026-11-17T09:00:00Z', { configuration: { ...lane, plans } })
    for (const time of ['2026-11-17T09:00:00Z', '2026-11-17T09:05:00Z', '2026-11-18T07:05:00Z', '2026-11-18T07:08:00Z'])
      await bench.at(time)
    bench.configure(oneDaily)
    await bench.at('2026-11-18T08:00:00Z')
    expect(bench.skips()).toEqual(['17', '18'].map((day) => `daily/local 11-${day}T07:00..11-${day}T07:00 x1 disk-full`))
    expect(bench.runs()).toEqual(['daily/local/notes 11-18T07:00 catch-up: done'])
  })

  it('a full disk keeps a backup from its turn, and no prune', async () => {
    const prune = { local: { ...repositories.local, prune: '0 7 * * *' } }
    const configuration = { vaults, repositories: prune, plans: { daily }, conditions: { minimumFree: '900 TiB' } }
    const bench = await scheduleBench({ configuration, started })
    for (const time of [started, '2026-11-17T07:00:00Z', '2026-11-17T07:03:00Z']) await bench.at(time)
    expect(bench.runs()).toEqual(['@prune/local 11-17T07:00 schedule: done'])
  })
})

describe('a change', () => {
  const onChange = { kind: 'on-change', sources: ['notes', 'code'], repositories: ['local'] }
  const configuration = { ...lane, vaults: { ...vaults, code: { path: '~/code' } }, plans: { change: onChange } }
  const ask = (bench: ScheduleBench, ...changed: string[]) => {
    for (const vault of changed)
      bench.scheduler.request({ plan: 'change', repository: 'local', vaults: [vault], due: null, trigger: 'change' })
  }

  it('of several vaults is one job; what changes meanwhile is the next', async () => {
    const bench: ScheduleBench = await scheduleBench({
      configuration,
      started,
      execute: async (job, pretend) => {
        if (bench.jobs.length === 1) ask(bench, 'notes')
        await pretend(job)
      },
    })
    ask(bench, 'notes', 'code', 'notes')
    await bench.at(started)
    expect(bench.jobs.map(({ vaults: which }) => which)).toEqual([['notes', 'code'], ['notes']])
    expect(bench.runs()).toEqual(['notes', 'code', 'notes'].map((vault) => `change/local/${vault} change: done`))
  })

  it('waits for a pause or a condition, whose reason is recorded once', async () => {
    const bench = await scheduleBench({ configuration, started })
    await bench.core.record({ event: 'schedule.paused', until: null, by: 'me' })
    ask(bench, 'notes')
    for (const time of [started, '2026-11-16T12:00:30Z', '2026-11-16T12:01:00Z']) await bench.at(time)
    ask(bench, 'code')
    await bench.at('2026-11-16T12:02:00Z')
    expect(bench.skips()).toEqual(['change/local 11-16T12:00..11-16T12:00 x1 paused'])
    await bench.core.record({ event: 'schedule.resumed', by: 'me' })
    await bench.at('2026-11-16T12:03:00Z')
    expect(bench.runs()).toEqual(['notes', 'code'].map((vault) => `change/local/${vault} change: done`))
  })

  it('whose run failed is tried again with back-off, only for the vault that failed, and at once when something was mended', async () => {
    const ending = new Map<string, Pretended>([['code', { verdict: 'failed', code: 'repository-offline' }]])
    const bench = await scheduleBench({
      configuration,
      started,
      execute: async (job, pretend) => {
        for (const vault of job.vaults) await pretend({ ...job, vaults: [vault] }, ending.get(vault))
      },
    })
    ask(bench, 'notes', 'code')
    await bench.at(started)
    expect(bench.scheduler.nextLook()).toEqual(new Date('2026-11-16T12:01:00Z'))
    await bench.at('2026-11-16T12:00:59Z')
    expect(bench.jobs).toHaveLength(1)
    await bench.at('2026-11-16T12:01:00Z')
    expect(bench.scheduler.nextLook()).toEqual(new Date('2026-11-16T12:06:00Z'))
    // What changes meanwhile goes with it, but does not hurry it.
    ask(bench, 'notes')
    await bench.at('2026-11-16T12:02:00Z')
    expect(bench.jobs.map(({ vaults: which }) => which)).toEqual([['notes', 'code'], ['code']])
    ending.set('code', { verdict: 'failed', code: 'wrong-password' })
    await bench.at('2026-11-16T12:06:00Z')
    expect(bench.scheduler.nextLook()).toBeNull()
    await bench.at('2026-11-16T20:00:00Z')
    expect(bench.jobs).toHaveLength(3)
    ending.clear()
    bench.scheduler.mended()
    await bench.at('2026-11-16T20:01:00Z')
    expect(bench.runs().at(-1)).toBe('change/local/code change: done')
    expect(bench.jobs.slice(2).map(({ vaults: which }) => which)).toEqual([['code', 'notes'], ['code']])
    expect(bench.scheduler.nextLook()).toBeNull()
  })

  it.each([
    ['before its run', 1, ['notes']],
    ['behind its run', 2, ['notes', 'notes']],
  ])('is not lost where the state cannot be read for a moment %s: it is asked for again a minute later', async (_when, which, runs) => {
    const bench = await scheduleBench({ configuration, started })
    const { database } = bench.core.state
    const prepare = database.prepare.bind(database)
    let reads = 0
    vi.spyOn(database, 'prepare').mockImplementation((sql) => {
      const statement = prepare(sql)
      if (!sql.includes("kind = 'backup' ORDER BY seq DESC LIMIT 1")) return statement
      const all = statement.all.bind(statement)
      return Object.assign(statement, {
        all: (...lane: string[]) => {
          if (++reads === which) throw new Error('disk I/O error')
          return all(...lane)
        },
      })
    })
    ask(bench, 'notes')
    await bench.at(started)
    expect(bench.logged.filter((line) => line.includes('disk I/O error'))).toHaveLength(1)
    expect(bench.scheduler.nextLook()).toEqual(new Date('2026-11-16T12:01:00Z'))
    await bench.at('2026-11-16T12:00:59Z')
    expect(bench.runs()).toHaveLength(runs.length - 1)
    await bench.at('2026-11-16T12:01:00Z')
    expect(bench.runs()).toEqual(runs.map((vault) => `change/local/${vault} change: done`))
    expect(bench.scheduler.nextLook()).toBeNull()
  })

  it('is dropped with its plan', async () => {
    const bench = await scheduleBench({ configuration, started })
    ask(bench, 'notes')
    bench.configure(lane)
    await bench.at(started)
    bench.configure(configuration)
    await bench.at('2026-11-16T12:01:00Z')
    expect(bench.runs()).toEqual([])
  })
})

it('two schedulers on one home do not run a due time twice when one looks after the other', async () => {
  const folder = temporaryFolder('schedule')
  const first = await scheduleBench({ configuration: oneDaily, started, folder })
  const second = await scheduleBench({ configuration: oneDaily, started, folder, root: first.root })
  for (const time of [started, '2026-11-17T07:00:00Z', '2026-11-18T07:00:00Z']) for (const bench of [first, second]) await bench.at(time)
  expect(first.runs()).toHaveLength(2)
  expect(second.jobs).toHaveLength(0)
})

it('ends what runs when it is stopped, and begins nothing more', async () => {
  const bench = await scheduleBench({
    configuration: oneDaily,
    started,
    execute: (job, pretend) => pretend(job, { verdict: 'interrupted', code: 'stopped' }),
  })
  await bench.lookAt(started)
  await bench.lookAt('2026-11-17T07:00:00Z')
  await bench.scheduler.stop()
  await bench.at('2026-11-18T07:00:00Z')
  expect(bench.runs()).toEqual(['daily/local/notes 11-17T07:00 schedule: interrupted stopped'])
  const next = await restart(bench, '2026-11-18T06:00:00Z')
  await next.at('2026-11-18T06:00:00Z')
  expect(next.runs().slice(1)).toEqual(['daily/local/notes 11-17T07:00 retry: done'])
})
