import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { makeKit } from '../../../main/engine/kit/make-kit.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { startS3 } from '../../helpers/servers/s3.ts'
import { startSshd } from '../../helpers/servers/sshd.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome, testHost } from '../../helpers/temporary-home.ts'

const password = 'the one of the kit'

/** A vault that was backed up to a place, and its kit. */
async function backedUp(place: object, credentials: Readonly<Record<string, string>>) {
  const vault = path.join(temporaryFolder('vault'), 'notes')
  mkdirSync(vault)
  writeFileSync(path.join(vault, 'a.md'), 'the only copy')
  const { core, root } = await testHome({ environment: { VAULTKEEPER_PASSWORD_OFFSITE: password, ...credentials } })
  core.settings.configuration = Configuration.parse({
    version: 1,
    vaults: { notes: { name: 'Notes', path: vault, recoveryDocument: false } },
    repositories: { offsite: place },
    plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['offsite'] } },
  })
  expect(await runPlanNow(core, 'daily', testHost())).toMatchObject([{ verdict: 'done' }])
  const kit = await makeKit(core, 'offsite', testHost())
  for (const secret of [password, ...Object.values(credentials)]) {
    expect(JSON.stringify(kit)).not.toContain(secret)
    expect(JSON.stringify(recorded(root))).not.toContain(secret)
  }
  expect(kit.keys).toHaveLength(1)
  return kit
}

/** Types what a kit says on an empty computer, with the blanks filled in, and has the vault back. */
async function follow(
  kit: Awaited<ReturnType<typeof backedUp>>,
  blanks: readonly string[],
  prepare: (folder: string) => void = () => undefined,
) {
  const elsewhere = temporaryFolder('elsewhere')
  prepare(elsewhere)
  const left = [...blanks]
  // Without the last step, which is about an older state.
  const typed = kit.steps
    .slice(0, -1)
    .flatMap(({ commands }) => commands.map((line) => line.replace('____', () => left.shift() ?? 'one blank too many')))
  expect(left).toEqual([])
  const programs = path.dirname(process.env['VAULTKEEPER_RESTIC'] ?? '')
  const env = {
    PATH: `${programs}:${process.env['PATH']}`,
    HOME: elsewhere,
    RESTIC_PASSWORD: password,
    RESTIC_CACHE_DIR: path.join(elsewhere, 'cache'),
  }
  const { stdout } = await promisify(execFile)('sh', ['-ec', typed.join('\n')], { cwd: elsewhere, env, timeout: 60_000 })
  expect(stdout).toContain('daily/')
  expect(readFileSync(path.join(elsewhere, 'restored', 'Notes', 'a.md'), 'utf8')).toBe('the only copy')
}

it('a REST server with its own authority, a user and a password', { timeout: 60_000 }, async () => {
  const ca = testCa(temporaryFolder('ca'))
  const server = await startRestServer(temporaryFolder('rest'), { certificate: ca.issue(), users: { ada: 'of the server' } })
  // As many keep it for a server of their own: the private key beside the certificate.
  const both = path.join(temporaryFolder('both'), 'server.pem')
  const key = readFileSync(ca.issue().key, 'utf8')
  writeFileSync(both, `${key}${readFileSync(ca.certificate, 'utf8')}`)
  const place = { type: 'rest', url: `${server.url}laptop`, user: 'ada', caCertificate: both }
  const kit = await backedUp(place, { VAULTKEEPER_SECRET_OFFSITE_USER_PASSWORD: 'of the server' })
  for (const line of key.split('\n').filter((one) => one.length > 20 && !one.startsWith('-')))
    expect(JSON.stringify(kit)).not.toContain(line)
  expect(kit.place).toBe(`on a server: ${server.url}laptop, as ada`)
  await follow(kit, ['of the server'])
})

it('an S3 server with its own authority', { timeout: 60_000 }, async () => {
  const ca = testCa(temporaryFolder('ca'))
  const server = await startS3(temporaryFolder('s3'), {
    certificate: ca.issue(),
    buckets: ['backups'],
    keys: { 'key-of-ada': 'its secret' },
  })
  const place = { type: 's3', endpoint: server.endpoint, bucket: 'backups', prefix: 'laptop', caCertificate: ca.certificate }
  const credentials = { VAULTKEEPER_SECRET_OFFSITE_ACCESS_KEY_ID: 'key-of-ada', VAULTKEEPER_SECRET_OFFSITE_SECRET_ACCESS_KEY: 'its secret' }
  await follow(await backedUp(place, credentials), ['key-of-ada', 'its secret'])
})

it('SFTP with a key, and a host key that is known', { timeout: 60_000 }, async () => {
  const sshd = await startSshd(temporaryFolder('sshd'))
  const { host, user, port, identityFile, knownHosts } = sshd
  const place = { type: 'sftp', host, user, port, path: path.join(temporaryFolder('sftp'), 'repo'), identityFile, knownHosts }
  await follow(await backedUp(place, {}), [], (folder) => copyFileSync(identityFile, path.join(folder, 'ssh-key')))
})
