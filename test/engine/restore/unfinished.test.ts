import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { halfDoneAt, unfinishedRestores } from '../../../main/engine/restore/unfinished-restores.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome } from '../../helpers/temporary-home.ts'

test('what was cut off stays so until it is finished, taken back or written over: another restore into the folder does not hide it', async () => {
  const { core } = await testHome()
  const [target, other] = [temporaryFolder('unfinished'), temporaryFolder('unfinished')]
  const half = path.join(target, 'half.md')
  writeFileSync(half, 'ha')
  type More = { policy?: string; target?: string; snapshot?: string; from?: string; code?: string }
  const restored = async (run: string, verdict: 'done' | 'failed', part: string, more: More = {}) => {
    const place = { repository: 'default', target: more.target ?? target }
    await core.record({ event: 'run.intent', run, kind: 'restore', ...place, pid: 1, processStart: '' })
    const parts = [{ from: more.from ?? part, to: part }]
    const snapshot = more.snapshot ?? '1'.repeat(64)
    const restore = { snapshot, parts, policy: more.policy ?? 'always', safety: null, undoable: true, made: 0 }
    await core.record({ event: 'restore.begun', run, ...place, ...restore })
    const problem = { code: more.code ?? 'restic-killed', sentence: 'It was killed.', remedy: 'Run it again.' }
    const failure = verdict === 'done' ? {} : { problem }
    await core.record({ event: 'run.outcome', run, verdict, ...failure, warnings: [], warningCount: 0 })
  }
  const left = () => unfinishedRestores(core).map(({ run }) => run)
  await restored('cut', 'failed', 'projects/alpha')
  expect(left()).toEqual(['cut'])
  await restored('another part', 'done', 'ideas')
  await restored('a part of it', 'done', 'projects/alpha/one')
  await restored('one of a like name', 'done', 'projects/alpha 2')
  await restored('elsewhere', 'done', 'projects/alpha', { target: other })
  await restored('what leaves everything', 'done', 'projects', { policy: 'never' })
  await restored('what may not hold the same files', 'done', '', { snapshot: '2'.repeat(64) })
  await restored('another folder of it, to there', 'done', 'projects/alpha', { from: 'projects/beta' })
  await restored('what wrote nothing', 'failed', '', { code: 'nothing-restored' })
  expect(left()).toEqual(['cut'])
  await restored('cut as well', 'failed', 'projects')
  expect(left()).toEqual(['cut as well'])
  // What is not there is nothing half done.
  rmSync(half)
  expect(left()).toEqual([])
  writeFileSync(half, 'ha')
  expect(left()).toEqual(['cut as well'])
  await restored('all', 'done', '')
  expect(left()).toEqual([])
})

test('a folder has what was cut off in it, in one in it, and in one that it is in', async () => {
  const { core } = await testHome()
  const target = temporaryFolder('unfinished')
  for (const folder of ['projects/alpha/one', 'ideas']) mkdirSync(path.join(target, folder), { recursive: true })
  const begun = { repository: 'default', snapshot: '1'.repeat(64), policy: 'always', safety: null, undoable: true, made: 0 }
  await core.record({ event: 'run.intent', run: 'cut', kind: 'restore', repository: 'default', target, pid: 1, processStart: '' })
  await core.record({ event: 'restore.begun', run: 'cut', ...begun, target, parts: [{ from: 'projects/alpha', to: 'projects/alpha' }] })
  const problem = { code: 'cancelled', sentence: 'It was cancelled.', remedy: 'Run it again.' }
  await core.record({ event: 'run.outcome', run: 'cut', verdict: 'cancelled', problem, warnings: [], warningCount: 0 })
  const has = (folder: string) => halfDoneAt(core, path.join(target, folder))?.run === 'cut'
  expect(['', '..', 'projects', 'projects/alpha', 'projects/alpha/one'].filter((folder) => !has(folder))).toEqual([])
  expect(['ideas', 'projects/alpha 2', 'projects/beta'].filter(has)).toEqual([])
})
