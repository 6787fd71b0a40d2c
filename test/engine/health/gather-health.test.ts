import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HistoryEvent } from '../../../main/contract/history-event.ts'
import { gatherHealth } from '../../../main/engine/health/gather-health.ts'
import type { Health } from '../../../main/engine/health/health.ts'
import { tryLock } from '../../../main/engine/home/lock.ts'
import { type TestHome, testHome } from '../../helpers/temporary-home.ts'
import { at, configurationWith, problem, type RunWords, recordRun } from './records.ts'

const configuration = configurationWith()
const now = at(20, '12:00')

/** Everything is fine: each lane has a good backup of the morning. */
async function wellHome(): Promise<TestHome> {
  const home = await testHome()
  home.setTime(at(1))
  for (const plan of ['daily', 'weekly'])
    await home.core.record({ event: 'plan.known', plan, schedule: '0 7 * * *', timeZone: 'UTC', since: at(1).toISOString() })
  for (const repository of ['local', 'offsite'])
    for (const vault of ['notes', 'agents'])
      await recordRun(home, at(20, '07:00'), { repository, vault, snapshot: `${repository}-${vault}-20` })
  await recordRun(home, at(15, '23:00'), { plan: 'weekly', vault: 'agents', snapshot: 'weekly-15' })
  home.setTime(now)
  return home
}

const one = (home: TestHome, name = 'daily/local', time = now): Health => {
  const found = gatherHealth(home.core, configuration, time).plans.find(({ plan, repository }) => `${plan}/${repository}` === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

describe('health from real records', () => {
  it('is good when each lane has its backup', async () => {
    const home = await wellHome()
    const report = gatherHealth(home.core, configuration, now)
    expect(report.plans.map(({ plan, repository, state }) => [plan, repository, state])).toEqual([
      ['daily', 'local', 'protected'],
      ['daily', 'offsite', 'protected'],
      ['weekly', 'local', 'protected'],
    ])
    expect(report.attention).toBe(false)
    expect(report.troubles.map(({ problem: { code } }) => code)).toEqual(['schedule-not-run'])
    expect(one(home)).toMatchObject({ lastGood: at(20, '07:01').toISOString(), vault: 'notes' })
  })

  it('tells of a schedule that another version runs, which was replaced meanwhile', async () => {
    const home = await wellHome()
    const lock = tryLock(home.core.home.locks, 'scheduler', 'running the schedule')
    const codes = () => gatherHealth(home.core, configuration, now).troubles.map(({ problem: { code } }) => code)
    expect(codes()).toEqual([])
    const note = path.join(home.core.home.locks, 'scheduler.owner.json')
    const { version, ...older } = JSON.parse(readFileSync(note, 'utf8'))
    writeFileSync(note, JSON.stringify({ ...older, version: '0.0.9' }))
    expect(codes()).toEqual(['schedule-other-version'])
    const [trouble] = gatherHealth(home.core, configuration, now).troubles
    expect(trouble).toMatchObject({ attention: false, problem: { remedy: expect.stringContaining('vaultkeeper service show') } })
    expect(trouble?.problem.sentence).toBe(
      `The schedule is still run by Vaultkeeper 0.0.9 (process ${process.pid}), and this is ${version}.`,
    )
    writeFileSync(note, JSON.stringify(older))
    expect(gatherHealth(home.core, configuration, now).troubles[0]?.problem.sentence).toContain('by an older Vaultkeeper (process')
    lock?.release()
  })

  it('nothing that ever ran: the plans say so, and are stale when their patience ends, counted from when they became known', async () => {
    const home = await testHome()
    expect(gatherHealth(home.core, configuration, now).plans.map(({ state }) => state)).toEqual(['never-ran', 'never-ran', 'never-ran'])
    home.setTime(at(19, '08:00'))
    await home.core.record({
      event: 'plan.known',
      plan: 'daily',
      schedule: '0 7 * * *',
      timeZone: 'UTC',
      since: at(19, '08:00').toISOString(),
    })
    expect(one(home, 'daily/local', at(20, '10:00')).state).toBe('never-ran')
    expect(one(home, 'daily/local', at(20, '10:01'))).toMatchObject({ state: 'stale', attention: true })
  })

  it('a failure stays until the same plan, repository and vault have succeeded, and counts its tries', async () => {
    const home = await wellHome()
    const failing = { repository: 'offsite', vault: 'notes', verdict: 'failed', problem: problem('repository-offline') } as const
    for (const clock of ['08:00', '08:02', '08:10']) await recordRun(home, at(20, clock), failing)
    const failed = { state: 'failed', vault: 'notes', code: 'repository-offline', since: at(20, '08:01').toISOString(), attention: true }
    expect(one(home, 'daily/offsite')).toMatchObject(failed)
    expect(one(home, 'daily/offsite').lanes[0]?.failure).toMatchObject({ times: 3, last: at(20, '08:11').toISOString() })
    for (const others of [
      { repository: 'local', vault: 'notes' },
      { repository: 'offsite', vault: 'agents' },
      { plan: 'weekly', repository: 'offsite', vault: 'notes' },
      { ...failing, verdict: 'skipped', problem: problem('drive-not-connected') },
      { ...failing, verdict: 'cancelled' },
      { repository: 'offsite', vault: 'notes', kind: 'verify' },
    ] as const) {
      await recordRun(home, at(20, '09:00'), others)
      expect(one(home, 'daily/offsite')).toMatchObject(failed)
    }
    await recordRun(home, at(20, '10:00'), { repository: 'offsite', vault: 'notes', verdict: 'warnings', warnings: ['Not saved: x'] })
    expect(one(home, 'daily/offsite')).toMatchObject({ state: 'warning', code: 'warnings', attention: false })
    expect(one(home, 'daily/offsite').lanes[0]?.lastBad).toBe(at(20, '08:11').toISOString())
  })

  it('the records tell the same after a restart', async () => {
    const home = await wellHome()
    await recordRun(home, at(20, '08:00'), { verdict: 'failed', problem: problem('no-space') })
    const before = gatherHealth(home.core, configuration, now)
    home.close()
    const again = await testHome({ root: home.root })
    expect(gatherHealth(again.core, configuration, now)).toEqual(before)
    // Nothing ran for a week: it is told that it is stale, too.
    const later = one(again, 'daily/offsite', at(27, '12:00'))
    expect(later).toMatchObject({ state: 'stale', since: at(21, '09:01').toISOString() })
    expect(one(again, 'daily/local', at(27, '12:00')).lanes[0]).toMatchObject({
      state: 'failed',
      staleSince: at(21, '09:01').toISOString(),
    })
  })

  it('what was not verified has failed, until it is proven; what was proven has failed when a later look finds otherwise', async () => {
    const home = await wellHome()
    const run = { vault: 'notes', snapshot: 'later', verdict: 'not-verified', problem: problem('not-verified') } as const
    await recordRun(home, at(20, '08:00'), run)
    expect(one(home)).toMatchObject({ state: 'failed', code: 'not-verified', vault: 'notes' })
    const unread = configurationWith({
      plans: { daily: { kind: 'daily', sources: ['notes', 'agents'], repositories: ['local'], verify: false } },
    })
    // A plan that asks for no proof misses none.
    expect(gatherHealth(home.core, unread, now).plans[0]).toMatchObject({ state: 'protected' })

    const verified = async (clock: string, findingCount: number) => {
      home.setTime(at(20, clock))
      const report = { snapshot: 'later', report: { findingCount } }
      await home.core.record({
        event: 'run.intent',
        run: `v${clock}`,
        kind: 'verify',
        repository: 'local',
        pid: process.pid,
        processStart: '',
      })
      await home.core.record({
        event: 'run.outcome',
        run: `v${clock}`,
        verdict: 'done',
        warnings: [],
        warningCount: 0,
        result: { vaults: [report] },
      })
    }
    await verified('09:00', 0)
    expect(one(home)).toMatchObject({ state: 'protected' })
    await verified('10:00', 1)
    expect(one(home)).toMatchObject({ state: 'failed' })
    await recordRun(home, at(20, '11:00'), { vault: 'notes', snapshot: 'newest' })
    expect(one(home)).toMatchObject({ state: 'protected', lastGood: at(20, '07:01').toISOString() })
    await home.core.record({
      event: 'run.outcome',
      run: 'none',
      verdict: 'failed',
      warnings: [],
      warningCount: 0,
      result: { vaults: [{ snapshot: 'newest', report: { findingCount: 2 } }] },
    })
    expect(one(home)).toMatchObject({ state: 'failed', code: 'read-back-failed' })
    // What was disproven before stays so, for there has been nothing good since.
    expect(one(home).lanes[0]?.failure?.times).toBe(2)
  })

  it('a run whose process is gone has been interrupted, before anybody has recorded that', async () => {
    const home = await wellHome()
    home.setTime(at(20, '11:00'))
    const intent = { kind: 'backup', repository: 'local', vault: 'notes', plan: 'daily' } as const
    await home.core.record({ event: 'run.intent', run: 'mine', ...intent, pid: process.pid, processStart: '' })
    expect(one(home)).toMatchObject({ state: 'running' })
    await home.core.record({ event: 'run.intent', run: 'gone', ...intent, pid: process.pid, processStart: 'of another process' })
    expect(one(home)).toMatchObject({ state: 'failed', code: 'interrupted', vault: 'notes' })
  })

  it('a skip is a reason to wait for as long as it is the newest record', async () => {
    const home = await wellHome()
    const skip = async (clock: string, reason: 'drive-not-connected' | 'not-running', repository?: string) => {
      home.setTime(at(20, clock))
      const due = at(20, clock).toISOString()
      await home.core.record({
        event: 'plan.skipped',
        plan: 'daily',
        from: due,
        to: due,
        count: 1,
        reason,
        ...(repository ? { repository } : {}),
      })
    }
    await skip('08:00', 'drive-not-connected', 'local')
    expect(one(home)).toMatchObject({ state: 'warning', code: 'drive-not-connected' })
    expect(one(home, 'daily/offsite').state).toBe('protected')
    expect(one(home, 'daily/local', at(22))).toMatchObject({ state: 'stale', why: expect.stringMatching(/The reason: the drive/) })
    await skip('09:00', 'not-running')
    expect(one(home)).toMatchObject({ state: 'protected' })
    await skip('10:00', 'drive-not-connected')
    expect(one(home, 'daily/offsite')).toMatchObject({ state: 'warning' })
    await recordRun(home, at(20, '10:30'), { vault: 'notes' })
    await recordRun(home, at(20, '10:40'), { vault: 'agents' })
    expect(one(home)).toMatchObject({ state: 'protected' })
  })

  it('pauses end by themselves', async () => {
    const home = await wellHome()
    await home.core.record({ event: 'schedule.paused', plan: 'daily', until: at(20, '14:00').toISOString(), by: 'ada@laptop' })
    expect(one(home)).toMatchObject({ state: 'paused', attention: false })
    expect(one(home, 'weekly/local').state).toBe('protected')
    expect(one(home, 'daily/local', at(20, '14:01')).state).toBe('protected')
  })
})

describe('what else stands otherwise than it should', () => {
  const codes = (home: TestHome) =>
    gatherHealth(home.core, configuration, now).troubles.map(({ about, name, attention, problem: { code } }) => [
      about,
      name,
      code,
      attention,
    ])

  it('nobody runs the schedule, until somebody does', async () => {
    const home = await wellHome()
    expect(codes(home)).toEqual([['schedule', 'schedule', 'schedule-not-run', false]])
    const lock = tryLock(home.core.home.locks, 'scheduler', 'running the schedule')
    expect(codes(home)).toEqual([])
    lock?.release()
  })

  it('a configuration that is not in force', async () => {
    const home = await wellHome()
    home.core.settings.problems = ['backup_schedule.json:3:1: is not known here.', 'b']
    const [first] = gatherHealth(home.core, configuration, now).troubles
    expect(first).toMatchObject({ about: 'configuration', attention: true })
    expect(first?.problem.sentence).toMatch(
      /last good one stays in force: backup_schedule.json:3:1: is not known here \(and 1 more mistake\)\.$/,
    )
  })

  it('repositories that are damaged or have lost snapshots, and care that failed until it succeeds', async () => {
    const home = await wellHome()
    const { record } = home.core
    await record({ event: 'repository.known', repository: 'local', id: 'i', location: '/r', fingerprint: 'f', password: 'keychain' })
    await record({ event: 'repository.damaged', repository: 'local', files: ['a.md'], packs: [] })
    await record({ event: 'snapshots.vanished', repository: 'offsite', ids: ['offsite-notes-20'] })
    await recordRun(home, at(20, '08:00'), { kind: 'prune', plan: '@prune', verdict: 'failed', problem: problem('no-space') })
    await recordRun(home, at(20, '08:30'), {
      kind: 'retention',
      plan: 'daily',
      verdict: 'not-verified',
      problem: problem('retention-disagrees'),
    })
    await recordRun(home, at(20, '08:40'), { kind: 'retention', plan: 'daily', verdict: 'skipped', problem: problem('frozen') })
    expect(codes(home)).toEqual([
      ['repository', 'local', 'repository-damaged', true],
      ['care', 'prune/@prune/local', 'no-space', true],
      ['care', 'retention/daily/local', 'retention-disagrees', true],
      ['schedule', 'schedule', 'schedule-not-run', false],
      ['repository', 'offsite/vanished', 'snapshots-vanished', false],
    ])
    await record({ event: 'repository.sound', repository: 'local' })
    await recordRun(home, at(20, '09:00'), { kind: 'prune', plan: '@prune' })
    await recordRun(home, at(20, '09:10'), { kind: 'retention', plan: 'daily' })
    expect(codes(home).filter(([, , , attention]) => attention)).toEqual([])
    const gone = () => codes(home).filter(([, , code]) => code === 'snapshots-vanished').length
    home.setTime(at(21))
    const anomaly = { repository: 'offsite', plan: 'daily', why: 'A snapshot has vanished.' } as const
    for (const [id, vault] of [
      ['other', 'agents'],
      ['same', 'notes'],
    ] as const) {
      await record({ event: 'anomaly.raised', anomaly: id, vault, ...anomaly })
      expect(gone()).toBe(1)
      await record({ event: 'anomaly.answered', anomaly: id, answer: 'expected', by: 'ada' })
      expect(gone()).toBe(id === 'same' ? 0 : 1)
    }
  })

  it('care that failed and that the configuration asks for no more is no trouble any more', async () => {
    const home = await wellHome()
    const repositories = { local: { type: 'local', path: '/r/local' }, old: { type: 'local', path: '/r/old' } }
    const plans = { daily: { kind: 'daily', sources: ['notes', 'agents'], repositories: ['local'] } }
    const archive = { kind: 'weekly', sources: ['agents'], repositories: ['old'] }
    const failing: readonly RunWords[] = [
      { kind: 'check', plan: '@check' },
      { kind: 'prune', plan: '@prune' },
      { kind: 'retention', plan: 'archive' },
    ]
    for (const words of failing)
      await recordRun(home, at(20, '08:00'), { ...words, repository: 'old', verdict: 'failed', problem: problem('x') })
    await home.core.record({ event: 'run.intent', run: 'own', kind: 'own', repository: 'old', pid: 1, processStart: '' })
    await home.core.record({ event: 'run.outcome', run: 'own', verdict: 'failed', problem: problem('x'), warnings: [], warningCount: 0 })
    const failed = (more: Record<string, unknown> = {}, ofOld: Record<string, unknown> = {}) => {
      const all = { repositories: { ...repositories, old: { ...repositories.old, ...ofOld } }, plans: { ...plans, archive }, ...more }
      const { troubles } = gatherHealth(home.core, configurationWith(all), now)
      return troubles.filter(({ about }) => about === 'care').map(({ name }) => name.split('/')[0])
    }
    expect(failed()).toEqual(['check', 'prune', 'retention', 'own'])
    expect(failed({ verification: { check: false } })).toEqual(['prune', 'retention', 'own'])
    expect(failed({}, { prune: false })).toEqual(['check', 'retention', 'own'])
    expect(failed({}, { appendOnly: true })).toEqual(['check', 'own'])
    expect(failed({}, { enabled: false })).toEqual([])
    expect(failed({ plans })).toEqual([])
    expect(failed({ plans: { ...plans, archive: { ...archive, enabled: false } } })).toEqual([])
    expect(failed({ plans, repositories: { local: repositories.local } })).toEqual([])
    // A mirror of a repository that a plan goes into is cared for as well.
    expect(failed({ plans }, { mirror: { of: 'local' } })).toEqual(['check', 'prune', 'own'])
  })

  it('changes that wait, from when the first of them was found', async () => {
    const home = await wellHome()
    const find = async (change: string, clock: string) => {
      home.setTime(at(20, clock))
      await home.core.record({
        event: 'change.found',
        change,
        plan: 'daily',
        vault: 'agents',
        repository: 'local',
        snapshot: 's',
        against: null,
        diffHash: 'h',
        files: [{ path: 'em/priority_weights.json', change: 'modified' }],
        fileCount: 1,
      })
    }
    const decide = (change: string, decision: 'approved' | 'superseded') =>
      home.core.record({ event: 'change.decided', change, decision, by: 'ada', diffHash: 'h' })
    const waits = () => gatherHealth(home.core, configuration, now).troubles.filter(({ about }) => about === 'changes')
    await find('one', '08:00')
    expect(waits()).toMatchObject([
      {
        name: 'daily/local/agents',
        since: at(20, '08:00').toISOString(),
        problem: { sentence: '1 changed file in Agents waits for you: em/priority_weights.json.' },
      },
    ])
    await find('two', '09:00')
    await decide('one', 'superseded')
    expect(waits()).toMatchObject([{ since: at(20, '08:00').toISOString() }])
    await decide('two', 'approved')
    expect(waits()).toEqual([])
    await find('three', '10:00')
    expect(waits()).toMatchObject([{ since: at(20, '10:00').toISOString() }])
    // The content is as approved again, and changes anew an hour later: that is another wait.
    await decide('three', 'superseded')
    expect(waits()).toEqual([])
    await find('four', '11:00')
    expect(waits()).toMatchObject([{ since: at(20, '11:00').toISOString() }])
  })

  it('carriers that do not deliver, and watches that are slower than they should be', async () => {
    const home = await wellHome()
    const { record } = home.core
    const raised: HistoryEvent = {
      event: 'news.raised',
      news: 'n1',
      kind: 'failed',
      subject: 's',
      title: 't',
      text: 'x',
      carriers: ['desktop', 'webhook:gone'],
    }
    await record(raised)
    await record({ event: 'news.failed', news: 'n1', carrier: 'desktop', why: 'it does not answer', attempt: 1, final: false })
    await record({ event: 'news.failed', news: 'n1', carrier: 'webhook:gone', why: 'x', attempt: 5, final: false })
    expect(codes(home)[0]).toEqual(['carrier', 'desktop', 'carrier-failed', false])
    home.setTime(at(20, '12:10'))
    await record({ event: 'news.failed', news: 'n1', carrier: 'desktop', why: 'it does not answer', attempt: 2, final: false })
    expect(codes(home)[0]).toEqual(['carrier', 'desktop', 'carrier-failed', true])
    home.setTime(at(20, '12:20'))
    await record({ event: 'news.delivered', news: 'n1', carrier: 'desktop' })
    await record({ event: 'watch.limited', plan: 'daily', vault: 'notes', why: 'the system allows no more watches' })
    expect(codes(home)).toEqual([
      ['schedule', 'schedule', 'schedule-not-run', false],
      ['watch', 'daily/notes', 'watch-limited', false],
    ])
  })
})
