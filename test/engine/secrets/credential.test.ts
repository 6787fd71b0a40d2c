// Credentials: what a place asks for before it lets anybody in, kept beside the password that encrypts.
import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import {
  checkCredential,
  credentialFile,
  credentialVariable,
  findCredentials,
  keepCredentialInFile,
} from '../../../main/engine/secrets/credential.ts'
import { listSecrets, removeSecret, setSecret } from '../../../main/engine/secrets/manage-secrets.ts'
import { startS3 } from '../../helpers/servers/s3.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const folder = temporaryFolder('credentials')
const serviceAccount = { type: 'service_account', private_key: '-----BEGIN PRIVATE KEY-----\nMIIEvMarked8851\n-----END PRIVATE KEY-----\n' }

let home: TestHome
let end: () => Promise<void>
const set = (name: string, value: string, place: 'keychain' | 'file' = 'keychain') => setSecret(home.core, name, value, place, testHost())
const problemOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.catch((thrown: unknown) => thrown)
  return (error as { problem?: { code: string; sentence: string; remedy: string } }).problem
}
const entry = (name: string) => home.keychain.entries.get(`repository:${name}`)

beforeAll(async () => {
  const ca = testCa(folder)
  const server = await startS3(path.join(folder, 's3'), {
    certificate: ca.issue(),
    buckets: ['backups'],
    keys: { AKIAOLD: 'the old secret', AKIANEW: 'the new secret' },
  })
  end = server.end
  home = await testHome()
  home.core.settings.configuration = Configuration.parse({
    version: 1,
    repositories: {
      offsite: { type: 's3', endpoint: server.endpoint, bucket: 'backups', caCertificate: ca.certificate },
      cloud: { type: 'gs', bucket: 'some-bucket' },
      blobs: { type: 'azure', account: 'kim', container: 'some' },
      remote: { type: 'rclone', remote: 'drive:b' },
    },
  })
})

describe('a credential', () => {
  it('has a name in the keychain, in the environment and as a file of its own', async () => {
    expect(credentialVariable('on-site', 'secret-access-key')).toBe('VAULTKEEPER_SECRET_ON_SITE_SECRET_ACCESS_KEY')
    await set('offsite:access-key-id', ' AKIAOLD\n')
    expect(entry('offsite:access-key-id')).toBe('AKIAOLD')
    await set('cloud:service-account', JSON.stringify(serviceAccount, undefined, 2), 'file')
    const file = credentialFile(home.core.home, 'cloud', 'service-account')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const needs = [{ part: 'service-account', label: 'x', variable: 'X', as: 'file', optional: false }] as const
    expect([...(await findCredentials(home.core, 'cloud', needs))]).toEqual([['service-account', JSON.stringify(serviceAccount)]])
    expect(home.core.redactor.redact('a MIIEvMarked8851 b')).toBe('a ••• b')
    chmodSync(file, 0o644)
    expect(await problemOf(findCredentials(home.core, 'cloud', needs))).toMatchObject({ code: 'password-file-open' })
    // The keychain is the one place then, and the file goes.
    await set('cloud:service-account', JSON.stringify(serviceAccount))
    expect(existsSync(file)).toBe(false)
  })

  it('that is none is refused before it is kept', async () => {
    for (const wrong of ['', ' \n', 'two\nlines', 'bell\u0007', '\ud800'])
      expect(() => checkCredential('account-key', wrong), JSON.stringify(wrong)).toThrow('cannot be used')
    for (const wrong of ['{}', 'text', '[]', '"x"'])
      expect(() => checkCredential('service-account', wrong), wrong).toThrow('JSON file that Google made')
    expect(await problemOf(set('offsite:token', 'x'))).toMatchObject({
      code: 'secret-unknown',
      remedy: 'It asks for: offsite:access-key-id, offsite:secret-access-key.',
    })
    expect(await problemOf(set('default:token', 'x'))).toMatchObject({
      code: 'secret-unknown',
      remedy: expect.stringContaining('password alone'),
    })
    expect(await problemOf(set('nobody:token', 'x'))).toMatchObject({ code: 'repository-unknown' })
  })

  it('that was written into the keychain by hand, and is none, is refused without a word of it', async () => {
    const needs = [{ part: 'service-account', label: 'x', variable: 'X', as: 'file', optional: false }] as const
    home.keychain.entries.set('repository:marked:service-account', 'Marked8853')
    expect(await problemOf(findCredentials(home.core, 'marked', needs))).toMatchObject({ code: 'credential-unusable' })
    home.keychain.entries.set('repository:marked:service-account', '{"type":"a","private_key":"Marked8853')
    expect(JSON.stringify(await problemOf(findCredentials(home.core, 'marked', needs)))).not.toContain('Marked')
  })

  it('does instead of another, which then goes', async () => {
    await set('blobs:account-key', 'a key')
    await set('blobs:sas-token', 'a token')
    expect([entry('blobs:account-key'), entry('blobs:sas-token')]).toEqual([undefined, 'a token'])
    await removeSecret(home.core, 'blobs:sas-token', false)
    expect(entry('blobs:sas-token')).toBeUndefined()
  })

  it('is listed with what it is, where it is kept, and whether it is needed', async () => {
    keepCredentialInFile(home.core.home, 'offsite', 'secret-access-key', 'x')
    const listed = (await listSecrets(home.core)).map(({ name, label, optional, kept, keychain }) => [
      name,
      label,
      optional,
      kept,
      keychain,
    ])
    expect(listed).toEqual([
      ['default', null, false, 'nowhere', 'not-set'],
      ['offsite', null, false, 'nowhere', 'not-set'],
      ['offsite:access-key-id', 'Access key ID', false, 'keychain', 'ready'],
      ['offsite:secret-access-key', 'Secret access key', false, 'file', 'not-set'],
      ['cloud', null, false, 'nowhere', 'not-set'],
      ['cloud:service-account', 'Key of the service account (JSON)', false, 'keychain', 'ready'],
      ['blobs', null, false, 'nowhere', 'not-set'],
      ['blobs:account-key', 'Account key', true, 'nowhere', 'not-set'],
      ['blobs:sas-token', 'SAS token', true, 'nowhere', 'not-set'],
      ['remote', null, false, 'nowhere', 'not-set'],
      ['remote:config-password', "Password of rclone's configuration file", true, 'nowhere', 'not-set'],
    ])
    home.keychain.condition = 'locked'
    expect((await listSecrets(home.core)).find(({ name }) => name === 'blobs:account-key')).toMatchObject({
      kept: 'nowhere',
      keychain: 'locked',
    })
    expect(await problemOf(set('blobs:account-key', 'a key'))).toMatchObject({
      code: 'keychain-locked',
      sentence: 'The keychain is locked, so "Account key" of the repository "blobs" cannot be read.',
    })
    home.keychain.condition = 'open'
  })
})

describe('a new credential of a repository that is there', () => {
  it('is tried: one that is refused does not take the place of one that works', async () => {
    await set('offsite:secret-access-key', 'the old secret')
    await openRepository(home.core, 'offsite', 'write', testHost())
    const wrong = await problemOf(set('offsite:secret-access-key', 'quite another secret'))
    expect(wrong).toMatchObject({ code: 'repository-refused' })
    expect(JSON.stringify(wrong)).not.toContain('quite another')
    expect(entry('offsite:secret-access-key')).toBe('the old secret')
    expect(await problemOf(removeSecret(home.core, 'offsite:secret-access-key', false))).toMatchObject({ code: 'secret-in-use' })
  })

  it('of two that belong together waits for the other half; then both are in use', async () => {
    expect(await set('offsite:access-key-id', 'AKIANEW')).toMatch(
      /stays in use.*waits for the other: vaultkeeper secret set offsite:secret-access-key$/,
    )
    expect(entry('offsite:access-key-id')).toBe('AKIAOLD')
    await openRepository(home.core, 'offsite', 'read', testHost())
    expect(await set('offsite:secret-access-key', 'the new secret')).toBeNull()
    expect([entry('offsite:access-key-id'), entry('offsite:secret-access-key')]).toEqual(['AKIANEW', 'the new secret'])
    expect([...home.keychain.entries.keys()].filter((name) => name.endsWith('.next'))).toEqual([])
    await openRepository(home.core, 'offsite', 'read', testHost())
  })

  it('is kept where its place cannot be asked, and that is said', async () => {
    await end()
    expect(await set('offsite:secret-access-key', 'the newest secret')).toMatch(/^It is kept, but could not be tried now: /)
    expect(entry('offsite:secret-access-key')).toBe('the newest secret')
    writeFileSync(credentialFile(home.core.home, 'offsite', 'access-key-id'), 'x\n', { mode: 0o600 })
    await removeSecret(home.core, 'offsite:access-key-id', true)
    expect([entry('offsite:access-key-id'), existsSync(credentialFile(home.core.home, 'offsite', 'access-key-id'))]).toEqual([
      undefined,
      false,
    ])
  })
})
