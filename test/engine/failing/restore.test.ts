import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readyIndex } from '../../../main/engine/index/open-index.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { seeded } from '../../helpers/seeded.ts'
import { type SweepBench, sweepBench, wrongEnd } from '../../helpers/sweep-bench.ts'
import { sweepCalls } from '../../helpers/sweep-calls.ts'

const seed = seedOf(20261122)
let bench: SweepBench

beforeAll(async () => {
  bench = await sweepBench()
  await bench.start(async (core, host) => (await readyIndex(core, 'default', host)).close())
})

describe('the n-th call of a restore fails', { timeout: 3_600_000 }, () => {
  it.each([
    { over: true, figure: 'failing-restore', says: 'a restore over what is there' },
    { over: false, figure: 'failing-restore-new', says: 'a restore into a new folder that is planned by the index' },
  ])(
    'and only what is whole is called restored; the next one ends it, and nothing is left beside it: $says',
    async ({ over, figure, says }) => {
      const target = path.join(bench.folder, 'back')
      const again = () =>
        bench.start((core, host) =>
          restore(core, { reference: 'latest', vault: undefined, target, overwrite: 'always', verify: true }, host),
        )
      const { calls, cases, wrong } = await sweepCalls(seeded(seed), howMany(12, 2000), {
        folders: [bench.folder],
        prepare: () => {
          rmSync(target, { recursive: true, force: true })
          if (!over) return
          mkdirSync(target)
          writeFileSync(path.join(target, 'note 1.md'), 'another\n')
        },
        work: again,
        judge: async (came) => {
          const ended = came.returned as Awaited<ReturnType<typeof again>> | undefined
          const told: string[] = []
          if (ended?.verdict === 'done') told.push(...bench.differFrom(target))
          const next = await again()
          if (next.verdict !== 'done') told.push(`the next one: ${next.verdict}, ${next.problem?.sentence ?? next.warnings}`)
          return [...wrongEnd(came), ...told, ...bench.differFrom(target), ...(await bench.wrongNow())]
        },
      })
      expect(wrong).toEqual([])
      expect(cases).toBeGreaterThan(6)
      await bench.raw('check', '--no-lock')
      noteFigure(figure, {
        says: `each of ${calls} calls of ${says} fails, once and for ever`,
        seed,
        cases,
        wrong: wrong.length,
      })
    },
  )
})
