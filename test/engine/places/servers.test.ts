import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { testPlace } from '../../../main/engine/places/test-place.ts'
import { acceptHostKey } from '../../../main/engine/repositories/reach/host-key.ts'
import { keepInFile } from '../../../main/engine/secrets/password.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { startHttpFaults } from '../../helpers/servers/http-faults.ts'
import { rcloneRemote } from '../../helpers/servers/rclone-remote.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { startS3 } from '../../helpers/servers/s3.ts'
import { startSshd } from '../../helpers/servers/sshd.ts'
import { type TestCa, testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome } from '../../helpers/temporary-home.ts'

const home = await testHome()
let ca: TestCa
let folder: string
beforeAll(() => {
  folder = temporaryFolder('servers')
  ca = testCa(folder)
})

type Wish = Omit<Parameters<typeof testPlace>[1], 'settings'> & { readonly cap?: number }

/** What is said of a place, each as `state about: sentence`, and what is there. */
async function tested(settings: Record<string, unknown>, { cap, ...wish }: Wish = {}) {
  const began = performance.now()
  const { checks, ...test } = await testPlace(home.core, { settings, ...wish }, undefined, cap)
  expect(performance.now() - began).toBeLessThan(20_000)
  for (const { state, remedy } of checks) if (state === 'bad') expect(remedy).toMatch(/\w/)
  return {
    ...test,
    said: checks.map(({ state, about, sentence }) => `${state} ${about}: ${sentence}`),
    remedies: checks.map(({ remedy }) => remedy),
  }
}

describe('a REST server', { timeout: 60_000 }, () => {
  it('is told by its certificate: known by our own authority, unknown, expired, of another name', async () => {
    const place = temporaryFolder('rest')
    const at = async (kind: 'good' | 'expired' | 'other-name') => (await startRestServer(place, { certificate: ca.issue(kind) })).url
    const good = await at('good')
    expect(await tested({ type: 'rest', url: good, caCertificate: ca.certificate })).toMatchObject({ state: 'good', holds: 'nothing' })
    const unknown = await tested({ type: 'rest', url: good })
    expect(unknown).toMatchObject({
      state: 'bad',
      said: [
        expect.stringMatching(/^bad certificate: The certificate of 127\.0\.0\.1 was issued by .*whom this machine does not trust\.$/),
      ],
    })
    expect(unknown.remedies[0]).toContain('--ca-certificate')
    expect((await tested({ type: 'rest', url: good, caCertificate: path.join(folder, 'none.pem') })).said[0]).toMatch(
      /^bad certificate: .*none\.pem, .* is not there\.$/,
    )
    for (const endless of ['/dev/zero', folder])
      expect((await tested({ type: 'rest', url: good, caCertificate: endless })).said).toEqual([
        `bad certificate: ${endless} holds no certificate.`,
      ])
    expect((await tested({ type: 'rest', url: await at('expired'), caCertificate: ca.certificate })).said).toEqual([
      expect.stringMatching(/^bad certificate: The certificate of 127\.0\.0\.1 has expired on \d{4}-\d\d-\d\d\.$/),
    ])
    expect((await tested({ type: 'rest', url: await at('other-name'), caCertificate: ca.certificate })).said).toEqual([
      'bad certificate: The certificate there is not for 127.0.0.1, but for other.example.',
    ])
    // TLS asked of a server that has none.
    const plain = await startRestServer(place)
    expect((await tested({ type: 'rest', url: plain.url.replace('http:', 'https:') })).said[0]).toMatch(
      /^bad certificate: .* does not speak TLS/,
    )
    // And the other way round.
    expect(await tested({ type: 'rest', url: good.replace('https:', 'http:') })).toMatchObject({
      said: [expect.stringMatching(/^bad server: 127\.0\.0\.1:\d+ does not take plain http\.$/)],
      remedies: ['Look whether the address is to begin with https://'],
    })
  })

  it('asks for a user and a password, and says what is in the repository, and that nothing can be removed', async () => {
    const place = temporaryFolder('rest')
    const server = await startRestServer(place, { users: { ada: 'right one' }, appendOnly: true })
    const settings = { type: 'rest', url: `${server.url}laptop`, user: 'ada' }
    expect((await tested({ type: 'rest', url: server.url })).said[0]).toMatch(/^bad credentials: .* asks for a log-in\.$/)
    expect((await tested(settings)).said).toEqual(['bad credentials: The place asks for "Password of the user ada", which is not there.'])
    const wrong = await tested(settings, { secrets: { 'user-password': 'wrong one' } })
    expect(wrong.said[0]).toMatch(/^bad credentials: .* does not let ada in: user or password is wrong\.$/)
    // What was tried and refused is a word like any other from then on.
    expect(home.core.redactor.knows('wrong one')).toBe(false)
    const secrets = { 'user-password': 'right one' }
    expect(await tested(settings, { secrets })).toMatchObject({ holds: 'nothing', state: 'good' })
    await rawRestic(path.join(place, 'laptop'), 'opens it')('init', '--no-cache')
    expect(await tested(settings, { secrets })).toMatchObject({
      holds: 'repository',
      found: null,
      said: expect.arrayContaining([expect.stringMatching(/^attention remove: Nothing can be removed there \(append-only\)/)]),
    })
    // The address of a repository that is known elsewhere was changed to this one.
    const known = {
      event: 'repository.known',
      repository: 'moved',
      id: 'another',
      location: 'rest:http://before/',
      fingerprint: '',
    } as const
    await home.core.record({ ...known, password: 'file' })
    keepInFile(home.core.home, 'moved', 'that of before')
    expect(await tested(settings, { name: 'moved', secrets })).toMatchObject({
      state: 'bad',
      said: expect.arrayContaining(['bad password: The password does not open it.']),
    })
    expect((await tested(settings, { secrets, password: 'opens it not' })).said).toContain('bad password: The password does not open it.')
    const opened = await tested({ ...settings, appendOnly: true }, { secrets, password: 'opens it' })
    expect(opened).toMatchObject({ state: 'good', found: { snapshots: 0, hosts: [], newest: null } })
    expect(opened.said).toEqual(
      expect.arrayContaining([
        'good writable: It can be read and written.',
        'good remove: Nothing can be removed there, as it is meant: append-only.',
      ]),
    )
  })

  it('behind a log-in page of a network, or with a clock of its own, is told as that', async () => {
    const server = await startRestServer(temporaryFolder('rest'))
    const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Log in, dear guest</html>' }
    const faults = await startHttpFaults(server.url, [page])
    expect((await tested({ type: 'rest', url: faults.url })).said[0]).toMatch(/^bad server: A page for people answers in the place of /)
    faults.setRules([{ status: 302, headers: { location: 'http://login.hotel.example/' } }])
    expect((await tested({ type: 'rest', url: faults.url })).said[0]).toContain('(it leads to login.hotel.example)')
    // restic goes where it leads, and would take what is not there for a place to make a repository at.
    faults.setRules([
      { url: /^\/config/, status: 302, headers: { location: `http://localhost:${faults.port}/log-in` } },
      { url: /^\/log-in/, status: 404 },
    ])
    expect(await tested({ type: 'rest', url: faults.url })).toMatchObject({
      holds: 'unknown',
      said: [expect.stringContaining('(it leads to localhost)')],
    })
    faults.setRules([])
    home.setTime(new Date(Date.now() + 3_600_000))
    expect((await tested({ type: 'rest', url: faults.url })).said).toContain(
      'attention clock: The clock of this machine is 60 minutes ahead of that of the server.',
    )
    home.setTime(undefined)
  })

  it('that is not there, has no name, or never answers', async () => {
    const server = await startRestServer(temporaryFolder('rest'))
    server.freeze()
    expect((await tested({ type: 'rest', url: server.url }, { cap: 300 })).said[0]).toMatch(
      /^bad server: .* does not answer within 20 seconds\.$/,
    )
    server.thaw()
    await server.end()
    expect((await tested({ type: 'rest', url: server.url })).said).toEqual([
      `bad server: 127.0.0.1:${server.port} refuses the connection: nothing listens there.`,
    ])
    expect((await tested({ type: 'rest', url: 'https://nobody.invalid/x' })).said[0]).toMatch(
      /^bad server: (?:There is no server nobody\.invalid|The name nobody\.invalid could not be looked up)/,
    )
    const closing = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    await new Promise((ready) => closing.once('listening', ready))
    expect((await tested({ type: 'rest', url: `http://127.0.0.1:${(closing.address() as AddressInfo).port}/` })).said[0]).toMatch(
      /^bad server: .* breaks the connection off/,
    )
    closing.close()
  })
})

describe('an S3 server', { timeout: 60_000 }, () => {
  it('is told by what it says of keys and bucket', async () => {
    const server = await startS3(temporaryFolder('s3'), {
      certificate: ca.issue(),
      buckets: ['backups'],
      keys: { MYKEYID: 'my-secret-key' },
    })
    const settings = { type: 's3', endpoint: server.endpoint, bucket: 'backups', prefix: 'laptop', caCertificate: ca.certificate }
    const secrets = { 'access-key-id': 'MYKEYID', 'secret-access-key': 'my-secret-key' }
    expect(await tested(settings, { secrets })).toMatchObject({ state: 'good', holds: 'nothing' })
    expect((await tested(settings)).said).toEqual([
      'bad credentials: The place asks for "Access key ID", which is not there.',
      'bad credentials: The place asks for "Secret access key", which is not there.',
    ])
    expect((await tested(settings, { secrets: { ...secrets, 'access-key-id': 'ANOTHERID' } })).said[0]).toMatch(
      /^bad credentials: .* does not know this access key ID\.$/,
    )
    expect((await tested(settings, { secrets: { ...secrets, 'secret-access-key': 'another-secret' } })).said).toEqual([
      'bad credentials: The secret access key does not belong to the access key ID.',
    ])
    expect((await tested({ ...settings, bucket: 'missing' }, { secrets })).said).toEqual([
      'bad content: There is no bucket "missing" there.',
    ])
    const { caCertificate: _, ...untrusting } = settings
    expect((await tested(untrusting, { secrets })).said[0]).toMatch(/^bad certificate: /)
  })
})

describe('an SSH server', { timeout: 60_000 }, () => {
  it('shows its host key once, is known from then on, and is refused when it shows another', async () => {
    const server = await startSshd(path.join(temporaryFolder('sshd'), 'server'))
    const place = path.join(temporaryFolder('sftp'), 'repository')
    const known = path.join(folder, 'no known hosts')
    const settings = {
      type: 'sftp',
      host: server.host,
      port: server.port,
      user: server.user,
      path: place,
      identityFile: server.identityFile,
      knownHosts: known,
    }
    const first = await tested(settings)
    const fingerprint = first.hostKey?.keys[0]?.fingerprint ?? ''
    expect(first).toMatchObject({ state: 'bad', hostKey: { state: 'unknown', port: server.port } })
    expect(fingerprint).toMatch(/^SHA256:[\w+/]{43}$/)
    expect(first.said[0]).toContain(`It shows this host key: ssh-ed25519 ${fingerprint}.`)
    const where = { host: server.host, port: server.port, user: server.user, identityFile: server.identityFile, knownHosts: known }
    await expect(acceptHostKey(home.core, where, `SHA256:${'A'.repeat(43)}`)).rejects.toMatchObject({ problem: { code: 'host-key-other' } })
    await acceptHostKey(home.core, where, fingerprint)
    const before = readdirSync(path.dirname(place))
    expect(await tested(settings)).toMatchObject({
      state: 'good',
      holds: 'nothing',
      hostKey: null,
      said: expect.arrayContaining(['good writable: You may write there.']),
    })
    expect(readdirSync(path.dirname(place))).toEqual(before)
    expect((await tested({ ...settings, identityFile: server.otherIdentity })).said[0]).toMatch(
      /^bad credentials: .* does not let \w+ in with the key that was shown\.$/,
    )
    const trusted = readFileSync(home.core.home.knownHosts, 'utf8')
    expect((await tested({ ...settings, identityFile: `${known}-key` })).said[0]).toBe(
      `bad credentials: The private key ${known}-key is not there.`,
    )
    const open = path.join(folder, 'open key')
    copyFileSync(server.identityFile, open)
    chmodSync(open, 0o644)
    expect((await tested({ ...settings, identityFile: open })).said[0]).toBe(
      `bad credentials: ssh does not use the private key ${open}, for others may read it (mode 644).`,
    )
    const readOnly = await server.restart({ readOnly: true })
    expect((await tested(settings)).said).toContain(`bad writable: ${server.user} may not write at ${place}.`)
    await readOnly.changeHostKey()
    const changed = await tested(settings)
    expect(changed).toMatchObject({ state: 'bad', hostKey: { state: 'changed' } })
    expect(changed.said[0]).toContain('shows another host key than before')
    expect(readFileSync(home.core.home.knownHosts, 'utf8')).toBe(trusted)
    // What is said to be done about it does it: the old key stands in our file, not in the person's.
    const [command = ''] = /ssh-keygen -R [^)]+/.exec(changed.remedies[0] ?? '') ?? []
    execFileSync('sh', ['-c', command])
    expect(await tested(settings)).toMatchObject({ hostKey: { state: 'unknown' } })
  })

  it('that does not listen', async () => {
    const settings = { type: 'sftp', host: '127.0.0.1', port: 1, path: '/x' }
    expect((await tested(settings)).said).toEqual(['bad server: 127.0.0.1:1 refuses the connection: no ssh server listens there.'])
  })
})

describe('other kinds', { timeout: 60_000 }, () => {
  it('rclone: a remote that it knows, one that it does not, and no rclone at all', async () => {
    const { remote, configFile, rclone } = await rcloneRemote(path.join(temporaryFolder('rclone'), 'r'))
    expect((await tested({ type: 'rclone', remote, configFile })).said).toEqual([
      expect.stringMatching(/^bad program: This machine has no rclone/),
    ])
    const usual = home.environment['PATH']
    home.environment['PATH'] = `${path.dirname(rclone)}:${usual}`
    expect(await tested({ type: 'rclone', remote, configFile })).toMatchObject({ state: 'good', holds: 'nothing' })
    expect((await tested({ type: 'rclone', remote: 'nowhere:x', configFile })).said).toEqual([
      'bad settings: rclone knows no remote "nowhere".',
    ])
    home.environment['PATH'] = usual
  })

  it.each([
    [
      { type: 'b2', bucket: 'backups' },
      { 'account-id': 'id-of-key', 'account-key': 'key-itself' },
    ],
    [
      { type: 'azure', account: 'nobodyhasthis', container: 'backups', endpointSuffix: 'nobody.invalid' },
      { 'account-key': 'a2V5LWl0c2VsZg==' },
    ],
    [{ type: 'gs', bucket: 'backups' }, { 'service-account': '{"type":"service_account","private_key":"x"}' }],
  ])('%o: that it cannot be reached is told in words', async (settings, secrets) => {
    expect((await tested(settings, { secrets })).said[0]).toMatch(/^bad server: /)
  })

  it('a raw address is tried as it is', async () => {
    const server = await startRestServer(temporaryFolder('rest'))
    expect(await tested({ type: 'uri', uri: `rest:${server.url}x` })).toMatchObject({ holds: 'nothing' })
  })

  it('a folder: with its password it is told what is in it', async () => {
    const place = path.join(temporaryFolder('drive'), 'r')
    mkdirSync(place)
    await rawRestic(place, 'opens it')('init', '--no-cache')
    expect(await tested({ type: 'local', path: place }, { password: 'opens it' })).toMatchObject({
      holds: 'repository',
      found: { snapshots: 0 },
    })
    expect((await tested({ type: 'local', path: place }, { password: 'no' })).said).toContain(
      'bad password: The password does not open it.',
    )
  })
})
