import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type Bench, openBench } from '../../helpers/cli-bench.ts'
import { writeNotes } from '../../helpers/cli-tree.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { startS3 } from '../../helpers/servers/s3.ts'
import { startSshd } from '../../helpers/servers/sshd.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const folder = temporaryFolder('refusals')
const ca = testCa(folder)
const caCertificate = ca.certificate
const at = (name: string) => path.join(folder, name)

/** Repositories at servers that are not as they should be, by what is wrong with them. */
async function places(): Promise<Record<string, object>> {
  const rest = async (name: string, certificate: ReturnType<typeof ca.issue>) =>
    ({ type: 'rest', url: (await startRestServer(at(name), { certificate, users: { ann: 'her password' } })).url, user: 'ann' }) as const
  const s3 = await startS3(at('s3'), { certificate: ca.issue(), buckets: ['backups'], keys: { ann: 'her secret' } })
  const sshd = await startSshd(at('sshd'))
  const stranger = await startSshd(at('stranger'))
  const sftp = { type: 'sftp', host: sshd.host, port: sshd.port, user: sshd.user, path: at('files') } as const
  return {
    unknown: await rest('unknown', ca.issue()),
    expired: { ...(await rest('expired', ca.issue('expired'))), caCertificate },
    'other-name': { ...(await rest('other-name', ca.issue('other-name'))), caCertificate },
    password: { ...(await rest('password', ca.issue())), caCertificate },
    secret: { type: 's3', endpoint: s3.endpoint, bucket: 'backups', caCertificate },
    bucket: { type: 's3', endpoint: s3.endpoint, bucket: 'nowhere', caCertificate },
    key: { ...sftp, identityFile: sshd.otherIdentity, knownHosts: sshd.knownHosts },
    host: { ...sftp, identityFile: sshd.identityFile, knownHosts: stranger.knownHosts },
  }
}

/** What the person has stored for them. */
const secrets: Record<string, string> = {
  VAULTKEEPER_SECRET_UNKNOWN_USER_PASSWORD: 'her password',
  VAULTKEEPER_SECRET_EXPIRED_USER_PASSWORD: 'her password',
  VAULTKEEPER_SECRET_OTHER_NAME_USER_PASSWORD: 'her password',
  VAULTKEEPER_SECRET_PASSWORD_USER_PASSWORD: 'not her password',
  VAULTKEEPER_SECRET_SECRET_ACCESS_KEY_ID: 'ann',
  VAULTKEEPER_SECRET_SECRET_SECRET_ACCESS_KEY: 'not her secret',
  VAULTKEEPER_SECRET_BUCKET_ACCESS_KEY_ID: 'ann',
  VAULTKEEPER_SECRET_BUCKET_SECRET_ACCESS_KEY: 'her secret',
}

/** By what is wrong: what the test of the place says, and with which remedy; and the code and the words of a backup. */
const words: readonly (readonly [string, RegExp, RegExp, string, RegExp])[] = [
  [
    'unknown',
    /certificate of 127\.0\.0\.1 was issued by Test authority, whom this machine does not trust/,
    /"caCertificate"/,
    'repository-certificate',
    /signed by nobody whom this machine trusts/,
  ],
  [
    'expired',
    /certificate of 127\.0\.0\.1 has expired on 20/,
    /has to renew it.*clock/,
    'repository-certificate',
    /certificate of the server of the repository "expired" has expired/,
  ],
  [
    'other-name',
    /not for 127\.0\.0\.1, but for other\.example/,
    /by a name that the certificate is for/,
    'repository-certificate',
    /made out to another name/,
  ],
  ['password', /does not let ann in: user or password is wrong/, /Look at user and password/, 'repository-refused', /401/],
  ['secret', /secret access key does not belong to the access key ID/, /Copy both anew/, 'repository-refused', /signature/],
  ['bucket', /no bucket "nowhere" there/, /Make it with the tools of the provider/, 'bucket-missing', /is not there/],
  ['key', /does not let \S+ in with the key that was shown/, /authorized_keys/, 'repository-refused', /refuses access/],
  [
    'host',
    /was never seen before\. It shows this host key: ssh-ed25519 SHA256:/,
    /Compare the fingerprint/,
    'host-key-unknown',
    /is not known on this machine/,
  ],
]

async function openRefused(): Promise<Bench> {
  const bench = openBench()
  const repositories = await places()
  writeNotes(bench.vault, 3)
  mkdirSync(bench.home, { recursive: true, mode: 0o700 })
  const names = Object.keys(repositories)
  const plans = { everywhere: { kind: 'daily', sources: ['notes'], repositories: names } }
  const configuration = { version: 1, vaults: { notes: { path: bench.vault, recoveryDocument: false } }, repositories, plans }
  writeFileSync(path.join(bench.home, 'backup_schedule.json'), JSON.stringify(configuration))
  const passwords = names.map((name) => [`VAULTKEEPER_PASSWORD_${name.toUpperCase().replace('-', '_')}`, 'a password'])
  Object.assign(bench.environment, secrets, Object.fromEntries(passwords))
  return bench
}

test('what is wrong with a server is told by the test of the place, and by a backup, of each by itself', async () => {
  const bench = await openRefused()
  const all = bench.start(['backup', 'everywhere', '--json'], { cap: 120_000 })
  for (const [name, sentence, remedy] of words) {
    const { code, stdout, took } = await bench.cli(['repository', 'test', name])
    expect.soft(stdout, name).toMatch(sentence)
    expect.soft(stdout, name).toMatch(remedy)
    expect.soft(code, name).toBe(1)
    expect.soft(took, name).toBeLessThan(20_000)
  }
  const { code, stdout } = await all.ended
  const { runs } = JSON.parse(stdout) as { runs: { problem: { code: string; sentence: string } | null }[] }
  expect(code).toBe(1)
  expect(runs.map(({ problem }) => problem?.code)).toEqual(words.map(([, , , wanted]) => wanted))
  for (const [index, [, , , , sentence]] of words.entries()) expect(runs[index]?.problem?.sentence).toMatch(sentence)
  expect(stdout).not.toMatch(/her password|her secret/)
}, 180_000)
