import { cpSync, existsSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { init } from '../../../main/engine/runs/init-run.ts'
import { setSecret } from '../../../main/engine/secrets/manage-secrets.ts'
import { passwordFile } from '../../../main/engine/secrets/password.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome, testHost } from '../../helpers/temporary-home.ts'

it('the password of another repository that lies in its place is not kept instead of the only one', { timeout: 60_000 }, async () => {
  const [home, other] = [await testHome(), await testHome()]
  for (const { core } of [home, other]) expect(await init(core, 'default', testHost())).toMatchObject({ verdict: 'done' })
  const [right, wrong] = [home, other].map(({ keychain }) => keychain.entries.get('repository:default') ?? '')
  const location = path.join(home.core.home.repositories, 'default')
  const away = path.join(temporaryFolder('away'), 'default')
  renameSync(location, away)
  cpSync(path.join(other.core.home.repositories, 'default'), location, { recursive: true })
  const lines = recorded(home.root).length
  for (const kept of ['keychain', 'file'] as const)
    await expect(setSecret(home.core, 'default', wrong ?? '', kept, testHost())).rejects.toMatchObject({
      problem: {
        code: 'other-repository',
        sentence: `At ${location} lies another repository than the one that "default" was.`,
        remedy: 'Put the right one back. Vaultkeeper does not write into a repository that it does not know.',
      },
    })
  expect(home.keychain.entries.get('repository:default')).toBe(right)
  expect(existsSync(passwordFile(home.core.home, 'default'))).toBe(false)
  expect(recorded(home.root)).toHaveLength(lines)
  // Once the right one is back its password opens it, and may be stored as before.
  rmSync(location, { recursive: true })
  renameSync(away, location)
  await setSecret(home.core, 'default', right ?? '', 'keychain', testHost())
  await openRepository(home.core, 'default', 'write', testHost())
})
