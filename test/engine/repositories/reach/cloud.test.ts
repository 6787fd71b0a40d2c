// Clouds that no test can have: what is tried there really is tried, and what comes back is told in words.
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Configuration } from '../../../../main/contract/configuration.ts'
import { openRepository } from '../../../../main/engine/repositories/open-repository.ts'
import { rcloneRemote } from '../../../helpers/servers/rclone-remote.ts'
import { startSshd } from '../../../helpers/servers/sshd.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../../helpers/temporary-home.ts'

const folder = temporaryFolder('cloud')
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = (tokens: string) =>
  JSON.stringify({
    type: 'service_account',
    project_id: 'some-project',
    private_key_id: '1',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: 'backup@some-project.iam.gserviceaccount.com',
    client_id: '1',
    token_uri: tokens,
  })

/** Hands out no tokens. What it is asked for lies in `asked`. */
const asked: string[] = []
const google = createServer((request, response) => {
  request.setEncoding('utf8').on('data', (text: string) => asked.push(text))
  request.on('end', () =>
    response
      .writeHead(400, { 'content-type': 'application/json' })
      .end('{"error":"invalid_grant","error_description":"Invalid JWT Signature."}'),
  )
})

let home: TestHome
const problemOf = async (name: string) => {
  const error: unknown = await openRepository(home.core, name, 'write', testHost()).catch((thrown: unknown) => thrown)
  return (error as { problem?: { code: string; sentence: string; remedy: string } }).problem
}

beforeAll(async () => {
  await new Promise<void>((resolve) => google.listen(0, '127.0.0.1', resolve))
  home = await testHome({ outagePatience: 300 })
  home.core.settings.configuration = Configuration.parse({
    version: 1,
    repositories: {
      google: { type: 'gs', project: '123', bucket: 'vaultkeeper-test', prefix: 'laptop' },
      microsoft: { type: 'azure', account: 'kimsbackups', container: 'restic' },
      backblaze: { type: 'b2', bucket: 'vaultkeeper-test' },
      swift: { type: 'uri', uri: 'swift:container:/laptop', secrets: ['OS_AUTH_URL', 'OS_USERNAME', 'OS_PASSWORD'] },
    },
  })
  const { entries } = home.keychain
  entries.set('repository:microsoft:account-key', Buffer.from('some key').toString('base64'))
  entries.set('repository:swift:OS_AUTH_URL', 'http://127.0.0.1:1/v3')
  entries.set('repository:swift:OS_USERNAME', 'kim')
  entries.set('repository:swift:OS_PASSWORD', 'a word')
})
afterAll(() => google.close())

describe('a repository at', () => {
  it('Google that lets nobody in is told as refused; the key comes to restic by a descriptor', async () => {
    home.keychain.entries.set('repository:google:service-account', key(`http://127.0.0.1:${(google.address() as AddressInfo).port}/token`))
    expect(await problemOf('google')).toMatchObject({
      code: 'repository-refused',
      sentence: expect.stringContaining('The server of the repository "google" refuses access'),
    })
    expect(asked[0]).toMatch(/grant_type=urn.*jwt-bearer/)
  })

  it('Google that cannot be reached is told as offline', async () => {
    home.keychain.entries.set('repository:google:service-account', key('http://no-such-host.invalid/token'))
    expect(await problemOf('google')).toMatchObject({
      code: 'repository-offline',
      sentence: 'The repository "google" cannot be reached: nobody knows a server of that name.',
    })
  })

  it('OpenStack, by a raw address, that cannot be reached is told as offline', async () => {
    expect(await problemOf('swift')).toMatchObject({ code: 'repository-offline' })
  })

  it('Backblaze without its keys is told what it asks for', async () => {
    expect(await problemOf('backblaze')).toMatchObject({
      code: 'credential-not-set',
      sentence: 'The place asks for "Application key ID" of the repository "backblaze", which is not there.',
    })
  })

  it('Azure is reached, or it is said that this restic cannot: Debian builds it without', async () => {
    const problem = await problemOf('microsoft')
    expect(['repository-offline', 'repository-refused', 'repository-misconfigured']).toContain(problem?.code)
    if (problem?.code === 'repository-misconfigured') expect(problem.sentence).toContain('was built without the kind of place')
  })
})

it('an encrypted configuration of rclone asks for its password, and nobody is asked on a terminal', async () => {
  const { remote, configFile, rclone } = await rcloneRemote(path.join(folder, 'rclone'), 'the right word')
  home.environment['PATH'] = `${path.dirname(rclone)}:${process.env['PATH']}`
  home.core.settings.configuration = Configuration.parse({ version: 1, repositories: { drive: { type: 'rclone', remote, configFile } } })
  expect(await problemOf('drive')).toMatchObject({
    code: 'credential-not-set',
    sentence: expect.stringContaining('is encrypted, and its password is not there.'),
    remedy: 'Store it with: vaultkeeper secret set drive:config-password',
  })
  home.keychain.entries.set('repository:drive:config-password', 'a wrong word')
  expect(await problemOf('drive')).toMatchObject({
    code: 'credential-not-set',
    sentence: expect.stringContaining('another one than the one that is kept'),
  })
  home.keychain.entries.set('repository:drive:config-password', 'the right word')
  expect(await problemOf('drive')).toBeUndefined()
})

it('an SSH server that refuses is told with the cause, whatever restic heard of it', async () => {
  const { host, port, user, identityFile, otherIdentity, knownHosts } = await startSshd(path.join(folder, 'ssh'))
  const place = { type: 'sftp', host, port, user, path: path.join(folder, 'files'), knownHosts }
  home.core.settings.configuration = Configuration.parse({
    version: 1,
    repositories: {
      stranger: { ...place, identityFile: otherIdentity },
      unknown: { ...place, identityFile, knownHosts: path.join(folder, 'none') },
      gone: { ...place, identityFile, port: 1 },
    },
  })
  expect((await problemOf('stranger'))?.code).toBe('repository-refused')
  expect((await problemOf('unknown'))?.code).toBe('host-key-unknown')
  expect(await problemOf('gone')).toMatchObject({
    code: 'repository-offline',
    sentence: 'The repository "gone" cannot be reached: nothing answers at its address (connection refused).',
  })
})
