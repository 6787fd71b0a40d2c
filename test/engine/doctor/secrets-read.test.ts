import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { examineSecrets } from '../../../main/engine/doctor/examine-secrets.ts'
import { keepCredentialInFile } from '../../../main/engine/secrets/credential.ts'
import { keepInFile, passwordFile } from '../../../main/engine/secrets/password.ts'
import { fakeKeychain } from '../../helpers/fake-keychain.ts'
import { testHome } from '../../helpers/temporary-home.ts'

it('the doctor says of each repository which of its secrets can be read in this session, and why one cannot', async () => {
  const keychain = fakeKeychain()
  const environment = { VAULTKEEPER_SECRET_OFFSITE_ACCESS_KEY_ID: 'key' }
  const { core } = await testHome({ keychain, environment })
  core.settings.configuration = Configuration.parse({
    version: 1,
    vaults: { notes: { path: '/v/notes' } },
    repositories: { offsite: { type: 's3', endpoint: 'https://127.0.0.1:1', bucket: 'b' } },
    plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['offsite'] } },
  })
  const known = { event: 'repository.known', repository: 'offsite', id: 'x', location: 's3:x', fingerprint: '' } as const
  await core.record({ ...known, password: 'keychain' })
  const told = async () => (await examineSecrets(core)).map(({ verdict, finding, remedy }) => [verdict, finding, remedy])

  const first = '"offsite": its password cannot be read in this session: it is not there'
  expect(await told()).toEqual([['bad', first, 'Store it with: vaultkeeper secret set offsite']])
  keychain.entries.set('repository:offsite', 'one')
  keychain.entries.set('repository:offsite:secret-access-key', 'two')
  const all = '"offsite": its password, "Access key ID", "Secret access key" can be read in this session (keychain and environment)'
  expect(await told()).toEqual([['good', all, null]])
  keychain.entries.delete('repository:offsite:secret-access-key')
  const gone = '"offsite": "Secret access key" cannot be read in this session: it is not there'
  expect(await told()).toEqual([['bad', gone, 'Store it with: vaultkeeper secret set offsite:secret-access-key']])
  keychain.condition = 'locked'
  const locked = '"offsite": its password cannot be read in this session: the keychain is locked'
  expect(await told()).toEqual([['bad', locked, 'Unlock the keychain.']])

  // Without a keychain, as on a server: what a file holds can be read, what is in none is stored in one.
  keychain.condition = 'absent'
  await core.record({ ...known, password: 'file' })
  keepInFile(core.home, 'offsite', 'one')
  const absent = '"offsite": "Secret access key" cannot be read in this session: there is no keychain here'
  expect(await told()).toEqual([['bad', absent, 'Store it with: vaultkeeper secret set offsite:secret-access-key --in file']])
  keepCredentialInFile(core.home, 'offsite', 'secret-access-key', 'two')
  const kept = '"offsite": its password, "Access key ID", "Secret access key" can be read in this session (file and environment)'
  expect(await told()).toEqual([['good', kept, null]])
  rmSync(passwordFile(core.home, 'offsite'))
  const lost = '"offsite": its password cannot be read in this session: there is no keychain here'
  expect(await told()).toEqual([['bad', lost, 'Store it with: vaultkeeper secret set offsite --in file']])
})
