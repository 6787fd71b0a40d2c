import { appendFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type OpenRepository, openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { circumstancesOf } from '../../../main/engine/retention/circumstances.ts'
import { pinSnapshot, unpinSnapshot } from '../../../main/engine/runs/pin-snapshot.ts'
import { prune } from '../../../main/engine/runs/prune-run.ts'
import { verify } from '../../../main/engine/runs/verify-run.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { day, type RetentionBench, recordBackup, retentionBench } from '../../helpers/retention-bench.ts'
import { pick, seeded } from '../../helpers/seeded.ts'
import { recorded, testHost } from '../../helpers/temporary-home.ts'
import { randomRules } from '../retention/random-retention.ts'

/** Backups that restic really made, at times that it was told: one a day, one a week, one every two hours. */
const past = [
  { plan: 'daily', count: 40, every: day },
  { plan: 'weekly', count: 20, every: 7 * day },
  { plan: 'on-change', count: 15, every: day / 12 },
] as const

const host = testHost()
let bench: RetentionBench
const made: Record<string, string[]> = {}

async function backUp(opened: OpenRepository, plan: string, time: Date, number: number): Promise<string> {
  const { core } = bench
  const vault = core.settings.configuration?.vaults['notes']?.path ?? ''
  appendFileSync(path.join(vault, `${plan}.md`), `${plan} ${number}\n`)
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString()
  const label = `${plan}/${local.slice(0, 10)}`
  const tags = ['vault:notes', `label:${label}`, `plan:${plan}`]
  const options = { cwd: vault, paths: ['.'], host: hostname(), tags, time: local.slice(0, 19).replace('T', ' ') }
  const { snapshotId } = opened.done(await opened.restic.backup(opened.target, options).outcome)
  const id = snapshotId ?? ''
  await recordBackup(bench, { run: `${plan}-${number}`, id, time: time.toISOString(), plan, vault: 'notes', label })
  return id
}

describe('40 daily, 20 weekly and 15 on-change backups', () => {
  beforeAll(async () => {
    bench = await retentionBench()
    const opened = await openRepository(bench.core, 'default', 'write', host)
    const now = Math.floor(Date.now() / 1000) * 1000
    const backUpAll = async ({ plan, count, every }: (typeof past)[number]) => {
      const ids: string[] = []
      for (let number = 0; number < count; number++) ids.push(await backUp(opened, plan, new Date(now - (count - number) * every), number))
      made[plan] = ids
    }
    await Promise.all(past.map(backUpAll))
  }, 180_000)
  const left = (plan: string) => (made[plan] ?? []).filter((id) => bench.present().includes(id))

  it('end as 30, 12 and 10, the newest of each; the preview says which', async () => {
    for (const [plan, count] of [
      ['daily', 30],
      ['weekly', 12],
      ['on-change', 10],
    ] as const) {
      const gone = made[plan]?.slice(0, -count)
      const [preview] = await bench.preview({ plan })
      expect(preview?.freezes).toEqual([])
      expect(preview?.remove.map(({ id }) => id)).toEqual(gone)
      expect(preview?.remove[0]?.label).toMatch(new RegExp(`^${plan}/2`))
      const ended = await bench.retain({ plan })
      expect(ended).toMatchObject({ verdict: 'done' })
      expect(ended?.result?.vaults[0]?.removed.map(({ id }) => id)).toEqual(gone)
      expect(left(plan)).toEqual(made[plan]?.slice(-count))
    }
    expect(bench.present()).toHaveLength(52)
  })

  it('cut off in the middle of a removal are put right, and verification calls nothing vanished', { timeout: 60_000 }, async () => {
    const [first = '', second = '', third = ''] = left('daily')
    await bench.core.record({ event: 'snapshots.removing', repository: 'default', run: 'killed', ids: [first, second, third] })
    for (const id of [first, second]) rmSync(path.join(bench.location, 'snapshots', id))
    expect((await verify(bench.core, 'default', host)).result).toMatchObject({ vanished: [], damage: null })
    const ended = await bench.retain({ plan: 'daily', keep: { last: 20 } })
    expect(ended).toMatchObject({ verdict: 'done' })
    const removed = recorded(bench.root).filter(({ event }) => event === 'snapshots.removed')
    expect(removed.slice(-2)).toMatchObject([{ run: 'killed', ids: [first, second] }, { run: ended?.run }])
    expect(left('daily')).toEqual(made['daily']?.slice(-20))
    expect(recorded(bench.root).filter(({ event }) => event === 'snapshots.vanished')).toEqual([])
  })

  it('lose under any rule what the preview said, never a pinned one, never the newest three', { timeout: 120_000 }, async () => {
    const random = seeded(7)
    const daily = left('daily')
    const pinned = [daily[2] ?? '', daily[9] ?? '']
    const label = knownSnapshots(bench.core.state.database, 'default').find(({ id }) => id === pinned[0])?.label ?? ''
    await pinSnapshot(bench.core, { reference: label, vault: 'notes' }, host)
    await pinSnapshot(bench.core, { reference: pinned[1]?.slice(0, 10) ?? '' }, host)
    const before = bench.present().length
    for (let number = 0; number < 12; number++) {
      const plan = pick(random, past).plan
      const keep = number === 11 ? { last: 1 } : randomRules(random)
      const there = left(plan)
      const [preview] = await bench.preview({ plan, keep })
      const ended = await bench.retain({ plan, keep })
      const gone = ended?.result?.vaults[0]?.removed.map(({ id }) => id) ?? []
      expect(gone, JSON.stringify(keep)).toEqual(preview?.remove.map(({ id }) => id))
      expect(left(plan)).toEqual(there.filter((id) => !gone.includes(id)))
    }
    await bench.retain({ plan: 'daily', keep: { last: 1 } })
    expect(left('daily')).toEqual([...pinned, ...daily.slice(-3)])
    expect(bench.present().length).toBeLessThan(before - 20)
    await unpinSnapshot(bench.core, { reference: pinned[0] ?? '' }, host)
    await bench.retain({ plan: 'daily', keep: { last: 1 } })
    expect(left('daily')).toEqual([pinned[1], ...daily.slice(-3)])
  })

  it('free their space when it is pruned, and what is left can be read', { timeout: 60_000 }, async () => {
    const occasion = { plan: '@prune', due: '2026-11-22T03:00:00.000Z', trigger: 'schedule' } as const
    const ended = await prune(bench.core, 'default', occasion, await circumstancesOf(bench.core), host)
    expect(ended).toMatchObject({ verdict: 'done', kind: 'prune', result: { repository: 'default' } })
    expect(ended.result?.freedBytes).toBeGreaterThan(1000)
    expect(recorded(bench.root).find((line) => line.event === 'run.intent' && line.run === ended.run)).toMatchObject(occasion)
    expect((await verify(bench.core, 'default', host)).result).toMatchObject({ damage: null, vanished: [] })
  })
})
