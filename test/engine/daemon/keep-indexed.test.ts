import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import type { Core } from '../../../main/engine/core.ts'
import { keepIndexed } from '../../../main/engine/daemon/keep-indexed.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

const aWhile = 60_000
afterEach(() => void vi.useRealTimers())

/** A home to which something was backed up, or nothing; from now on time passes when it is told to. */
async function home({ backedUp }: { readonly backedUp: boolean }) {
  const made = await testHome()
  const folder = temporaryFolder('vault')
  writeFileSync(path.join(folder, 'one.md'), 'one')
  if (backedUp) expect(await backup(made.core, { folder, verify: true }, testHost())).toMatchObject({ verdict: 'done' })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return made
}

/** A run that somebody made, in this process or another. */
async function ranIn(core: Core, repository: string): Promise<void> {
  const run = core.ports.randomBytes(6).toString('hex')
  const by = { pid: process.pid, processStart: 'a start' }
  await core.record({ event: 'run.intent', run, kind: 'backup', repository, vault: 'v', path: '/v', label: run, ...by })
  await core.record({ event: 'run.outcome', run, verdict: 'done', warnings: [], warningCount: 0 })
}

it('a repository that nothing was backed up to is left alone', async () => {
  const { core } = await home({ backedUp: false })
  const update = vi.fn(async () => undefined)
  const indexes = keepIndexed(core, update)
  await ranIn(core, 'second')
  indexes.look()
  await vi.advanceTimersByTimeAsync(aWhile)
  expect(update).not.toHaveBeenCalled()
  await indexes.stop()
})

it('one that has what is not indexed yet is brought up to date at the start, and once behind several runs, whoever made them', async () => {
  const { core } = await home({ backedUp: true })
  const update = vi.fn(async (_: string) => undefined)
  const indexes = keepIndexed(core, update)
  indexes.look()
  await vi.advanceTimersByTimeAsync(aWhile)
  expect(update.mock.calls.map(([repository]) => repository)).toEqual(['default'])
  for (let run = 0; run < 3; run++) await ranIn(core, 'default')
  indexes.look()
  await vi.advanceTimersByTimeAsync(aWhile)
  expect(update).toHaveBeenCalledTimes(2)
  indexes.look()
  await vi.advanceTimersByTimeAsync(aWhile)
  expect(update).toHaveBeenCalledTimes(2)
  await indexes.stop()
})

it('what cannot be indexed is logged, and tried again behind the next run', async () => {
  const { core, logged } = await home({ backedUp: true })
  const update = vi.fn(async () => Promise.reject(new Error('no process left')))
  const indexes = keepIndexed(core, update)
  await vi.advanceTimersByTimeAsync(aWhile)
  expect(logged).toContain('index of default: no process left')
  await ranIn(core, 'default')
  indexes.look()
  await vi.advanceTimersByTimeAsync(aWhile)
  expect(update).toHaveBeenCalledTimes(2)
  await indexes.stop()
})
