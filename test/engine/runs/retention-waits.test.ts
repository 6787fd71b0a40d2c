import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { KeepRules } from '../../../main/contract/configuration/keep.ts'
import { loadAndTake } from '../../../main/engine/config/take-configuration.ts'
import type { RunHost } from '../../../main/engine/core.ts'
import { tryLock } from '../../../main/engine/home/lock.ts'
import { circumstancesOf } from '../../../main/engine/retention/circumstances.ts'
import { prune } from '../../../main/engine/runs/prune-run.ts'
import { type RetentionJob, retain } from '../../../main/engine/runs/retention-run.ts'
import { dailyPast, day, type RetentionBench, retentionBench } from '../../helpers/retention-bench.ts'
import { testHost } from '../../helpers/temporary-home.ts'

/** Holds the lock of the repository, as a long backup does, until whoever wants it has waited for `meanwhile`. */
async function whileItWaits<Result>(
  { core }: RetentionBench,
  work: (host: RunHost) => Promise<Result>,
  meanwhile: () => unknown,
): Promise<Result> {
  const lock = tryLock(core.home.locks, 'default', 'a long backup')
  const waiting = Promise.withResolvers<void>()
  const ending = work({ ...testHost(), onProgress: (told) => told.step === 'note' && /^Waiting/.test(told.text) && waiting.resolve() })
  await waiting.promise
  await meanwhile()
  lock?.release()
  return ending
}

const retaining = (bench: RetentionBench, meanwhile: () => unknown, job: Partial<RetentionJob> = {}) =>
  whileItWaits(
    bench,
    async (host) =>
      retain(bench.core, { plan: 'daily', repository: 'default', trigger: 'schedule', ...job }, await circumstancesOf(bench.core), host),
    meanwhile,
  )

const pruning = (bench: RetentionBench, meanwhile: () => unknown) =>
  whileItWaits(bench, async (host) => prune(bench.core, 'default', null, await circumstancesOf(bench.core), host), meanwhile)

/** As the daemon takes what a person has saved. `null`: without the plan. */
function takeRules({ core: { settings } }: RetentionBench, keep: KeepRules | null): void {
  const daily = settings.configuration?.plans['daily']
  if (settings.configuration === null || daily === undefined) return
  settings.configuration = { ...settings.configuration, plans: keep === null ? {} : { daily: { ...daily, keep } } }
}

/** Writes the configuration as a person does, beside the program that has read it. */
function write({ core, root }: RetentionBench, keep: object): void {
  const { vaults = {}, repositories = {} } = core.settings.configuration ?? {}
  const { path: location } = repositories['default'] as { path: string }
  const text = JSON.stringify({
    version: 1,
    vaults: Object.fromEntries(Object.entries(vaults).map(([name, vault]) => [name, { path: vault.path, recoveryDocument: false }])),
    repositories: { default: { type: 'local', path: location } },
    plans: { daily: { kind: 'daily', sources: ['notes', 'code'], keep } },
  })
  writeFileSync(path.join(root, 'backup_schedule.json'), text)
}

describe('what becomes so while retention waits for the repository counts', () => {
  it('rules that keep more, and rules that keep less', async () => {
    const bench = await retentionBench({ keep: { last: 6 } })
    const ids = await bench.past(...dailyPast('daily', 8))
    expect(await retaining(bench, () => takeRules(bench, { last: 30 }))).toMatchObject({ verdict: 'done' })
    expect(bench.present()).toHaveLength(8)
    takeRules(bench, { last: 6 })
    expect(await retaining(bench, () => takeRules(bench, { last: 4 }))).toMatchObject({ verdict: 'done' })
    expect(bench.present().sort()).toEqual(ids.slice(4).sort())
  })

  it('a plan that is gone: all that it made stays', async () => {
    const bench = await retentionBench({ keep: { last: 4 } })
    await bench.past(...dailyPast('daily', 8))
    expect(await retaining(bench, () => takeRules(bench, null))).toMatchObject({ verdict: 'done', result: { vaults: [] } })
    expect(bench.present()).toHaveLength(8)
  })

  it('a configuration that is refused, for rules given by hand and for freeing space as well', async () => {
    const bench = await retentionBench({ keep: { last: 4 } })
    await bench.past(...dailyPast('daily', 8))
    const refused = () => {
      bench.core.settings.problems = ['backup_schedule.json:3:1: A comma is missing.']
    }
    const problem = { code: 'configuration-refused', sentence: expect.stringContaining('A comma is missing.') }
    for (const job of [{}, { keep: { last: 3 }, trigger: 'manual' }] as const) {
      bench.core.settings.problems = []
      expect(await retaining(bench, refused, job)).toMatchObject({ verdict: 'skipped', problem })
    }
    bench.core.settings.problems = []
    expect(await pruning(bench, refused)).toMatchObject({ verdict: 'skipped', problem })
    expect(bench.present()).toHaveLength(8)
  })

  it('a clock that is not believed any more', async () => {
    const bench = await retentionBench({ keep: { last: 4 } })
    await bench.past(...dailyPast('daily', 8))
    const problem = { code: 'clock-not-believed' }
    const ahead = () => bench.setTime(new Date(Date.now() + 20_000 * day))
    expect(await retaining(bench, ahead)).toMatchObject({ verdict: 'skipped', problem })
    bench.setTime(undefined)
    expect(await pruning(bench, ahead)).toMatchObject({ verdict: 'skipped', problem })
    expect(bench.present()).toHaveLength(8)
  })

  it('a file that a person has changed and nobody has read again: the next run goes by it', async () => {
    const bench = await retentionBench()
    const ids = await bench.past(...dailyPast('daily', 8))
    write(bench, { last: 4 })
    await loadAndTake(bench.core)
    const problem = {
      code: 'configuration-changed',
      sentence: expect.stringMatching(
        /: The configuration \(.*backup_schedule\.json\) was changed meanwhile, .*, so nothing is removed\.$/,
      ),
      remedy: 'Nothing to do: the next run goes by what it says now.',
    }
    expect(await retaining(bench, () => write(bench, { last: 6 }))).toMatchObject({ verdict: 'skipped', problem })
    expect(await bench.retain({ plan: 'daily', trigger: 'manual', keep: { last: 3 } })).toMatchObject({ verdict: 'skipped', problem })
    await loadAndTake(bench.core)
    expect(await pruning(bench, () => write(bench, { last: 5 }))).toMatchObject({ verdict: 'skipped', problem: { code: problem.code } })
    expect(bench.present()).toHaveLength(8)
    await loadAndTake(bench.core)
    expect(await bench.retain({ plan: 'daily' })).toMatchObject({ verdict: 'done' })
    expect(bench.present().sort()).toEqual(ids.slice(3).sort())
  })

  it('but not what the configuration says to keep where a person has said it by hand', async () => {
    const bench = await retentionBench({ keep: { last: 30 } })
    const ids = await bench.past(...dailyPast('daily', 8))
    const ended = await retaining(bench, () => takeRules(bench, { last: 20 }), { keep: { last: 4 }, trigger: 'manual' })
    expect(ended).toMatchObject({ verdict: 'done' })
    expect(bench.present().sort()).toEqual(ids.slice(4).sort())
  })
})
