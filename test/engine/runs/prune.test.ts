import { rmSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { answerAnomalies } from '../../../main/engine/anomalies/answer-anomalies.ts'
import type { Circumstances } from '../../../main/engine/retention/retention-freeze.ts'
import { prune } from '../../../main/engine/runs/prune-run.ts'
import { dailyPast, type RetentionBench, retentionBench } from '../../helpers/retention-bench.ts'
import { recorded, testHost } from '../../helpers/temporary-home.ts'

const calm: Circumstances = { clock: { believed: true }, sleeping: false, battery: null }
const occasion = { plan: '@prune', due: null, trigger: 'schedule' } as const

let bench: RetentionBench
beforeEach(async () => {
  bench = await retentionBench()
})

const run = (circumstances: Partial<Circumstances> = {}) =>
  prune(bench.core, 'default', occasion, { ...calm, ...circumstances }, testHost())

describe('space', () => {
  it.each([
    ['on a battery that is low', 'on-battery', { battery: 0.29 }],
    ['by a machine that is about to sleep', 'about-to-sleep', { sleeping: true }],
    ['by a clock that is not believed', 'clock-not-believed', { clock: { believed: false, why: 'The clock shows nothing.' } }],
  ] as const)('is not freed %s', async (_words, code, circumstances) => {
    const ended = await run(circumstances)
    expect(ended).toMatchObject({ verdict: 'skipped', problem: { code } })
    expect(ended.problem?.sentence).toMatch(/^No space was freed in "default": [A-Z].*[.]$/)
  })

  it('is not freed in an append-only repository, nor in a damaged one', async () => {
    await bench.core.record({ event: 'repository.damaged', repository: 'default', files: [], packs: [] })
    expect(await run()).toMatchObject({ verdict: 'skipped', problem: { code: 'repository-damaged' } })
    const configured = bench.core.settings.configuration?.repositories['default']
    if (configured !== undefined) Object.assign(configured, { appendOnly: true })
    expect(await run()).toMatchObject({ verdict: 'skipped', problem: { code: 'repository-append-only' } })
  })

  it('is not freed while what vanished can still be brought back, until a person has said that it was meant', async () => {
    const [first = ''] = await bench.past(...dailyPast('daily', 2))
    rmSync(path.join(bench.location, 'snapshots', first))
    expect(await run()).toMatchObject({ verdict: 'skipped', problem: { code: 'snapshots-vanished' } })
    const asked = recorded(bench.root).filter(({ event }) => event === 'anomaly.raised')
    expect(asked).toMatchObject([{ plan: 'daily', vault: 'notes', repository: 'default' }])
    expect(await answerAnomalies(bench.core, {})).toHaveLength(1)
    // The forged ones have no content: restic will not prune what it cannot read, and that is a failure, not a skip.
    expect((await run()).verdict).toBe('failed')
  })

  it('is freed where it stands well, and on mains power or with battery enough', async () => {
    expect(await run({ battery: 0.3 })).toMatchObject({ verdict: 'done', result: { repository: 'default', freedBytes: 0 } })
  })
})
