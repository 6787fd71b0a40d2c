import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { init } from '../../../main/engine/runs/init-run.ts'
import { removeSecret, setSecret } from '../../../main/engine/secrets/manage-secrets.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

it('of a repository whose records are lost is not replaced by one that does not open it', async () => {
  const first = await testHome()
  await init(first.core, 'default', testHost())
  const password = first.keychain.entries.get('repository:default') ?? expect.fail()
  first.close()
  for (const name of readdirSync(first.root)) if (/^(?:system-history|state\.sqlite)/.test(name)) rmSync(path.join(first.root, name))
  const { core, keychain } = await testHome({ root: first.root, keychain: first.keychain })
  await expect(setSecret(core, 'default', 'quite another', 'keychain', testHost())).rejects.toMatchObject({
    problem: { code: 'wrong-password' },
  })
  expect(keychain.entries.get('repository:default')).toBe(password)
  await setSecret(core, 'default', password, 'keychain', testHost())
})

it('is not said to be removed where the keychain that it is in is not there', async () => {
  const { core, keychain } = await testHome()
  await init(core, 'default', testHost())
  keychain.condition = 'absent'
  await expect(removeSecret(core, 'default', true)).rejects.toMatchObject({ problem: { code: 'keychain-absent' } })
  await expect(removeSecret(core, 'carrier:email', true)).rejects.toMatchObject({ problem: { code: 'keychain-absent' } })
  keychain.condition = 'open'
  expect(keychain.entries.has('repository:default')).toBe(true)
})

it('for a new repository is none that restic by itself would read otherwise', async () => {
  const file = path.join(temporaryFolder('latin'), 'password')
  writeFileSync(file, Buffer.from('p\xe4sswort\n', 'latin1'), { mode: 0o600 })
  const { core, root } = await testHome({ environment: { VAULTKEEPER_PASSWORD_FILE: file } })
  expect(await init(core, 'default', testHost())).toMatchObject({ verdict: 'failed', problem: { code: 'password-unusable' } })
  expect(readdirSync(path.join(root, 'repositories'))).toEqual([])
})
