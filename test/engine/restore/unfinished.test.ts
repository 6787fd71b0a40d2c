import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { unfinishedRestores } from '../../../main/engine/restore/unfinished-restores.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome } from '../../helpers/temporary-home.ts'

test('what was cut off stays so until it is finished, taken back or written over: another restore into the folder does not hide it', async () => {
  const { core } = await testHome()
  const [target, other] = [temporaryFolder('unfinished'), temporaryFolder('unfinished')]
  const half = path.join(target, 'half.md')
  writeFileSync(half, 'ha')
  const restored = async (run: string, verdict: 'done' | 'failed', part: string, more: { policy?: string; target?: string } = {}) => {
    const place = { repository: 'default', target: more.target ?? target }
    await core.record({ event: 'run.intent', run, kind: 'restore', ...place, pid: 1, processStart: '' })
    const parts = [{ from: part, to: part }]
    const restore = { snapshot: '1'.repeat(64), parts, policy: more.policy ?? 'always', safety: null, undoable: true, made: 0 }
    await core.record({ event: 'restore.begun', run, ...place, ...restore })
    const problem = { code: 'restic-killed', sentence: 'It was killed.', remedy: 'Run it again.' }
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
