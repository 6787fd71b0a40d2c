import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Repository } from '../../../main/contract/configuration/repository.ts'
import { comebackCommand } from '../../../main/engine/kit/comeback-command.ts'
import { keysOfHost } from '../../../main/engine/kit/host-keys.ts'
import { kitWay } from '../../../main/engine/kit/kit-way.ts'
import { resticCommands } from '../../../main/engine/kit/restic-commands.ts'

const facts = {
  caCertificate: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  hostKeys: ['ssh-ed25519 AAAA'],
  platform: 'linux' as const,
}

/** All lines to type, up to the one that lists what there is. */
function lines(place: object, platform: NodeJS.Platform = 'linux'): string[] {
  const way = kitWay(Repository.parse(place), { ...facts, platform })
  return resticCommands({ way, host: 'laptop', vaults: [] }, platform)
    .slice(0, -1)
    .flatMap(({ commands }) => commands)
}

const certificate = `printf '%s\\n' '-----BEGIN CERTIFICATE-----' 'MIIB' '-----END CERTIFICATE-----' > server-ca.pem`

const kinds: [string, object, string[]][] = [
  ['a folder', { type: 'local', path: '/mnt/b/repo' }, ['restic -r /mnt/b/repo snapshots --no-lock --host laptop']],
  [
    'SFTP',
    { type: 'sftp', host: 'nas', user: 'ada', port: 2222, path: '/srv/repo', identityFile: '/home/ada/.ssh/backup' },
    [
      'chmod 600 ssh-key',
      `printf '%s\\n' '[nas]:2222 ssh-ed25519 AAAA' > known_hosts`,
      `restic -r sftp://ada@nas:2222//srv/repo -o 'sftp.args=-oIdentityFile=ssh-key -oIdentitiesOnly=yes -oUserKnownHostsFile=known_hosts -oStrictHostKeyChecking=yes' snapshots --no-lock --host laptop`,
    ],
  ],
  [
    'a REST server with a user and an own authority',
    { type: 'rest', url: 'https://nas:8000/laptop', user: 'ada', caCertificate: '/etc/ca.pem' },
    [
      'export RESTIC_REST_USERNAME=ada',
      `export RESTIC_REST_PASSWORD='____'`,
      certificate,
      'restic -r rest:https://nas:8000/laptop --cacert server-ca.pem snapshots --no-lock --host laptop',
    ],
  ],
  [
    'S3',
    { type: 's3', endpoint: 'https://s3.example.com', bucket: 'backups', prefix: 'laptop', region: 'eu-1', bucketLookup: 'path' },
    [
      `export AWS_ACCESS_KEY_ID='____'`,
      `export AWS_SECRET_ACCESS_KEY='____'`,
      'restic -r s3:https://s3.example.com/backups/laptop -o s3.region=eu-1 -o s3.bucket-lookup=path snapshots --no-lock --host laptop',
    ],
  ],
  [
    'B2',
    { type: 'b2', bucket: 'backups', prefix: 'laptop' },
    [`export B2_ACCOUNT_ID='____'`, `export B2_ACCOUNT_KEY='____'`, 'restic -r b2:backups:laptop snapshots --no-lock --host laptop'],
  ],
  [
    'Azure',
    { type: 'azure', account: 'mine', container: 'backups', endpointSuffix: 'core.chinacloudapi.cn' },
    [
      'export AZURE_ACCOUNT_NAME=mine',
      'export AZURE_ENDPOINT_SUFFIX=core.chinacloudapi.cn',
      `export AZURE_ACCOUNT_KEY='____'`,
      'restic -r azure:backups:/ snapshots --no-lock --host laptop',
    ],
  ],
  [
    'Google Cloud Storage',
    { type: 'gs', project: 'my-project', bucket: 'backups', prefix: 'laptop' },
    [
      'export GOOGLE_PROJECT_ID=my-project',
      'export GOOGLE_APPLICATION_CREDENTIALS=service-account.json',
      'restic -r gs:backups:/laptop snapshots --no-lock --host laptop',
    ],
  ],
  [
    'rclone',
    { type: 'rclone', remote: 'drive:my backups' },
    ['export RCLONE_CONFIG=rclone.conf', `restic -r 'rclone:drive:my backups' snapshots --no-lock --host laptop`],
  ],
  [
    'an address as it is',
    { type: 'uri', uri: 'swift:container:/path', secrets: ['OS_PASSWORD'] },
    [`export OS_PASSWORD='____'`, 'restic -r swift:container:/path snapshots --no-lock --host laptop'],
  ],
]

describe('the way to a repository on another computer', () => {
  it.each(kinds)('%s', (_, place, expected) => {
    expect(lines(place)).toEqual(expected)
  })

  it('tells the fingerprint of the host key, which is what ssh and the return of a machine show', () => {
    const hostKeys = ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBsJkOE50GvIahOISp//jcArRkdUNrWpSFFVYik2aCUy']
    const [step] = kitWay(Repository.parse({ type: 'sftp', host: 'nas', user: 'ada', path: '/srv/repo' }), { ...facts, hostKeys }).steps
    // As ssh-keygen -l tells it.
    expect(step?.title).toMatch(/ ssh-ed25519 SHA256:Xyck6nyuJkvMIa\+7k3tU1k3ZiKU8PZ1kmU\+6V8DPNOo$/)
  })

  it.each([
    [{ type: 'local', path: "/mnt/a drive/it's" }, `vaultkeeper init --from '/mnt/a drive/it'\\''s'`],
    [{ type: 'rest', url: 'https://nas:8000/laptop' }, 'vaultkeeper init --from rest:https://nas:8000/laptop'],
    [
      { type: 'rest', url: 'https://nas:8000/laptop', user: 'ada@home', caCertificate: '/etc/ca.pem' },
      'vaultkeeper init --from rest:https://ada%40home@nas:8000/laptop --ca-certificate server-ca.pem',
    ],
    [{ type: 'b2', bucket: 'backups', prefix: 'laptop' }, 'vaultkeeper init --from b2:backups:laptop'],
  ])('by Vaultkeeper itself is one command that says all but the secrets: %j', (place, command) => {
    const parsed = Repository.parse(place)
    expect(comebackCommand(parsed, kitWay(parsed, facts), 'linux')).toBe(command)
  })

  it('is written for PowerShell on Windows', () => {
    const rest = { type: 'rest', url: 'https://nas/laptop', user: 'ada', caCertificate: 'C:\\ca.pem' }
    expect(lines(rest, 'win32')).toEqual([
      `$env:RESTIC_REST_USERNAME = 'ada'`,
      `$env:RESTIC_REST_PASSWORD = '____'`,
      `'-----BEGIN CERTIFICATE-----','MIIB','-----END CERTIFICATE-----' | Set-Content -Encoding ascii server-ca.pem`,
      'restic -r rest:https://nas/laptop --cacert server-ca.pem snapshots --no-lock --host laptop',
    ])
  })
})

describe('the host keys that a server is known by', () => {
  it('by its name, its port, and where names are hashed; not those of others, nor revoked ones', () => {
    const salt = Buffer.from('some salt, 20 bytes!').toString('base64')
    const hash = createHmac('sha1', Buffer.from(salt, 'base64')).update('nas').digest('base64')
    const text = [
      '# nas ssh-rsa COMMENT',
      'other,nas ssh-ed25519 PLAIN',
      '[nas]:2222 ssh-ed25519 PORT',
      `|1|${salt}|${hash} ecdsa-sha2-nistp256 HASHED words`,
      '@revoked nas ssh-ed25519 REVOKED',
      'nasty ssh-ed25519 OTHER',
      'nas',
      '',
    ].join('\n')
    expect(keysOfHost(text, 'nas')).toEqual(['ssh-ed25519 PLAIN', 'ecdsa-sha2-nistp256 HASHED'])
    expect(keysOfHost(text, 'nas', 2222)).toEqual(['ssh-ed25519 PORT'])
  })
})
