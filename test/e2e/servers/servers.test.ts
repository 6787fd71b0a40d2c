// The servers that the other tests lean on: restic itself finds them as they say they are, and is refused by them as by those of the world.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { startHttpFaults } from '../../helpers/servers/http-faults.ts'
import { startProxy } from '../../helpers/servers/proxy.ts'
import { type RcloneRemote, rcloneRemote } from '../../helpers/servers/rclone-remote.ts'
import { startRcloneRest } from '../../helpers/servers/rclone-rest.ts'
import { type RestServer, startRestServer } from '../../helpers/servers/rest-server.ts'
import { type S3Server, startS3 } from '../../helpers/servers/s3.ts'
import { type Sshd, startSshd } from '../../helpers/servers/sshd.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const folder = temporaryFolder('servers')
const ca = testCa(folder)
const at = (...parts: string[]) => path.join(folder, ...parts)
const vault = at('vault')

type Asked = { readonly code: number | null; readonly said: string }

/** Calls restic; what would be tried again for a quarter of an hour is ended at the first word of it. */
async function restic(location: string, environment: NodeJS.ProcessEnv, ...parameters: string[]): Promise<Asked> {
  const child = spawn(process.env['VAULTKEEPER_RESTIC'] ?? '', ['-r', location, '--cacert', ca.certificate, ...parameters], {
    env: { PATH: process.env['PATH'], HOME: folder, RESTIC_CACHE_DIR: at('cache'), RESTIC_PASSWORD: 'a password', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
        if (/retrying after.*\n/.test(said)) child.kill('SIGKILL')
      })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, said }))
  })
}

/** Makes a repository there, stores the vault and finds it again. */
async function expectRepository(location: string, environment: NodeJS.ProcessEnv, ...options: string[]): Promise<void> {
  for (const command of [['init'], ['backup', vault], ['snapshots', '--json']]) {
    const { code, said } = await restic(location, environment, ...options, ...command)
    expect(code, said).toBe(0)
    if (command[0] === 'snapshots') expect(JSON.parse(said)).toMatchObject([{ paths: [vault] }])
  }
}

beforeAll(() => {
  mkdirSync(vault)
  writeFileSync(path.join(vault, 'note.md'), 'a note')
})

describe('a REST server', () => {
  const users = { ann: 'her password' }
  const asAnn = { RESTIC_REST_USERNAME: 'ann', RESTIC_REST_PASSWORD: 'her password' }

  it('over TLS lets in who has a password, and takes no more than its quota', async () => {
    const server = await startRestServer(at('rest'), { certificate: ca.issue(), users, maxSize: 100_000 })
    await expectRepository(`rest:${server.url}`, asAnn)
    expect(await restic(`rest:${server.url}`, { ...asAnn, RESTIC_REST_PASSWORD: 'another' }, 'cat', 'config')).toMatchObject({
      code: 1,
      said: expect.stringContaining('401 Unauthorized'),
    })
    writeFileSync(at('large'), randomBytes(300_000))
    const full = await restic(`rest:${server.url}`, asAnn, 'backup', at('large'))
    expect(full.said).toContain('507')
  })

  it.each([
    ['expired', /certificate has expired/],
    ['other-name', /doesn't contain any IP SANs/],
  ] as const)('with a certificate that is %s is not believed', async (kind, words) => {
    const server = await startRestServer(at(kind), { certificate: ca.issue(kind) })
    expect((await restic(`rest:${server.url}`, {}, 'cat', 'config')).said).toMatch(words)
  })

  it('of an authority that nobody knows is not believed', async () => {
    const server = await startRestServer(at('unknown'), { certificate: testCa(folder, 'Another authority').issue() })
    expect((await restic(`rest:${server.url}`, {}, 'cat', 'config')).said).toContain('unknown authority')
  })

  it('by rclone, with a password, over TLS', async () => {
    const server = await startRcloneRest(at('rclone-rest'), { certificate: ca.issue(), user: { name: 'ann', password: 'her password' } })
    await expectRepository(`rest:${server.url}`, asAnn)
    expect((await restic(`rest:${server.url}`, {}, 'cat', 'config')).said).toContain('401')
  })
})

describe('an S3 server', () => {
  const keys = { 'the-id': 'the secret' }
  const withKey = { AWS_ACCESS_KEY_ID: 'the-id', AWS_SECRET_ACCESS_KEY: 'the secret' }
  let server: S3Server
  beforeAll(async () => {
    server = await startS3(at('s3'), { certificate: ca.issue(), buckets: ['backups'], keys })
  })

  it('holds a repository for who has a key', async () => {
    await expectRepository(server.location('backups', 'laptop'), withKey)
    expect(await restic(server.location('backups', 'desktop'), withKey, 'cat', 'config')).toMatchObject({ code: 10 })
  })

  it.each([
    ['another secret', { AWS_SECRET_ACCESS_KEY: 'another' }, 'backups', 'signature we calculated does not match'],
    ['another identifier', { AWS_ACCESS_KEY_ID: 'S3RVER' }, 'backups', 'Access Key Id you provided does not exist'],
    ['another bucket', {}, 'nowhere', 'bucket does not exist'],
  ])('refuses %s', async (_, environment, bucket, words) => {
    expect((await restic(server.location(bucket), { ...withKey, ...environment }, 'cat', 'config')).said).toContain(words)
  })

  it('behind wrong answers: what fits a rule, as often as it says, and nothing else', async () => {
    const faults = await startHttpFaults(server.endpoint, [], { ca, certificate: ca.issue() })
    const location = `s3:${faults.url}backups/desk`
    await expectRepository(location, withKey)
    faults.setRules([{ method: 'HEAD', status: 503, times: 1 }])
    expect((await restic(location, withKey, 'cat', 'config')).code).toBe(0)
    expect(faults.asked.filter(({ status }) => status === 503)).toMatchObject([{ method: 'HEAD' }])
    const body = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>'
    faults.setRules([{ method: 'DELETE', status: 403, headers: { 'content-type': 'application/xml' }, body }])
    const before = faults.asked.length
    expect((await restic(location, withKey, 'cat', 'config')).said).toMatch(/error while unlocking.*Access Denied/)
    expect(faults.asked.slice(before).filter(({ status }) => status === 403)).toEqual(
      expect.arrayContaining([expect.objectContaining({ method: 'DELETE', url: expect.stringMatching(/\/backups\/desk\/locks\//) })]),
    )
  })
})

describe('an SSH server', () => {
  let server: Sshd
  beforeAll(async () => {
    server = await startSshd(at('sshd'))
  })
  const location = () => `sftp://${server.user}@${server.host}:${server.port}/${at('sftp')}`
  const options = (identity: string) => [
    '-o',
    `sftp.args=-F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=${server.knownHosts} -o GlobalKnownHostsFile=/dev/null -o IdentitiesOnly=yes -i ${identity}`,
  ]

  it('lets in one key, and denies what it is to deny', async () => {
    await expectRepository(location(), {}, ...options(server.identityFile))
    // restic does not always get to pass on what ssh says: asked is the server.
    expect((await restic(location(), {}, ...options(server.otherIdentity), 'cat', 'config')).said).toContain(
      'unable to start the sftp session',
    )
    await expect.poll(() => server.said()).toContain(`Connection closed by authenticating user ${server.user}`)
    server = await server.restart({ deny: ['remove'] })
    expect((await restic(location(), {}, ...options(server.identityFile), 'cat', 'config')).said).toMatch(
      /while unlocking.*permission denied/,
    )
    server = await server.restart({ readOnly: true })
    expect((await restic(location(), {}, ...options(server.identityFile), 'unlock')).said).toMatch(/permission denied/)
  })

  it.runIf(process.getuid?.() === 0)('lets in somebody else, who may not go everywhere', async () => {
    server = await server.restart({ user: 'nobody' })
    expect((await restic(location(), {}, ...options(server.identityFile), 'cat', 'config')).said).toMatch(/config: permission denied/)
  })

  it('with another host key is not believed', async () => {
    server = await server.changeHostKey()
    expect((await restic(location(), {}, ...options(server.identityFile), 'cat', 'config')).said).toContain(
      'unable to start the sftp session',
    )
    await expect.poll(() => server.said()).toMatch(/Connection closed by 127\.0\.0\.1 port \d+ \[preauth\]/)
  })
})

describe('a remote of rclone', () => {
  const asked = (remote: RcloneRemote, password?: string) =>
    [
      `rclone:${remote.remote}`,
      { RCLONE_CONFIG: remote.configFile, RCLONE_CONFIG_PASS: password },
      '-o',
      `rclone.program=${remote.rclone}`,
    ] as const

  it('whose configuration is encrypted opens with its password alone', async () => {
    mkdirSync(at('rclone'))
    const remote = await rcloneRemote(at('rclone'), 'sesame')
    await expectRepository(...asked(remote, 'sesame'))
    expect((await restic(...asked(remote, 'wrong'), 'cat', 'config')).said).toContain('unable to decrypt configuration')
  })
})

describe('a line', () => {
  let server: RestServer
  beforeAll(async () => {
    server = await startRestServer(at('behind'))
  })

  it('is cut after so many bytes, refuses, and comes back: restic goes on by itself', async () => {
    const line = await startProxy(server.port)
    const location = `rest:http://127.0.0.1:${line.port}/`
    await expectRepository(location, {})
    const cut = line.cutAfter(100_000)
    const broken = await restic(location, {}, 'backup', at('large'))
    await cut
    expect(broken.said).toMatch(/reset by peer|broken pipe/)
    expect(line.count().up).toBeLessThan(200_000)
    expect((await restic(location, {}, 'cat', 'config')).said).toMatch(/refused|reset by peer/)
    await line.heal()
    expect((await restic(location, {}, 'backup', at('large'))).code).toBe(0)
    line.garbage('HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nlog in')
    expect(await (await fetch(`http://127.0.0.1:${line.port}/config`)).text()).toBe('log in')
    line.blackHole()
    await expect(fetch(`http://127.0.0.1:${line.port}/`, { signal: AbortSignal.timeout(300) })).rejects.toThrow(/timeout/)
  })

  it('takes as long as it is told, and lets through no more than it is told', async () => {
    const line = await startProxy(server.port)
    const timed = async () => {
      const begun = performance.now()
      await (await fetch(`http://127.0.0.1:${line.port}/config`)).arrayBuffer()
      return performance.now() - begun
    }
    line.setLatency(250)
    expect(await timed()).toBeGreaterThanOrEqual(495)
    line.setLatency(0)
    line.setRate(500)
    expect(await timed()).toBeGreaterThanOrEqual(400)
  })
})
