import { describe, expect, it } from 'vitest'
import { Configuration } from '../../main/contract/configuration.ts'

const MiB = 2 ** 20

/** What is said of a repository, `path: message` for each mistake. */
function saidOf(repository: object): string[] {
  const { error } = Configuration.safeParse({ version: 1, repositories: { it: repository } })
  return (error?.issues ?? []).map(({ path, message }) => `${path.slice(2).join('.')}: ${message}`)
}

/** A repository of each kind with all that belongs to it, and with as little as will do. */
const good: Record<string, readonly object[]> = {
  local: [{ path: '/srv/backups' }, { path: '~/Backups' }],
  sftp: [
    { host: 'backup.example.com', path: 'backups' },
    {
      host: '2001:db8::1',
      user: 'kim',
      port: 2222,
      path: '/srv/my backups/ü',
      identityFile: '~/.ssh/id_backup',
      knownHosts: '/etc/ssh/known',
    },
    { host: 'nas', path: '~/backups' },
  ],
  rest: [{ url: 'https://backup.example.com/laptop' }, { url: 'http://127.0.0.1:8000/', user: 'kim', caCertificate: '~/ca.pem' }],
  s3: [
    { endpoint: 'https://s3.eu-central-1.amazonaws.com', bucket: 'my-backups' },
    {
      endpoint: 'https://minio.lan:9000/',
      bucket: 'a.b_c',
      prefix: 'laptop/of kim',
      region: 'eu-central-1',
      bucketLookup: 'path',
      caCertificate: '/etc/ca.pem',
    },
  ],
  b2: [{ bucket: 'my-bucket' }, { bucket: 'my-bucket', prefix: 'a:b' }],
  azure: [
    { account: 'kimsbackups', container: 'restic' },
    { account: 'kim', container: 'c', prefix: 'p', endpointSuffix: 'core.chinacloudapi.cn' },
  ],
  gs: [{ bucket: 'my-bucket' }, { project: 'example.com:my-project-123', bucket: 'b', prefix: 'p' }],
  rclone: [{ remote: 'drive:' }, { remote: 'my drive:backups/of kim', configFile: '~/rclone.conf' }],
  uri: [
    { uri: 'swift:container:/folder', secrets: ['OS_PASSWORD', 'ST_KEY'] },
    { uri: 'rest:https://kim@example.com/', caCertificate: '/ca.pem' },
    { uri: 'rest:http://[::1]:8000/laptop' },
    { uri: 'rest:http+unix:///run/rest.sock:/laptop/' },
    { uri: 'sftp:kim@nas:/srv/backups' },
    { uri: 'sftp:nas:backups' },
    { uri: 'sftp://kim@[2001:db8::1]:2222//srv/my backups' },
    { uri: 's3:s3.amazonaws.com/bucket/folder', secrets: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] },
    { uri: 's3:http://127.0.0.1:9000/bucket' },
    { uri: 'b2:bucket' },
    { uri: 'b2:bucket:a/b', secrets: ['B2_ACCOUNT_ID', 'B2_ACCOUNT_KEY'] },
    { uri: 'azure:container:/', secrets: ['AZURE_ACCOUNT_NAME', 'AZURE_ACCOUNT_KEY'] },
    { uri: 'gs:bucket:/folder', secrets: ['GOOGLE_PROJECT_ID', 'GOOGLE_ACCESS_TOKEN'] },
    { uri: 'rclone:my drive:backups', secrets: ['RCLONE_CONFIG_PASS', 'RCLONE_CONFIG_DRIVE_TOKEN', 'RCLONE_CONFIG_BOX_SECRET_ACCESS_KEY'] },
  ],
}

describe.each(Object.entries(good))('a repository of the kind %s', (type, repositories) => {
  it('is taken with all that belongs to it, and with as little as will do', () => {
    for (const repository of repositories) expect(saidOf({ type, ...repository }), JSON.stringify(repository)).toEqual([])
  })

  it('has no secret among its settings', () => {
    for (const name of ['password', 'secretAccessKey', 'accountKey', 'token'])
      expect(saidOf({ type, ...repositories[0], [name]: 'hunter2' }).join()).toContain('vaultkeeper secret set')
  })
})

const bad: readonly (readonly [string, object])[] = [
  ['sftp host', { type: 'sftp', host: '-oProxyCommand=evil', path: '/b' }],
  ['sftp host', { type: 'sftp', host: 'kim@nas', path: '/b' }],
  ['sftp user', { type: 'sftp', host: 'nas', user: '-l', path: '/b' }],
  ['sftp user', { type: 'sftp', host: 'nas', user: 'kim:secret', path: '/b' }],
  ['sftp port', { type: 'sftp', host: 'nas', port: 0, path: '/b' }],
  ['sftp path', { type: 'sftp', host: 'nas', path: '../b' }],
  ['sftp path', { type: 'sftp', host: 'nas', path: '~kim/b' }],
  ['sftp path', { type: 'sftp', host: 'nas', path: 'a\nb' }],
  ['sftp key', { type: 'sftp', host: 'nas', path: '/b', identityFile: 'id_rsa' }],
  ['rest address', { type: 'rest', url: 'https://kim:secret@example.com/' }],
  ['rest address', { type: 'rest', url: 'https://example.com/?a=b' }],
  ['rest address', { type: 'rest', url: 'ftp://example.com/' }],
  ['s3 endpoint', { type: 's3', endpoint: 'https://s3.example.com/bucket', bucket: 'b' }],
  ['s3 endpoint', { type: 's3', endpoint: 's3.example.com', bucket: 'b' }],
  ['s3 endpoint', { type: 's3', endpoint: 'https://s3.example.com?', bucket: 'b' }],
  ['s3 bucket', { type: 's3', endpoint: 'https://s3.example.com', bucket: 'b/c' }],
  ['s3 bucket', { type: 's3', endpoint: 'https://s3.example.com', bucket: '-b' }],
  ['s3 prefix', { type: 's3', endpoint: 'https://s3.example.com', bucket: 'b', prefix: 'a/../../c' }],
  ['s3 region', { type: 's3', endpoint: 'https://s3.example.com', bucket: 'b', region: 'eu,s3.retries=9' }],
  ['s3 lookup', { type: 's3', endpoint: 'https://s3.example.com', bucket: 'b', bucketLookup: 'host' }],
  ['b2 bucket', { type: 'b2', bucket: 'b:c' }],
  ['azure account', { type: 'azure', container: 'c' }],
  ['azure account', { type: 'azure', account: 'Kim/x', container: 'c' }],
  ['azure suffix', { type: 'azure', account: 'kim', container: 'c', endpointSuffix: 'example.com/x' }],
  ['gs project', { type: 'gs', project: 'a b', bucket: 'b' }],
  ['rclone remote', { type: 'rclone', remote: 'drive' }],
  ['rclone remote', { type: 'rclone', remote: '--config=/evil:b' }],
  ['rclone remote', { type: 'rclone', remote: ':local:/etc' }],
  ['rclone remote', { type: 'rclone', remote: 'drive,token=hunter2:b' }],
  ['address', { type: 'uri', uri: '/srv/backups' }],
  ['address', { type: 'uri', uri: 'rest:https://kim:secret@example.com/' }],
  ['address', { type: 'uri', uri: 'rclone:drive,token=hunter2:b' }],
  ['address', { type: 'uri', uri: 's3:s3.example.com/b\n--password-file=x' }],
  ['variable', { type: 'uri', uri: 'b2:b:p', secrets: ['LD_PRELOAD'] }],
  ['variable', { type: 'uri', uri: 'b2:b:p', secrets: ['RESTIC_PASSWORD'] }],
  // Would be an option of rclone or of ssh, or settings that name a program.
  ['raw remote', { type: 'uri', uri: 'rclone::local:/etc' }],
  ['raw remote', { type: 'uri', uri: 'rclone::sftp,host=nas,ssh=/some/evil:b' }],
  ['raw remote', { type: 'uri', uri: 'rclone:drive,ssh="/some/evil":b' }],
  ['raw remote', { type: 'uri', uri: 'rclone:--password-command=/some/evil' }],
  ['raw remote', { type: 'uri', uri: 'rclone:--config=/evil:b' }],
  ['raw host', { type: 'uri', uri: 'sftp:-oProxyCommand=/some/evil:/b' }],
  ['raw host', { type: 'uri', uri: 'sftp:kim@-oProxyCommand=evil:/b' }],
  ['raw host', { type: 'uri', uri: 'sftp://-oProxyCommand=evil/b' }],
  ['raw host', { type: 'uri', uri: 'sftp://%2DoProxyCommand=evil/b' }],
  ['raw password', { type: 'uri', uri: 'sftp:kim:hunter2@nas:/b' }],
  ['raw password', { type: 'uri', uri: 'rest:kim:hunter2@example.com/' }],
  ['raw password', { type: 'uri', uri: 'rest:https://kim:hunter2/@example.com/' }],
  ['raw password', { type: 'uri', uri: 'rest:https:kim:hunter2@example.com/' }],
  ['raw password', { type: 'uri', uri: 's3:key:hunter2@s3.example.com/b' }],
  ['raw address', { type: 'uri', uri: 'rest:https://example.com/?token=hunter2' }],
  ['raw address', { type: 'uri', uri: 'azure:c?sig=hunter2:/' }],
  ['raw address', { type: 'uri', uri: 'rest:file:///etc' }],
  ['raw address', { type: 'uri', uri: 's3:file:///etc' }],
  ['raw address', { type: 'uri', uri: 'constructor:b' }],
  ['program', { type: 'uri', uri: 'rclone:drive:b', secrets: ['RCLONE_PASSWORD_COMMAND'] }],
  ['program', { type: 'uri', uri: 'rclone:drive:b', secrets: ['RCLONE_SFTP_SSH'] }],
  ['program', { type: 'uri', uri: 'rclone:drive:b', secrets: ['RCLONE_CONFIG_DRIVE_SSH'] }],
  ['program', { type: 'uri', uri: 'rclone:drive:b', secrets: ['RCLONE_CONFIG_DRIVE_BEARER_TOKEN_COMMAND'] }],
  ['program', { type: 'uri', uri: 'gs:b:/', secrets: ['GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES'] }],
  ['program', { type: 'uri', uri: 's3:s3.example.com/b', secrets: ['AWS_SHARED_CREDENTIALS_FILE'] }],
  ['variable', { type: 'uri', uri: 'b2:b:p', secrets: ['RESTIC_PASSWORD_COMMAND'] }],
  ['variable', { type: 'uri', uri: 'b2:b:p', secrets: ['PATH'] }],
  ['variable', { type: 'uri', uri: 'b2:b:p', secrets: ['GODEBUG'] }],
  ['sftp user', { type: 'sftp', host: 'nas', user: 'kim;touch', path: '/b' }],
  ['sftp user', { type: 'sftp', host: 'nas', user: 'kim\0', path: '/b' }],
  ['rest user', { type: 'rest', url: 'https://example.com/', user: 'kim\0' }],
  ['rest address', { type: 'rest', url: 'https://@example.com/' }],
  ['rest address', { type: 'rest', url: 'https://example.com/\0' }],
  ['folder', { type: 'local', path: '/srv/\0' }],
  ['mirror', { type: 'local', path: '/m', mirror: { schedule: 'every 1h' } }],
  ['pack size', { type: 'local', path: '/m', packSize: '2 MiB' }],
  ['pack size', { type: 'local', path: '/m', packSize: '129 MiB' }],
  ['pack size', { type: 'local', path: '/m', packSize: '4.5 MiB' }],
  ['connections', { type: 'local', path: '/m', connections: 65 }],
  ['concurrency', { type: 'local', path: '/m', readConcurrency: 0 }],
  ['half a time', { type: 'local', path: '/m', limitUpload: [{ from: '08:00', rate: '1 MiB/s' }] }],
  ['no time', { type: 'local', path: '/m', limitUpload: [{ from: '08:00', to: '08:00', rate: '1 MiB/s' }] }],
  ['no rate', { type: 'local', path: '/m', limitDownload: [{ from: '08:00', to: '09:00' }] }],
]

it.each(bad)('a wrong %s is refused: %j', (_, repository) => {
  expect(saidOf(repository)).toHaveLength(1)
  expect(saidOf(repository).join()).not.toContain('hunter2')
})

it('what is left open is filled in', () => {
  const { repositories, machines } = Configuration.parse({
    version: 1,
    machines: { server: {}, 'nas.lan': { name: 'The NAS', staleAfter: '2d' } },
    repositories: {
      plain: { type: 'local', path: '/p' },
      full: {
        type: 's3',
        endpoint: 'https://s3.example.com',
        bucket: 'b',
        packSize: '64 MiB',
        connections: 8,
        readConcurrency: 4,
        limitUpload: [{ from: '08:00', to: '18:00', rate: '1 MiB/s' }, { rate: '10 MiB/s' }],
        mirror: { of: 'plain' },
      },
    },
  })
  expect(repositories['plain']).toMatchObject({ limitUpload: null, packSize: null, connections: null, readConcurrency: null, mirror: null })
  expect(repositories['full']).toMatchObject({
    bucketLookup: 'auto',
    packSize: 64 * MiB,
    connections: 8,
    readConcurrency: 4,
    limitUpload: [
      { from: '08:00', to: '18:00', rate: MiB },
      { from: null, to: null, rate: 10 * MiB },
    ],
    mirror: { of: 'plain', schedule: 'every 1h', staleAfter: 26 * 3_600_000 },
  })
  expect(machines).toEqual({
    server: { name: 'server', staleAfter: null },
    'nas.lan': { name: 'The NAS', staleAfter: 2 * 86_400_000 },
  })
})
