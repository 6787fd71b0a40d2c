// One restic that copies between two places of the same kind, each with keys of its own.
import { copyFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Configuration } from '../../../../main/contract/configuration.ts'
import { type OpenRepository, openRepository } from '../../../../main/engine/repositories/open-repository.ts'
import { pairForCopy } from '../../../../main/engine/repositories/reach/pair-for-copy.ts'
import { rcloneRemoteOf } from '../../../../main/engine/repositories/reach/rclone-remote-of.ts'
import { rcloneRemote } from '../../../helpers/servers/rclone-remote.ts'
import { startS3 } from '../../../helpers/servers/s3.ts'
import { startSshd } from '../../../helpers/servers/sshd.ts'
import { testCa } from '../../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../../helpers/temporary-home.ts'

const folder = temporaryFolder('pair')
const at = (name: string) => path.join(folder, name)

let home: TestHome
let plainPath: string | undefined
let opened: OpenRepository
const open = (name: string) => openRepository(home.core, name, 'write', testHost())

beforeAll(async () => {
  const [first, second] = [testCa(folder, 'First'), testCa(folder, 'Second')]
  const [s3a, s3b, ssha, sshb] = await Promise.all([
    startS3(at('s3a'), { certificate: first.issue(), buckets: ['backups'], keys: { AKIAFIRST: 'first-secret' } }),
    startS3(at('s3b'), { certificate: second.issue(), buckets: ['backups'], keys: { AKIASECOND: 'second-secret' } }),
    startSshd(at('first-ssh')),
    startSshd(at('other-ssh')),
  ])
  copyFileSync(ssha.identityFile, at(`kim's 100% "own" key`))
  const rclone = await rcloneRemote(at('rclone'))
  plainPath = process.env['PATH']
  home = await testHome({ environment: { PATH: `${path.dirname(rclone.rclone)}:${plainPath}` } })
  const sftp = ({ host, user, port, identityFile, knownHosts }: typeof ssha, name: string) => ({
    type: 'sftp',
    host,
    user,
    port,
    path: at(name),
    identityFile,
    knownHosts,
  })
  const { repositories } = Configuration.parse({
    version: 1,
    repositories: {
      s3a: { type: 's3', endpoint: s3a.endpoint, bucket: 'backups', prefix: 'a b', caCertificate: first.certificate, region: 'eu-west-1' },
      s3b: { type: 's3', endpoint: s3b.endpoint, bucket: 'backups', caCertificate: second.certificate },
      ssha: { ...sftp(ssha, 'files-a'), identityFile: at(`kim's 100% "own" key`) },
      sshb: sftp(sshb, 'files-b'),
      one: { type: 'rclone', remote: 'one:b', configFile: '/one.conf' },
      two: { type: 'rclone', remote: 'two:b', configFile: '/two.conf' },
    },
  })
  home.core.settings.configuration = Configuration.parse({ version: 1 })
  Object.assign(home.core.settings.configuration.repositories, repositories)
  for (const [name, value] of Object.entries({
    's3a:access-key-id': 'AKIAFIRST',
    's3a:secret-access-key': 'first-secret',
    's3b:access-key-id': 'AKIASECOND',
    's3b:secret-access-key': 'second-secret',
  }))
    home.keychain.entries.set(`repository:${name}`, value)
  writeFileSync(at('note.md'), 'a note')
})

/** Stores a note in the one, copies it, and finds it in the other. */
async function expectCopied(source: OpenRepository, target: OpenRepository): Promise<void> {
  source.done(await source.restic.backup(source.target, { cwd: folder, paths: ['note.md'] }).outcome)
  const { target: to, from } = await pairForCopy(home.core, target, source)
  const { copied } = target.done(await target.restic.copy(to, { from }).outcome)
  expect(copied).toHaveLength(1)
  const [original] = source.done(await source.restic.snapshots(source.readTarget).outcome)
  expect(target.done(await target.restic.snapshots(target.readTarget).outcome)).toMatchObject([
    { original: original?.id, tree: original?.tree },
  ])
}

describe('a copy', () => {
  it('between two S3 servers with other keys and other authorities goes through rclone on one side', async () => {
    const [source, target] = [await open('s3a'), await open('s3b')]
    // So was the second of them made, to cut files as the first does.
    const inits = home.logged.filter((line) => / init .*--copy-chunker-params/.test(line))
    expect(inits.map((line) => line.includes('rclone:vaultkeepersource:backups/a b'))).toEqual([true])
    expect(home.logged.join('\n')).not.toContain('not cut like')
    await expectCopied(source, target)
    const { from } = await pairForCopy(home.core, target, source)
    expect(from.location).toBe('rclone:vaultkeepersource:backups/a b')
    home.environment['PATH'] = '/nowhere'
    await expect(pairForCopy(home.core, target, source)).rejects.toMatchObject({
      problem: { code: 'copy-impossible', remedy: expect.stringContaining('Install rclone') },
    })
  })

  it('between two SFTP servers with other keys and host keys has those of both', async () => {
    home.environment['PATH'] = plainPath
    const [source, target] = await Promise.all([open('ssha'), open('sshb')])
    await expectCopied(source, target)
    opened = source
  })

  it('between two remotes of rclone in two files is refused before anything begins, with what can be done', async () => {
    const { target: _, ...some } = opened
    const of = (name: string) => ({
      ...some,
      name,
      target: {
        location: `rclone:${name}:b`,
        password: { from: 'value', value: 'x' } as const,
        environment: { RCLONE_CONFIG: `/${name}.conf` },
      },
    })
    await expect(pairForCopy(home.core, of('one'), of('two'))).rejects.toMatchObject({
      problem: {
        code: 'copy-impossible',
        sentence: 'One restic cannot reach "two" and "one" at once: both need RCLONE_CONFIG, with different values.',
        remedy: 'Put both remotes into one configuration file of rclone, and name that in both.',
      },
    })
  })
})

// https://rclone.org/s3, /b2, /azureblob, /googlecloudstorage: options, as variables RCLONE_CONFIG_<REMOTE>_<OPTION>.
it('places of other kinds are remotes of rclone, too', () => {
  const remote = (settings: object, secrets: Record<string, string>) => {
    const place = Configuration.parse({ version: 1, repositories: { it: settings } }).repositories['it']
    const found = place && rcloneRemoteOf(place, new Map(Object.entries(secrets)))
    const settingsOf = Object.entries(found?.environment ?? {}).map(([name, value]) => [
      name.replace('RCLONE_CONFIG_VAULTKEEPERSOURCE_', ''),
      value,
    ])
    return { location: found?.location, ...Object.fromEntries(settingsOf) }
  }
  expect(remote({ type: 'b2', bucket: 'my-bucket', prefix: 'p' }, { 'account-id': 'i', 'account-key': 'k' })).toMatchObject({
    location: 'rclone:vaultkeepersource:my-bucket/p',
    TYPE: 'b2',
    ACCOUNT: 'i',
    KEY: 'k',
  })
  const azure = { type: 'azure', account: 'kim', container: 'c' }
  expect(remote(azure, { 'account-key': 'k' })).toMatchObject({
    location: 'rclone:vaultkeepersource:c',
    TYPE: 'azureblob',
    ACCOUNT: 'kim',
    KEY: 'k',
    ENDPOINT: 'https://kim.blob.core.windows.net',
  })
  expect(remote({ ...azure, endpointSuffix: 'core.chinacloudapi.cn' }, { 'sas-token': '?sv=1' })).toMatchObject({
    TYPE: 'azureblob',
    SAS_URL: 'https://kim.blob.core.chinacloudapi.cn/c?sv=1',
  })
  expect(remote({ type: 'gs', bucket: 'b' }, { 'service-account': '{"type":"service_account"}' })).toMatchObject({
    TYPE: 'google cloud storage',
    SERVICE_ACCOUNT_CREDENTIALS: '{"type":"service_account"}',
  })
  expect(remote({ type: 's3', endpoint: 'https://s3.eu-central-1.amazonaws.com', bucket: 'b' }, {})).toMatchObject({
    PROVIDER: 'AWS',
    FORCE_PATH_STYLE: 'false',
  })
  expect(remote({ type: 'sftp', host: 'nas', path: '/b' }, {})).toEqual({ location: undefined })
})
