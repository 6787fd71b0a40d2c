import { rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HistoryEvent } from '../../../main/contract/history-event.ts'
import { answerAnomalies } from '../../../main/engine/anomalies/answer-anomalies.ts'
import type { Core } from '../../../main/engine/core.ts'
import { circumstancesOf } from '../../../main/engine/retention/circumstances.ts'
import { pinSnapshot } from '../../../main/engine/runs/pin-snapshot.ts'
import { retain } from '../../../main/engine/runs/retention-run.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { openAnomalies } from '../../../main/engine/state/schedule-queries.ts'
import { dailyPast, day, type RetentionBench, retentionBench } from '../../helpers/retention-bench.ts'
import { recorded, testHost } from '../../helpers/temporary-home.ts'

const eventsOf = (bench: RetentionBench, name: string) => recorded(bench.root).filter(({ event }) => event === name)
const deleteFile = (bench: RetentionBench, id: string | undefined) => rmSync(path.join(bench.location, 'snapshots', id ?? ''))

/** Carries retention out on a core that does something just before or after it announces what it removes. */
async function whileAnnouncing(
  bench: RetentionBench,
  when: 'before' | 'after',
  doing: (core: Core, ids: readonly string[]) => Promise<unknown>,
) {
  const record = async (event: HistoryEvent) => {
    const announces = event.event === 'snapshots.removing'
    if (announces && when === 'before') await doing(bench.core, event.ids)
    await bench.core.record(event)
    if (announces && when === 'after') await doing(bench.core, event.ids)
  }
  const job = { plan: 'daily', repository: 'default', trigger: 'schedule' } as const
  return retain({ ...bench.core, record }, job, await circumstancesOf(bench.core), testHost())
}

describe('retention', () => {
  it('removes what the preview said, of that plan, vault and machine alone, and records it before and after', async () => {
    const bench = await retentionBench({ keep: { last: 5 } })
    const notes = await bench.past(...dailyPast('daily', 8))
    const code = await bench.past(...dailyPast('daily', 6, { vault: 'code' }))
    const weekly = await bench.past(...dailyPast('weekly', 14))
    const elsewhere = await bench.past(...dailyPast('daily', 9, { host: 'other-machine' }))
    const preview = await bench.preview({ plan: 'daily' })
    expect(preview.map(({ vault, remove }) => [vault, remove.map(({ id }) => id)])).toEqual([
      ['notes', notes.slice(0, 3)],
      ['code', code.slice(0, 1)],
    ])
    const ended = await bench.retain({ plan: 'daily' })
    expect(ended).toMatchObject({ verdict: 'done', kind: 'retention', warnings: [] })
    expect(ended?.result?.vaults.map(({ vault, kept, removed }) => [vault, kept, removed.map(({ id }) => id)])).toEqual([
      ['notes', 5, notes.slice(0, 3)],
      ['code', 5, code.slice(0, 1)],
    ])
    expect(bench.present().sort()).toEqual([...notes.slice(3), ...code.slice(1), ...weekly, ...elsewhere].sort())
    const order = recorded(bench.root).filter(({ event }) => event.startsWith('snapshots.remov'))
    expect(order).toMatchObject([
      { event: 'snapshots.removing', ids: notes.slice(0, 3), run: ended?.run },
      { event: 'snapshots.removed', ids: notes.slice(0, 3), run: ended?.run },
      { event: 'snapshots.removing', ids: code.slice(0, 1) },
      { event: 'snapshots.removed', ids: code.slice(0, 1) },
    ])
    // Nothing is left to do, which is no run.
    const runs = eventsOf(bench, 'run.intent').length
    expect(await bench.retain({ plan: 'daily' })).toBeNull()
    expect(eventsOf(bench, 'run.intent')).toHaveLength(runs)
  })

  it('follows a vault to the name that the configuration gave it', async () => {
    const bench = await retentionBench({ keep: { last: 4 } })
    const old = await bench.past(...dailyPast('daily', 3, { vault: 'notes-1a2b3c4d' }))
    await bench.core.record({ event: 'vault.known', vault: 'notes', name: 'notes', path: '/notes', formerly: 'notes-1a2b3c4d' })
    const recent = await bench.past(
      { plan: 'daily', time: new Date(Date.now() - 3000) },
      { plan: 'daily', time: new Date(Date.now() - 2000) },
    )
    const ended = await bench.retain({ plan: 'daily' })
    expect(ended).toMatchObject({ verdict: 'done' })
    expect(bench.present().sort()).toEqual([...old.slice(1), ...recent].sort())
  })

  it('spares what was pinned before it announced the removal, and tells who pins after that', async () => {
    const bench = await retentionBench({ keep: { last: 3 } })
    const ids = await bench.past(...dailyPast('daily', 7))
    const first = await whileAnnouncing(bench, 'before', (core) => pinSnapshot(core, { reference: ids[1] ?? '' }, testHost()))
    expect(first).toMatchObject({ verdict: 'done' })
    expect(first?.result?.vaults[0]?.removed.map(({ id }) => id)).toEqual([ids[0], ids[2], ids[3]])
    expect(bench.present().sort()).toEqual([ids[1], ...ids.slice(4)].sort())
    expect(knownSnapshots(bench.core.state.database, 'default').find(({ id }) => id === ids[1])).toMatchObject({ removing: null })
    const [newest] = await bench.past({ plan: 'daily', time: new Date(Date.now() - 1000) })
    let told: unknown
    const second = await whileAnnouncing(bench, 'after', async (core) => {
      told = await pinSnapshot(core, { reference: ids[4] ?? '' }, testHost()).catch((error) => error.problem.code)
    })
    // It cannot know; what it tells is to look again.
    expect(told).toBe('snapshot-being-removed')
    expect(second?.result?.vaults[0]?.removed).toEqual([])
    expect(bench.present().sort()).toEqual([ids[1], ...ids.slice(4), newest].sort())
    const pinned = knownSnapshots(bench.core.state.database, 'default').filter((one) => one.pinned !== null)
    expect(pinned.map(({ id, removing }) => [id, removing])).toEqual([ids[1], ids[4]].map((id) => [id, null]))
  })

  it('keeps what changes are compared with', async () => {
    const bench = await retentionBench()
    const ids = await bench.past(...dailyPast('on-change', 16))
    const change = {
      event: 'change.found',
      plan: 'on-change',
      vault: 'notes',
      repository: 'default',
      diffHash: 'h',
      fileCount: 1,
    } as const
    await bench.core.record({ ...change, files: [], change: 'c1', snapshot: ids[0] ?? '', against: null })
    await bench.core.record({ event: 'change.decided', change: 'c1', decision: 'approved', by: 'me', diffHash: 'h' })
    await bench.core.record({ ...change, files: [], change: 'c2', snapshot: ids[2] ?? '', against: ids[0] ?? '' })
    await bench.retain({ plan: 'on-change' })
    expect(bench.present().sort()).toEqual([ids[0], ids[2], ...ids.slice(6)].sort())
  })

  it('removes nothing where restic counts otherwise, and says so', async () => {
    const bench = await retentionBench({ keep: { daily: 4 } })
    const ids = await bench.past(...dailyPast('daily', 8))
    const time = new Date(Date.now() - 3 * day - 1).toISOString()
    const seen = { id: ids[0] ?? '', time, tree: 'x', host: 'h', vault: 'notes', plan: 'daily' }
    const host = recorded(bench.root).find(({ event }) => event === 'home.created') as { host?: string } | undefined
    await bench.core.record({ event: 'snapshots.seen', repository: 'default', snapshots: [{ ...seen, host: host?.host ?? '' }] })
    const ended = await bench.retain({ plan: 'daily' })
    expect(ended).toMatchObject({ verdict: 'not-verified', problem: { code: 'retention-disagrees' } })
    expect(ended?.problem?.sentence).toContain('unlike Vaultkeeper')
    expect(bench.present().sort()).toEqual([...ids].sort())
    expect(eventsOf(bench, 'snapshots.removing')).toEqual([])
  })
})

describe('nothing is removed', () => {
  it('where snapshots of our plan are found that are dated in the future, or that we did not make; a person is asked once', async () => {
    const bench = await retentionBench({ keep: { daily: 7 } })
    const genuine = await bench.past(...dailyPast('daily', 9))
    const garbage = await bench.past(
      ...Array.from({ length: 7 }, (_, month) => ({
        plan: 'daily',
        time: new Date(Date.now() + (month + 1) * 30 * day),
        recorded: false,
      })),
    )
    const ended = await bench.retain({ plan: 'daily' })
    expect(ended).toMatchObject({ verdict: 'skipped', problem: { code: 'snapshots-in-the-future' } })
    expect(ended?.problem?.sentence).toContain('7 snapshots in the repository "default" are dated in the future')
    expect(bench.present().sort()).toEqual([...genuine, ...garbage].sort())
    expect(eventsOf(bench, 'anomaly.raised')).toMatchObject([{ plan: 'daily', vault: 'notes', repository: 'default' }])
    // The schedule does not say it again each time; a person who asks is told again.
    const runs = eventsOf(bench, 'run.intent').length
    expect(await bench.retain({ plan: 'daily' })).toBeNull()
    expect(eventsOf(bench, 'run.intent')).toHaveLength(runs)
    expect(await bench.retain({ plan: 'daily', trigger: 'manual' })).toMatchObject({ verdict: 'skipped' })
    expect(eventsOf(bench, 'anomaly.raised')).toHaveLength(1)
    const [preview] = await bench.preview({ plan: 'daily' })
    expect(preview?.freezes.map(({ code }) => code)).toEqual(['snapshots-in-the-future', 'snapshots-unknown', 'anomaly-open'])
  })

  it('where our own clock ran ahead, until its time has come: nobody has to answer then', async () => {
    const bench = await retentionBench({ keep: { last: 4 } })
    await bench.past(...dailyPast('daily', 6), { plan: 'daily', time: new Date(Date.now() + day) })
    expect(await bench.retain({ plan: 'daily' })).toMatchObject({ verdict: 'skipped', problem: { code: 'snapshots-in-the-future' } })
    expect(await bench.retain({ plan: 'daily', trigger: 'manual' })).toMatchObject({ verdict: 'skipped' })
    expect(eventsOf(bench, 'anomaly.raised')).toHaveLength(1)
    expect(eventsOf(bench, 'anomaly.passed')).toEqual([])
    bench.setTime(new Date(Date.now() + 2 * day))
    expect(await bench.retain({ plan: 'daily' })).toMatchObject({ verdict: 'done' })
    expect(eventsOf(bench, 'anomaly.passed')).toHaveLength(1)
    expect(openAnomalies(bench.core.state.database)).toEqual([])
  })

  it('where a snapshot has vanished, until a person has said that it was meant', async () => {
    const bench = await retentionBench({ keep: { last: 4 } })
    const ids = await bench.past(...dailyPast('daily', 8))
    deleteFile(bench, ids[6])
    const ended = await bench.retain({ plan: 'daily' })
    expect(ended).toMatchObject({ verdict: 'skipped', problem: { code: 'snapshots-vanished' } })
    expect(bench.present()).toHaveLength(7)
    expect(await answerAnomalies(bench.core, { plan: 'weekly' })).toEqual([])
    expect(await answerAnomalies(bench.core, { plan: 'daily', repository: 'default' })).toHaveLength(1)
    const again = await bench.retain({ plan: 'daily' })
    expect(again).toMatchObject({ verdict: 'done' })
    expect(bench.present().sort()).toEqual([ids[3], ids[4], ids[5], ids[7]].sort())
  })

  it('where an anomaly of the vault is open, whichever repository it was found in; what another plan has goes on', async () => {
    const bench = await retentionBench({ keep: { last: 4 } })
    await bench.past(...dailyPast('daily', 6), ...dailyPast('weekly', 14))
    const anomaly = { event: 'anomaly.raised', vault: 'notes', plan: 'daily', snapshot: 'x', why: '80 % of the files are gone.' } as const
    await bench.core.record({ ...anomaly, anomaly: 'a', repository: 'elsewhere' })
    const ended = await bench.retain({ plan: 'daily' })
    expect(ended).toMatchObject({ verdict: 'skipped', problem: { code: 'anomaly-open' } })
    expect(ended?.problem?.sentence).toContain('80 % of the files are gone.')
    expect((await bench.retain({ plan: 'weekly' }))?.result?.vaults[0]?.removed).toHaveLength(2)
  })

  it('by a clock that is not to be believed, nor in a damaged repository, nor in an append-only one', async () => {
    const bench = await retentionBench({ keep: { last: 4 } })
    const ids = await bench.past(...dailyPast('daily', 6))
    await bench.core.record({ event: 'repository.damaged', repository: 'default', files: [], packs: [] })
    expect(await bench.retain({ plan: 'daily' })).toMatchObject({ verdict: 'skipped', problem: { code: 'repository-damaged' } })
    await bench.core.record({ event: 'repository.sound', repository: 'default' })
    for (const time of ['1970-01-01T00:10:00Z', '2031-02-01T00:00:00Z', '2099-01-01T00:00:00Z']) {
      bench.setTime(new Date(time))
      const ended = await bench.retain({ plan: 'daily', trigger: 'manual' })
      expect(ended, time).toMatchObject({ verdict: 'skipped', problem: { code: 'clock-not-believed' } })
    }
    bench.setTime(undefined)
    expect(bench.present().sort()).toEqual([...ids].sort())
    const configured = bench.core.settings.configuration?.repositories['default']
    if (configured !== undefined) Object.assign(configured, { appendOnly: true })
    expect(await bench.retain({ plan: 'daily', trigger: 'manual' })).toBeNull()
    const [preview] = await bench.preview({ plan: 'daily' })
    expect(preview?.freezes[0]?.sentence).toMatch(
      /"default" is append-only: nothing is removed there\. It holds 6 snapshots, the oldest of 20\d\d-/,
    )
    expect(bench.present()).toHaveLength(6)
  })

  it('of what a backup saved that was killed before it could say so: that is ours, and nobody is asked', async () => {
    const bench = await retentionBench({ keep: { last: 4 } })
    await bench.past(...dailyPast('daily', 6))
    const killed = {
      run: 'killed',
      kind: 'backup',
      repository: 'default',
      vault: 'notes',
      plan: 'daily',
      pid: 4_194_304,
      processStart: 'x',
    } as const
    await bench.core.record({ event: 'run.intent', ...killed })
    const [saved] = await bench.past({ plan: 'daily', time: new Date(), recorded: false })
    const ended = await bench.retain({ plan: 'daily' })
    expect(ended).toMatchObject({ verdict: 'done' })
    expect(bench.present()).toHaveLength(4)
    expect(bench.present()).toContain(saved)
  })
})
