// The engine opens repositories on real servers: what lets it in there comes out of the keychain, and is nowhere to be seen.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Configuration } from '../../../../main/contract/configuration.ts'
import { testPlace } from '../../../../main/engine/places/test-place.ts'
import { openRepository } from '../../../../main/engine/repositories/open-repository.ts'
import { unlock } from '../../../../main/engine/runs/unlock-run.ts'
import { credentialVariable } from '../../../../main/engine/secrets/credential.ts'
import { type Watch, watchForSecrets } from '../../../helpers/cli-processes.ts'
import { rcloneRemote } from '../../../helpers/servers/rclone-remote.ts'
import { startRestServer } from '../../../helpers/servers/rest-server.ts'
import { startS3 } from '../../../helpers/servers/s3.ts'
import { startSshd } from '../../../helpers/servers/sshd.ts'
import { testCa } from '../../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../../helpers/temporary-home.ts'

const folder = temporaryFolder('remote')
const at = (name: string) => path.join(folder, name)
const ca = testCa(folder)
/** Marked, and with what has a meaning to those who read them on the way. */
const secrets = { id: 'AKIA#Marked;8831', key: 'S3-marked "secret" 8832 #;\'`=/', rest: 'REST-marked p@ss:w/rd 8833' }
const planted = 'planted-8834'

let home: TestHome
let watch: Watch
const kinds: Record<string, object> = {}

beforeAll(async () => {
  const [rest, s3, sshd] = await Promise.all([
    startRestServer(at('rest'), { certificate: ca.issue(), users: { kim: secrets.rest } }),
    startS3(at('s3'), { certificate: ca.issue(), buckets: ['backups'], keys: { [secrets.id]: secrets.key } }),
    startSshd(at('ssh')),
  ])
  const rclone = await rcloneRemote(at('rclone'))
  mkdirSync(at("kim's files"))
  Object.assign(kinds, {
    rest: { type: 'rest', url: rest.url, user: 'kim', caCertificate: ca.certificate, packSize: '8 MiB', readConcurrency: 4 },
    half: { type: 'rest', url: `${rest.url}half/`, user: 'kim', caCertificate: ca.certificate },
    s3: { type: 's3', endpoint: s3.endpoint, bucket: 'backups', prefix: 'of kim/laptop', caCertificate: ca.certificate, connections: 3 },
    sftp: {
      type: 'sftp',
      host: sshd.host,
      user: sshd.user,
      port: sshd.port,
      path: path.join(at("kim's files"), 'a b'),
      identityFile: sshd.identityFile,
      knownHosts: sshd.knownHosts,
    },
    rclone: { type: 'rclone', remote: rclone.remote, configFile: rclone.configFile },
  })
  // Those of somebody else, in the environment that Vaultkeeper was started in.
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: planted,
    AWS_SECRET_ACCESS_KEY: planted,
    RESTIC_REST_PASSWORD: planted,
    B2_ACCOUNT_KEY: planted,
  })
  home = await testHome({ environment: { PATH: `${path.dirname(rclone.rclone)}:${process.env['PATH']}` } })
  home.core.settings.configuration = Configuration.parse({ version: 1, repositories: kinds })
  const { entries } = home.keychain
  entries.set('repository:rest:user-password', secrets.rest)
  entries.set('repository:half:user-password', secrets.rest)
  entries.set('repository:s3:access-key-id', secrets.id)
  entries.set('repository:s3:secret-access-key', secrets.key)
  watch = watchForSecrets([...Object.values(secrets), ...Object.values(secrets).map(encodeURIComponent), planted])
})

afterAll(() => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'RESTIC_REST_PASSWORD', 'B2_ACCOUNT_KEY']) delete process.env[name]
})

const problemOf = async (name: string) => {
  const error: unknown = await openRepository(home.core, name, 'write', testHost()).catch((thrown: unknown) => thrown)
  return (error as { problem?: { code: string; sentence: string; remedy: string } }).problem
}

describe('a repository on a server', () => {
  it.each(['rest', 's3', 'sftp', 'rclone'])('is made and opened anew, with secrets that nobody sees: %s', async (name) => {
    const { id } = await (async () => {
      const opened = await openRepository(home.core, name, 'write', testHost())
      return opened.done(await opened.restic.catConfig(opened.readTarget).outcome)
    })()
    const opened = await openRepository(home.core, name, 'read', testHost())
    expect(recorded(home.root)).toContainEqual(expect.objectContaining({ event: 'repository.known', repository: name, id }))
    expect([await opened.inside.snapshotIds(), await opened.inside.lockIds()]).toEqual([[], []])
    expect(opened.location).not.toMatch(/8832|8833/)
    // And treated as its settings say.
    const { target, readConcurrency } = opened
    expect([target.packSize, readConcurrency]).toEqual(name === 'rest' ? [8, 4] : [undefined, null])
    expect(target.options?.[`${name}.connections`]).toBe(name === 's3' ? '3' : undefined)
  })

  it('is told what it lacks: keys, or a keychain that could have them', async () => {
    const { entries } = home.keychain
    entries.delete('repository:s3:secret-access-key')
    expect(await problemOf('s3')).toMatchObject({
      code: 'credential-not-set',
      sentence: 'The place asks for "Secret access key" of the repository "s3", which is not there.',
      remedy: 'Store it with: vaultkeeper secret set s3:secret-access-key. Or set VAULTKEEPER_SECRET_S3_SECRET_ACCESS_KEY for this run.',
    })
    home.environment[credentialVariable('s3', 'secret-access-key')] = secrets.key
    expect(await problemOf('s3')).toBeUndefined()
    for (const condition of ['locked', 'absent', 'not-answering'] as const) {
      home.keychain.condition = condition
      expect((await problemOf('s3'))?.code).toBe(`keychain-${condition}`)
    }
    home.keychain.condition = 'open'
  })

  it('with a lock that nobody can read is told which; none is removed there', async () => {
    const locks = path.join(at('rest'), 'locks')
    const name = '0'.repeat(64)
    writeFileSync(path.join(locks, name), 'torn')
    const ended = await unlock(home.core, 'rest', testHost())
    expect(ended).toMatchObject({ verdict: 'skipped', problem: { code: 'lock-unreadable' }, result: { removed: 0 } })
    expect(ended.problem?.sentence).toContain(`locks/${name}`)
    expect(readdirSync(locks)).toEqual([name])
    rmSync(path.join(locks, name))
  })

  it('whose making was cut off says what to do, and so does its test', async () => {
    const left = path.join(at('rest'), 'half/keys')
    mkdirSync(left, { recursive: true })
    writeFileSync(path.join(left, '0'.repeat(64)), '{}')
    expect(await problemOf('half')).toMatchObject({
      code: 'repository-half-made',
      remedy: expect.stringContaining('nothing was ever kept in it'),
    })
    const { holds, checks } = await testPlace(home.core, { name: 'half' }, undefined)
    expect(holds).toBe('nothing')
    expect(checks).toContainEqual(expect.objectContaining({ state: 'attention', sentence: expect.stringContaining('was cut off') }))
    expect(readdirSync(left)).toHaveLength(1)
  })

  it('that refuses is told with its name, and without its secrets', async () => {
    home.keychain.entries.set('repository:rest:user-password', 'REST-marked wrong 8835')
    const problem = await problemOf('rest')
    expect(problem).toMatchObject({ code: 'repository-refused' })
    expect(JSON.stringify(problem)).not.toContain('8835')
  })
})

it('no secret was seen in a command line or an environment, in the history or in the log', () => {
  watch.stop()
  expect(watch.looks()).toBeGreaterThan(20)
  expect(watch.sightings).toEqual([])
  // A hash may hold any four digits.
  expect(JSON.stringify([recorded(home.root), home.logged]).replace(/\b[0-9a-f]{32,}\b/g, 'hash')).not.toMatch(/883[1-5]/)
})
