import { execFileSync } from 'node:child_process'
import { lstatSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { takeLock } from '../../../main/engine/home/lock.ts'
import { repositoryLock } from '../../../main/engine/repositories/repository-place.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { waitFor } from '../../helpers/cli-processes.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

it('looks at its folder again after it waited for the repository: restic would wait for ever at what was put there meanwhile', async () => {
  const { core, killChildren } = await testHome()
  onTestFinished(killChildren)
  const [vault, target] = [temporaryFolder('waited'), temporaryFolder('waited')]
  for (const name of ['a.md', 'b.md']) writeFileSync(path.join(vault, name), name)
  await backup(core, { folder: vault, verify: false }, testHost())
  writeFileSync(path.join(target, 'b.md'), 'mine')
  const lock = await takeLock(core.home.locks, repositoryLock('default'), { doing: 'backing up' })
  const host = testHost()
  const request = { reference: 'latest', vault: undefined, target, overwrite: 'always', verify: true } as const
  const running = restore(core, request, host)
  await waitFor('the restore to wait', () => host.notes().includes('Waiting: another Vaultkeeper is backing up'))
  execFileSync('mkfifo', [path.join(target, 'a.md')])
  lock?.release()
  expect(await running).toMatchObject({ verdict: 'warnings', warnings: [expect.stringContaining('a.md')] })
  expect(lstatSync(path.join(target, 'a.md')).isFIFO()).toBe(true)
  expect(readFileSync(path.join(target, 'b.md'), 'utf8')).toBe('b.md')
})
