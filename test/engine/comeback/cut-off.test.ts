import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PlanTrigger } from '../../../main/contract/trigger.ts'
import { type ComebackWish, comeBack } from '../../../main/engine/comeback/come-back.ts'
import { leaveComeback } from '../../../main/engine/comeback/leave-comeback.ts'
import { restoreVaults } from '../../../main/engine/comeback/restore-vaults.ts'
import { comebackState, rememberComeback, unfinishedComeback } from '../../../main/engine/comeback/unfinished-comeback.ts'
import type { Core } from '../../../main/engine/core.ts'
import { executeJob } from '../../../main/engine/daemon/execute-job.ts'
import { overview } from '../../../main/engine/overview/overview.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { runPlan } from '../../../main/engine/runs/plan-run.ts'
import { underLock } from '../../../main/engine/runs/under-lock.ts'
import { createScheduler } from '../../../main/engine/schedule/scheduler.ts'
import { unmetConditions } from '../../../main/engine/schedule/unmet-conditions.ts'
import { latestOfLane } from '../../../main/engine/state/schedule-queries.ts'
import { status } from '../../../main/engine/status.ts'
import { type OwnBench, ownBench, ownConfiguration } from '../../helpers/own-bench.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { recorded, testHost } from '../../helpers/temporary-home.ts'

type CutOff = {
  readonly core: Core
  readonly home: OwnBench
  readonly notes: string
  readonly wish: ComebackWish
  /** The repository past Vaultkeeper, called from the vault. */
  readonly restic: (...parameters: string[]) => Promise<string>
}

const day = 86_400_000
const configuration = { ...ownConfiguration, verification: { check: false, drill: false } }

/** A machine whose return was killed in the middle of its vault: of ten files nine are there. */
async function cutOff(of: object = configuration): Promise<CutOff & Pick<OwnBench, 'keychain'>> {
  const old = await ownBench({ configuration: of })
  const notes = path.join(old.person, 'notes')
  for (let at = 0; at < 9; at++) writeFileSync(path.join(notes, `${at}.md`), `note ${at}`)
  expect(new Set(await old.backUp())).toEqual(new Set(['done']))
  const password = old.keychain.entries.get('repository:drive') ?? ''
  old.close()
  rmSync(old.root, { recursive: true, force: true })
  rmSync(notes, { recursive: true })
  const home = await ownBench({ person: old.person, configuration: null, host: 'new-box', shifted: true })
  const { core } = home
  const place = { type: 'address', address: path.join(old.person, 'drive') } as const
  const wish: ComebackWish = { place, secrets: {}, password, vaults: ['notes'], mendPlace: false, takeOver: true, keepIn: 'keychain' }
  let isRestoring = false
  const dying: Core = {
    ...core,
    unrecorded: [],
    record: async (event) => {
      isRestoring ||= event.event === 'restore.begun'
      if (isRestoring && event.event === 'run.outcome') throw new Error('killed')
      await core.record(event)
    },
  }
  expect(await comeBack(dying, wish, testHost()).catch(() => 'died')).toMatchObject({ verdict: 'failed' })
  rmSync(path.join(notes, '8.md'))
  expect(comebackState(core).home).toBe('unfinished')
  return { core, home, notes, wish, keychain: old.keychain, restic: rawRestic(place.address, password, notes) }
}

const names = (folder: string) => readdirSync(folder).toSorted()
const whole = ['0.md', '1.md', '2.md', '3.md', '4.md', '5.md', '6.md', '7.md', '8.md', 'a.md']
const backUpHalf = ({ restic }: CutOff) =>
  restic('backup', '--host', 'laptop', '--tag', 'vault:notes,plan:daily,label:daily/2030-01-01', '.')

describe('a return that was cut off in the middle of a vault', () => {
  test('is told of until it comes to its end, but not while somebody is at it', async () => {
    const { core, wish } = await cutOff()
    const told = async () => {
      const { troubles, attention } = await status(core)
      return {
        attention,
        told: troubles.flatMap(({ about, problem }) => (about === 'comeback' ? `${problem.code}: ${problem.sentence}` : [])),
      }
    }
    const unfinished = expect.stringMatching(
      /^comeback-unfinished: laptop was on its way back here from .*drive, and not all of it is back\.$/,
    )
    expect(await told()).toEqual({ attention: true, told: [unfinished] })
    expect((await overview(core)).problems[0]).toMatchObject({
      code: 'comeback-unfinished',
      tone: 'bad',
      title: 'This machine is not all back',
      action: { kind: 'come-back' },
    })
    await underLock(core, 'comeback', 'bringing a machine back', testHost(), async () => expect((await told()).told).toEqual([]))
    expect(await comeBack(core, wish, testHost())).toMatchObject({ verdict: 'done' })
    expect((await told()).told).toEqual([])
  })

  test('comes to the states that were chosen first when it is said again, whatever was backed up since', async () => {
    const bench = await cutOff()
    const { core, wish, notes } = bench
    await backUpHalf(bench)
    expect(await comeBack(core, wish, testHost())).toMatchObject({ verdict: 'done' })
    expect(names(notes)).toEqual(whole)
    expect(comebackState(core).home).toBe('taken')
  })

  test('leaves a vault alone that is all there, though another one is not', async () => {
    const { core, wish, notes } = await cutOff()
    await restoreVaults(core, 'drive', ['notes'], testHost())
    expect(unfinishedComeback(core)?.begun).toEqual([])
    writeFileSync(path.join(notes, 'a.md'), 'written since')
    const again = await comeBack(core, wish, testHost())
    expect(again.verdict).toBe('done')
    expect(again.remarks?.join(' ')).toContain('notes was left as it is')
    expect(readFileSync(path.join(notes, 'a.md'), 'utf8')).toBe('written since')
  })

  test.each<[string, unknown[]]>([
    ['names alone, as an older Vaultkeeper wrote them', ['notes']],
    ['states that are no snapshots of it', [{ vault: 'notes', states: ['../x', 7] }]],
  ])('chooses anew where its file holds %s', async (_, begun) => {
    const bench = await cutOff()
    const { core, wish, notes } = bench
    await backUpHalf(bench)
    const file = path.join(core.home.root, 'comeback.json')
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), begun }))
    expect(await comeBack(core, wish, testHost())).toMatchObject({ verdict: 'done' })
    expect(names(notes)).toEqual(whole.filter((name) => name !== '8.md'))
  })

  test('is not backed up by anybody until all of it is there, and what was due is made up for then', async () => {
    const { core, home, notes, wish } = await cutOff()
    const held = { code: 'being-brought-back', sentence: expect.stringMatching(/^notes is being brought back from .*drive, and not all/) }
    const run = async (trigger: PlanTrigger) =>
      (await runPlan(core, { plan: 'daily', repository: 'drive', vaults: ['notes'], due: null, trigger }, testHost()))[0]
    // The schedule, a change, and a person, by its plan, by its folder, by a folder that holds it, and by one in it.
    expect(await run('schedule')).toMatchObject({ verdict: 'skipped', problem: held })
    expect(await run('change')).toMatchObject({ verdict: 'skipped', problem: held })
    expect(await run('manual')).toMatchObject({ verdict: 'failed', problem: held })
    mkdirSync(path.join(notes, 'in'))
    for (const folder of [notes, path.dirname(notes), path.join(notes, 'in')])
      expect(await backup(core, { folder, repository: 'drive', verify: false }, testHost())).toMatchObject({
        verdict: 'failed',
        problem: held,
      })
    const beside = path.join(path.dirname(notes), 'beside')
    mkdirSync(beside)
    writeFileSync(path.join(beside, 'b.md'), 'of another folder')
    expect(await backup(core, { folder: beside, repository: 'drive', verify: true }, testHost())).toMatchObject({ verdict: 'done' })
    rmSync(path.join(notes, 'in'), { recursive: true })

    const scheduler = createScheduler(core, {
      execute: async (job, signal) => void (await executeJob(core, job, testHost(signal))),
      unmet: (plan) => unmetConditions(core, plan),
      onChange: () => undefined,
    })
    /** What becomes of the plan when the schedule looks so many minutes after it was due. */
    const due = Math.ceil(Date.now() / day) * day + 7 * 60 * 60_000
    const lookAt = async (minutes: number) => {
      home.setTime(new Date(due + minutes * 60_000))
      await scheduler.tick()
      await scheduler.settled()
      const { trigger, verdict } = latestOfLane(core.state.database, { plan: 'daily', repository: 'drive', vault: 'notes' }, false) ?? {}
      return `${trigger} ${verdict}`
    }
    await lookAt(-60)
    expect(await lookAt(0)).toBe('schedule skipped')
    // It stays due, and is no run each minute.
    const lines = recorded(home.root).length
    expect(await lookAt(14)).toBe('schedule skipped')
    expect(recorded(home.root)).toHaveLength(lines)
    expect(await comeBack(core, wish, testHost())).toMatchObject({ verdict: 'done' })
    expect(names(notes)).toEqual(whole)
    expect(await lookAt(16)).toBe('retry done')
    await scheduler.stop()
  })

  test('and that a person leaves as it is, is backed up from then on', async () => {
    const { core, home, notes, wish } = await cutOff()
    expect(await home.backUp()).toEqual(['failed'])
    expect(await comeBack(core, { ...wish, vaults: [] }, testHost())).toMatchObject({ verdict: 'done' })
    expect(names(notes)).toEqual(whole.filter((name) => name !== '8.md'))
    expect(await home.backUp()).toEqual(['done'])
  })

  test('goes on from another repository of that machine when the first one is lost, but not from one of another machine', async () => {
    const both = {
      ...configuration,
      repositories: { ...ownConfiguration.repositories, spare: { type: 'local', path: '~/spare' } },
      plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['drive', 'spare'] } },
    }
    const { core, wish, notes, keychain } = await cutOff(both)
    const person = path.dirname(notes)
    rmSync(path.join(person, 'drive'), { recursive: true })
    const from = (place: string, password: string | undefined) =>
      comeBack(core, { ...wish, place: { type: 'address', address: place }, password: password ?? '' }, testHost())
    const other = await ownBench({ host: 'laptop' })
    expect(await other.backUp()).toEqual(['done'])
    await expect(from(path.join(other.person, 'drive'), other.keychain.entries.get('repository:drive'))).rejects.toThrow('Another machine')
    expect(await from(path.join(person, 'spare'), keychain.entries.get('repository:spare'))).toMatchObject({ verdict: 'done' })
    expect(names(notes)).toEqual(whole)
    expect(comebackState(core).home).toBe('taken')
  })

  test('is left as it is when a person says so, though none of its repositories is there', async () => {
    const { core, home, notes } = await cutOff()
    const drive = path.join(path.dirname(notes), 'drive')
    renameSync(drive, `${drive}-away`)
    await leaveComeback(core, testHost())
    expect(comebackState(core).home).toBe('taken')
    renameSync(`${drive}-away`, drive)
    expect(await home.backUp()).toEqual(['done'])
    // Of one that hardly began there is nothing to go on with.
    rememberComeback(core, { host: 'laptop', repository: 'x', from: 'a drive', history: false, begun: [] })
    await expect(leaveComeback(core, testHost())).rejects.toThrow('The history of laptop did not come back')
    expect(unfinishedComeback(core)).toBeDefined()
  })

  test('is not backed up either by who waited for its repository when it was begun', async () => {
    const { core, person } = await ownBench({ configuration })
    const request = { folder: path.join(person, 'notes'), repository: 'drive', verify: true }
    const begin = { host: 'laptop', repository: 'x', from: 'a drive', history: true, begun: [{ vault: 'notes', states: [] }] }
    const ended = await backup(core, request, testHost(), (_, work) => {
      rememberComeback(core, begin)
      return work()
    })
    expect(ended).toMatchObject({ verdict: 'failed', problem: { code: 'being-brought-back' } })
  })
})
