import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { seeded } from '../../helpers/seeded.ts'
import { type SweepBench, sweepBench, wrongEnd } from '../../helpers/sweep-bench.ts'
import { sweepCalls } from '../../helpers/sweep-calls.ts'

const seed = seedOf(20261122)
let bench: SweepBench

beforeAll(async () => {
  bench = await sweepBench()
})

describe('the n-th call of a backup fails', { timeout: 3_600_000 }, () => {
  it('and it has one outcome, in words, nothing is lost, and the next one is as always', async () => {
    const { calls, cases, wrong } = await sweepCalls(seeded(seed), howMany(24, 2000), {
      folders: [bench.folder],
      prepare: bench.change,
      work: bench.backUp,
      judge: async (came) => {
        const ended = came.returned as Awaited<ReturnType<SweepBench['backUp']>> | undefined
        const snapshot = ended?.verdict === 'done' ? ended.result?.snapshot : undefined
        const untrue = snapshot === undefined ? [] : await bench.snapshotDiffers(snapshot)
        const next = await bench.backUp()
        return [
          ...wrongEnd(came),
          ...untrue,
          ...(next.verdict === 'done' ? [] : [`the next one: ${next.verdict}, ${next.problem?.sentence ?? next.warnings}`]),
          ...(await bench.wrongNow()),
        ]
      },
    })
    expect(wrong).toEqual([])
    expect(cases).toBeGreaterThan(15)
    await bench.raw('check', '--no-lock')
    noteFigure('failing-backup', { says: `each of ${calls} calls of a backup fails, once and for ever`, seed, cases, wrong: wrong.length })
  })
})

it('what a program that is gone could not tidy up goes with the next backup, also where its run came to an end', async () => {
  const left = path.join(bench.home, 'temporary', '4194305-read-back-x')
  mkdirSync(path.join(left, 'deep'), { recursive: true })
  expect((await bench.backUp()).verdict).toBe('done')
  expect(existsSync(left)).toBe(false)
})
