import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { answerAnomalies } from '../../../main/engine/anomalies/answer-anomalies.ts'
import { openAnomalyList } from '../../../main/engine/anomalies/open-anomaly.ts'
import { takeLock } from '../../../main/engine/home/lock.ts'
import { processStart } from '../../../main/engine/home/process-identity.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { removeOldSafeties } from '../../../main/engine/restore/old-safety.ts'
import { writeEntries } from '../../../main/engine/restore/safety-lists.ts'
import { targetLock } from '../../../main/engine/restore/target-lock.ts'
import { unfinishedRestores } from '../../../main/engine/restore/unfinished-restores.ts'
import { closeInterruptedRuns } from '../../../main/engine/runs/recover.ts'
import { isUndoable, undoable } from '../../../main/engine/runs/undo-run.ts'
import { retryDelay } from '../../../main/engine/schedule/back-off.ts'
import { begunRestore } from '../../../main/engine/state/restore-queries.ts'
import { type AnomalyBench, anomalyBench } from '../../helpers/anomaly-bench.ts'
import { recorded, testHost } from '../../helpers/temporary-home.ts'

const day = 86_400_000

type Begun = { target?: string; to?: string; safety?: string | null; snapshot?: string; undoes?: string }

/** Records that a restore into the vault begins, of this process, which does nothing. */
async function begin({ core, vault }: AnomalyBench, run: string, { target = vault, to = '', ...more }: Begun = {}): Promise<void> {
  const place = { repository: 'default', target }
  const kind = more.undoes === undefined ? 'restore' : 'undo'
  await core.record({ event: 'run.intent', run, kind, ...place, pid: process.pid, processStart: processStart(process.pid) ?? '' })
  const restore = { snapshot: '1'.repeat(64), parts: [{ from: to, to }], policy: 'always', safety: '2'.repeat(64), undoable: true, made: 0 }
  await core.record({ event: 'restore.begun', run, ...place, ...restore, ...more })
}

async function end({ core }: AnomalyBench, run: string, verdict: 'done' | 'interrupted' | 'cancelled' | 'failed'): Promise<void> {
  const problem = { code: verdict, sentence: 'It was cut off.', remedy: 'Finish it.' }
  await core.record({ event: 'run.outcome', run, verdict, ...(verdict === 'done' ? {} : { problem }), warnings: [], warningCount: 0 })
}

async function cutOff(bench: AnomalyBench, run: string, begun: Begun = {}): Promise<void> {
  await begin(bench, run, begun)
  await end(bench, run, 'interrupted')
}

let version = 0
/** A person works on in the vault, and it is backed up. */
async function backUp(bench: AnomalyBench, of: Parameters<AnomalyBench['backup']>[0] = {}): Promise<void> {
  version += 1
  writeFileSync(bench.at('work.md'), `version ${version}`)
  expect((await bench.backup(of)).verdict).toMatch(/done|not-verified/)
}

const answers = ({ root }: AnomalyBench) => recorded(root).filter(({ event }) => event === 'anomaly.answered')

test('one question for all plans and repositories, which hold everything until it is settled', async () => {
  const bench = await anomalyBench()
  const { core } = bench
  for (const repository of ['default', 'second']) for (let times = 0; times < 4; times++) await backUp(bench, { repository })
  await backUp(bench, { manual: true })
  await cutOff(bench, 'cut')
  await backUp(bench)
  await backUp(bench, { repository: 'second' })
  await backUp(bench, { manual: true })
  expect(bench.raised()).toMatchObject([{ code: 'half-restored', vault: 'notes', repository: 'default' }])
  expect(bench.raised()[0]).not.toHaveProperty('plan')
  for (const repository of ['default', 'second'])
    expect(await bench.retain(repository)).toMatchObject({ verdict: 'skipped', problem: { code: 'anomaly-open' } })
  // It goes on as it began: no longer half restored, and nobody had to say so.
  await begin(bench, 'finishing')
  await core.record({ event: 'run.outcome', run: 'finishing', verdict: 'done', warnings: [], warningCount: 0 })
  await closeInterruptedRuns(core)
  expect(answers(bench)).toMatchObject([{ answer: 'restored', by: 'Vaultkeeper' }])
  await closeInterruptedRuns(core)
  expect(answers(bench)).toHaveLength(1)
  await backUp(bench)
  expect(openAnomalyList(core)).toEqual([])
  expect(await bench.retain()).toMatchObject({ verdict: 'done' })
})

test('what is asked ends with a word of a person that is of after the last restore that was cut off', async () => {
  const bench = await anomalyBench()
  const { core } = bench
  await backUp(bench)
  await cutOff(bench, 'first')
  await backUp(bench)
  // A try to finish it is cut off as well.
  await cutOff(bench, 'second', { snapshot: '3'.repeat(64) })
  await backUp(bench)
  expect(bench.codes()).toEqual(['half-restored'])
  await answerAnomalies(core, {}, 'restored')
  expect(unfinishedRestores(core)).toEqual([])
  await backUp(bench)
  expect(bench.codes()).toEqual(['half-restored'])
  await cutOff(bench, 'third')
  await backUp(bench)
  expect(bench.codes()).toEqual(['half-restored', 'half-restored'])
})

test('is not settled by a restore that has only begun, nor while the folder is not there', async () => {
  const bench = await anomalyBench()
  const { core, vault } = bench
  await backUp(bench)
  mkdirSync(bench.at('sub'))
  writeFileSync(bench.at('sub', 'a.md'), 'a')
  await cutOff(bench, 'cut', { target: bench.at('sub') })
  await backUp(bench)
  expect(openAnomalyList(core)).toHaveLength(1)
  rmSync(bench.at('sub'), { recursive: true })
  await closeInterruptedRuns(core)
  expect(openAnomalyList(core)).toHaveLength(1)
  await end(bench, 'cut', 'done')
  await begin(bench, 'again', { target: vault })
  await closeInterruptedRuns(core)
  expect(openAnomalyList(core)).toHaveLength(1)
})

test.each<[string, number, Begun & { verdict?: 'done' | 'cancelled' | 'failed' }]>([
  ['that was cancelled', 1, { verdict: 'cancelled' }],
  ['that failed in the middle', 1, { verdict: 'failed' }],
  ['of one folder of it', 1, { to: 'ideas', safety: null }],
  ['over what is in a folder in it', 1, { target: 'notes/ideas' }],
  ['of the folder that it lies in', 1, { target: '' }],
  ['into a new folder in it, beside everything', 0, { target: 'notes/ideas', safety: null }],
  ['elsewhere', 0, { target: '', to: 'other' }],
  ['that ended well', 0, { verdict: 'done' }],
])('a restore %s: %i question', async (_, count, { target = 'notes', verdict, ...more }) => {
  const bench = await anomalyBench()
  await backUp(bench)
  await begin(bench, 'one', { ...more, target: path.join(path.dirname(bench.vault), target) })
  await end(bench, 'one', verdict ?? 'interrupted')
  await backUp(bench)
  expect(bench.raised()).toHaveLength(count)
})

test('taking a restore back that is cut off is asked about as well', async () => {
  const bench = await anomalyBench()
  await backUp(bench)
  await begin(bench, 'one')
  await end(bench, 'one', 'done')
  await cutOff(bench, 'two', { undoes: 'one' })
  await backUp(bench)
  expect(bench.raised()).toMatchObject([{ why: expect.stringMatching(/^Taking back a restore into .* was cut off/) }])
})

test('a snapshot that nobody came to judge is asked about before anything is removed', async () => {
  const bench = await anomalyBench()
  for (let times = 0; times < 5; times++) await backUp(bench)
  await cutOff(bench, 'cut')
  const { record } = bench.core
  const dying: typeof record = (event) => (event.event === 'anomaly.raised' ? Promise.reject(new Error('killed')) : record(event))
  Object.assign(bench.core, { record: dying })
  writeFileSync(bench.at('work.md'), 'not judged')
  await bench.backup()
  Object.assign(bench.core, { record })
  expect(bench.raised()).toEqual([])
  expect(await bench.retain()).toMatchObject({ verdict: 'skipped', problem: { code: 'anomaly-open' } })
  expect(bench.codes()).toEqual(['half-restored'])
})

test('as long as it is asked, however old the restore is, it can be taken back: what it overwrote is kept', async () => {
  const bench = await anomalyBench()
  const { core } = bench
  await backUp(bench)
  for (const run of ['cut', 'elsewhere']) {
    await cutOff(bench, run, run === 'cut' ? {} : { target: path.dirname(path.dirname(bench.vault)), to: 'notes2' })
    writeEntries(core, run, { touched: [], stayed: [], mtime: null })
  }
  await backUp(bench)
  bench.setTime(new Date(Date.now() + 40 * day))
  expect(unfinishedRestores(core).map(({ run }) => run)).toEqual(['cut'])
  const opened = await openRepository(core, 'default', 'write', testHost())
  await removeOldSafeties(core, opened, 'prune', testHost())
  expect(undoable(core).map(({ run }) => run)).toEqual(['cut'])
  await answerAnomalies(core, {})
  await removeOldSafeties(core, opened, 'prune', testHost())
  const cut = begunRestore(core.state.database, 'cut')
  expect(cut && isUndoable(core, cut)).toBe(false)
})

test('while a restore goes on nothing that it writes into is backed up: what is due is made up for soon', async () => {
  const bench = await anomalyBench()
  const { core, vault } = bench
  await begin(bench, 'goes on', { to: 'ideas', safety: null })
  const lock = await takeLock(core.home.locks, targetLock(vault), { doing: 'restoring' })
  expect(await bench.backup()).toMatchObject({ verdict: 'skipped', problem: { code: 'being-restored' } })
  expect(await bench.backup({ manual: true })).toMatchObject({ verdict: 'failed', problem: { code: 'being-restored' } })
  expect(retryDelay({ verdict: 'skipped', code: 'being-restored', attempts: 1 })).toBe(60_000)
  await begin(bench, 'beside', { target: bench.at('ideas'), safety: null })
  await end(bench, 'goes on', 'done')
  await backUp(bench)
  lock?.release()
})
