import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { setSecret } from '../../../main/engine/secrets/manage-secrets.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

it('a password that was changed on another machine is told as that; the old one is kept until the new one has opened the repository', async () => {
  const { core, keychain } = await testHome()
  const vault = path.join(temporaryFolder('vault'), 'notes')
  mkdirSync(vault)
  writeFileSync(path.join(vault, 'a.md'), 'the only copy')
  const run = () => backup(core, { folder: vault, verify: false }, testHost())
  expect(await run()).toMatchObject({ problem: { code: 'not-verified' } })
  const old = keychain.entries.get('repository:default') ?? ''
  const location = path.join(core.home.repositories, 'default')
  const newer = path.join(temporaryFolder('new'), 'password')
  writeFileSync(newer, 'changed elsewhere\n')
  execFileSync(process.env['VAULTKEEPER_RESTIC'] ?? '', ['-r', location, 'key', 'passwd', '--new-password-file', newer], {
    env: { PATH: process.env['PATH'], RESTIC_PASSWORD: old, RESTIC_CACHE_DIR: temporaryFolder('cache') },
    stdio: 'ignore',
  })
  expect(await run()).toMatchObject({
    verdict: 'failed',
    problem: {
      code: 'wrong-password',
      sentence: 'The password that is kept here does not open the repository "default" any more: it was changed elsewhere.',
      remedy: expect.stringMatching(
        /^Give the new one: vaultkeeper secret set default\. The old one is kept until the new one has opened it\./,
      ),
    },
  })
  await expect(setSecret(core, 'default', 'a guess', 'keychain', testHost())).rejects.toMatchObject({ problem: { code: 'wrong-password' } })
  expect(keychain.entries.get('repository:default')).toBe(old)
  await setSecret(core, 'default', 'changed elsewhere', 'keychain', testHost())
  expect(keychain.entries.get('repository:default')).toBe('changed elsewhere')
  writeFileSync(path.join(vault, 'a.md'), 'more')
  expect(await run()).toMatchObject({ problem: { code: 'not-verified' }, result: { unchanged: false } })
})
