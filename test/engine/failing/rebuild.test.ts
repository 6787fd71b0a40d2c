import { rmSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { fileOf, readyIndex } from '../../../main/engine/index/open-index.ts'
import { walkEntries } from '../../../main/engine/index/walk-entries.ts'
import { endOrphan } from '../../../main/engine/repositories/stale-locks.ts'
import { closeInterruptedRuns } from '../../../main/engine/runs/recover.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { withFailingCalls } from '../../helpers/failing-calls.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { seeded } from '../../helpers/seeded.ts'
import { type SweepBench, sweepBench, wrongEnd } from '../../helpers/sweep-bench.ts'
import { sweepCalls } from '../../helpers/sweep-calls.ts'

const seed = seedOf(20261122)
let bench: SweepBench

beforeAll(async () => {
  bench = await sweepBench()
})

const remove = (file: string) => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
}

describe('the n-th call fails', { timeout: 3_600_000 }, () => {
  it('while the state is made anew: the next start has all of it', async () => {
    const known = () =>
      bench.start(async (core) => ({
        snapshots: knownSnapshots(core.state.database, 'default').map(({ id, vault, time }) => ({ id, vault, time })),
        last: core.state.last(),
      }))
    const whole = await known()
    expect(whole.snapshots).toHaveLength(2)
    // What is closed is recorded: the history goes on from case to case.
    let { last } = whole
    const file = `${bench.home}/state.sqlite`
    const { calls, cases, wrong } = await sweepCalls(seeded(seed), howMany(30, 2000), {
      folders: [bench.folder],
      prepare: () => remove(file),
      work: known,
      judge: async (came) => {
        const differs = (one: unknown, when: string) =>
          JSON.stringify(one) === JSON.stringify({ ...whole, last }) ? [] : [`${when} it knows ${JSON.stringify(one)}`]
        const wrong = [
          ...wrongEnd(came),
          ...(came.thrown === undefined ? differs(came.returned, 'then') : []),
          ...differs(await known(), 'in the next start'),
          // Whoever only looks clears nothing up; the next who works does.
          ...(await bench.start(closeInterruptedRuns).then(() => bench.wrongNow())),
        ]
        last = (await known()).last
        return wrong
      },
    })
    expect(wrong).toEqual([])
    expect(cases).toBeGreaterThan(15)
    noteFigure('failing-state', { says: `each of ${calls} calls fails while the state is made anew`, seed, cases, wrong: wrong.length })
  })

  const listed = () =>
    bench.start(async (core, host) => {
      indexed = fileOf(core, 'default')
      const index = await readyIndex(core, 'default', host)
      try {
        const ids = knownSnapshots(core.state.database, 'default').map(({ id }) => id)
        return ids.map((id) => [...walkEntries(index, id)].map(({ path, size }) => `${path} ${size}`))
      } finally {
        index.close()
      }
    })
  let indexed = ''

  it('while the index is made anew: it answers as restic does, or says why it cannot, and the next one is whole', async () => {
    const whole = JSON.stringify(await listed())
    expect(whole).toContain('deep/changed.md 9')
    const { calls, cases, wrong } = await sweepCalls(seeded(seed), howMany(12, 2000), {
      folders: [bench.folder],
      prepare: () => remove(indexed),
      work: listed,
      judge: async (came) => {
        const next = await listed()
        // Whoever only reads leaves it to the next who writes to clear up.
        await bench.start(async (core) => {
          await closeInterruptedRuns(core)
          await endOrphan(core, 'default')
        })
        return [
          ...wrongEnd(came),
          ...(came.thrown === undefined && JSON.stringify(came.returned) !== whole ? [`it lists ${JSON.stringify(came.returned)}`] : []),
          ...(JSON.stringify(next) === whole ? [] : [`the next one lists ${JSON.stringify(next)}`]),
          ...(await bench.wrongNow()),
        ]
      },
    })
    expect(wrong).toEqual([])
    expect(cases).toBeGreaterThan(6)
    noteFigure('failing-index', { says: `each of ${calls} calls fails while the index is made anew`, seed, cases, wrong: wrong.length })
  })

  it('a restic that could not be started is no damage: the next update has its snapshot', async () => {
    const whole = await listed()
    remove(indexed)
    const { kinds } = await withFailingCalls([bench.folder], undefined, listed)
    const spawns = kinds.flatMap((kind, at) => (kind === 'spawn' ? [at + 1] : []))
    expect(spawns.length).toBeGreaterThan(1)
    for (const nth of spawns) {
      remove(indexed)
      const made = await withFailingCalls([bench.folder], { nth, forEver: false, error: 'EAGAIN' }, () => listed().catch(() => undefined))
      expect(made.failed).toMatch(/spawn/)
      expect(await listed()).toEqual(whole)
    }
  })
})
