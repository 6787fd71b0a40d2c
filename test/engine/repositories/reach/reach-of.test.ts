import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Repository } from '../../../../main/contract/configuration/repository.ts'
import { Configuration } from '../../../../main/contract/configuration.ts'
import { missingNeeds } from '../../../../main/engine/repositories/reach/needs-of.ts'
import type { Reach } from '../../../../main/engine/repositories/reach/reach.ts'
import { reachOf } from '../../../../main/engine/repositories/reach/reach-of.ts'
import { withSecrets } from '../../../../main/engine/repositories/reach/with-secrets.ts'

const facts = { platform: 'linux', knownHosts: '/home/kim/.local/share/vaultkeeper/known_hosts' } as const

/** The way to a repository as a form gives it. */
function reach(settings: object, platform: NodeJS.Platform = 'linux'): Reach {
  const repository = Configuration.parse({ version: 1, repositories: { it: settings } }).repositories['it']
  if (repository === undefined) throw new Error('it is configured')
  return reachOf(repository, { ...facts, platform })
}
/** `part -> variable (as)` for each need. */
const needsOf = ({ needs }: Reach) =>
  needs.map(({ part, variable, as, optional }) => `${part} -> ${variable} (${as}${optional ? ', optional' : ''})`)

// Forms of addresses and variables: https://restic.readthedocs.io/en/stable/030_preparing_a_new_repo.html
describe('restic gets to', () => {
  it('a folder', () => {
    expect(reach({ type: 'local', path: '/srv/my backups' })).toEqual({
      location: '/srv/my backups',
      remote: false,
      environment: {},
      options: {},
      program: null,
      needs: [],
    })
  })

  // "sftp://user@[::1]:2222//srv/restic-repo": an address with a port, and two slashes for an absolute path.
  it.each([
    [{ host: 'nas', path: 'backups' }, 'sftp://nas/backups'],
    [{ host: 'nas', path: '~/backups/' }, 'sftp://nas/backups/'],
    [{ host: 'nas', path: '~' }, 'sftp://nas/.'],
    [{ host: 'host.example.com', user: 'kim', port: 2222, path: '/srv/restic-repo' }, 'sftp://kim@host.example.com:2222//srv/restic-repo'],
    [{ host: '::1', user: 'kim', path: '/srv/a b#c?d%e' }, 'sftp://kim@[::1]//srv/a%20b%23c%3Fd%25e'],
  ])('SFTP: %j', (settings, location) => {
    const found = reach({ type: 'sftp', ...settings })
    expect(found).toMatchObject({ location, remote: true, environment: {}, program: 'ssh', needs: [] })
    expect(found.options).toEqual({
      'sftp.args':
        '-oBatchMode=yes -oStrictHostKeyChecking=yes ' +
        `'-oUserKnownHostsFile=${facts.knownHosts} ~/.ssh/known_hosts ~/.ssh/known_hosts2' ` +
        '-oUpdateHostKeys=no -oConnectTimeout=10 -oServerAliveInterval=15 -oServerAliveCountMax=4 -oClearAllForwardings=yes',
    })
  })

  it('SFTP with a key and host keys of its own', () => {
    const { options } = reach({ type: 'sftp', host: 'nas', path: '/b', identityFile: "/home/o'neil/my 100% key", knownHosts: '/etc/known' })
    expect(options['sftp.args']).toContain(` '-oUserKnownHostsFile=${facts.knownHosts} /etc/known' `)
    expect(options['sftp.args']).toContain(` '-oIdentityFile="/home/o\\'neil/my 100%% key"' -oIdentitiesOnly=yes`)
  })

  // "rest:https://user:pass@host:8000/": user information is part of the address.
  it('a REST server, with and without a log-in', () => {
    expect(reach({ type: 'rest', url: 'https://backup.example.com/laptop' })).toMatchObject({
      location: 'rest:https://backup.example.com/laptop',
      options: {},
      needs: [],
    })
    const found = reach({
      type: 'rest',
      url: 'https://backup.example.com:8000/',
      user: 'kim',
      caCertificate: '/etc/ca.pem',
      connections: 12,
    })
    expect(found).toMatchObject({
      location: 'rest:https://kim@backup.example.com:8000/',
      caCertificate: '/etc/ca.pem',
      options: { 'rest.connections': '12' },
    })
    expect(needsOf(found)).toEqual(['user-password -> RESTIC_REPOSITORY (location)'])
  })

  // "s3:https://server:port/bucket_name/prefix"; AWS_SHARED_CREDENTIALS_FILE is one of the places that are looked at for keys.
  it('S3, with the keys in a file without a name, or where there are none of these in the environment', () => {
    const settings = { type: 's3', endpoint: 'https://s3.eu-central-1.amazonaws.com', bucket: 'my-backups' }
    expect(reach(settings)).toMatchObject({
      location: 's3:https://s3.eu-central-1.amazonaws.com/my-backups',
      environment: {},
      options: {},
      program: null,
    })
    expect(needsOf(reach(settings))).toEqual([
      'access-key-id -> AWS_SHARED_CREDENTIALS_FILE (file)',
      'secret-access-key -> AWS_SHARED_CREDENTIALS_FILE (file)',
    ])
    expect(needsOf(reach(settings, 'darwin'))).toEqual([
      'access-key-id -> AWS_ACCESS_KEY_ID (environment)',
      'secret-access-key -> AWS_SECRET_ACCESS_KEY (environment)',
    ])
    expect(
      reach({
        ...settings,
        endpoint: 'http://minio.lan:9000/',
        prefix: '/laptop/of kim?/',
        region: 'eu-central-1',
        bucketLookup: 'path',
        connections: 8,
        caCertificate: '/ca.pem',
      }),
    ).toMatchObject({
      location: 's3:http://minio.lan:9000/my-backups/laptop/of%20kim%3F',
      options: { 's3.region': 'eu-central-1', 's3.bucket-lookup': 'path', 's3.connections': '8' },
      caCertificate: '/ca.pem',
    })
  })

  // "b2:bucketname:path/to/repo", B2_ACCOUNT_ID and B2_ACCOUNT_KEY.
  it('Backblaze B2', () => {
    const found = reach({ type: 'b2', bucket: 'my-bucket', prefix: 'laptop/' })
    expect(found).toMatchObject({ location: 'b2:my-bucket:laptop', environment: {}, options: {} })
    expect(needsOf(found)).toEqual(['account-id -> B2_ACCOUNT_ID (environment)', 'account-key -> B2_ACCOUNT_KEY (environment)'])
    expect(reach({ type: 'b2', bucket: 'my-bucket' }).location).toBe('b2:my-bucket:')
  })

  // "azure:foo:/", AZURE_ACCOUNT_NAME, AZURE_ACCOUNT_KEY or AZURE_ACCOUNT_SAS, AZURE_ENDPOINT_SUFFIX.
  it('Azure, with a key or with a token', () => {
    const found = reach({
      type: 'azure',
      account: 'kimsbackups',
      container: 'restic',
      prefix: 'laptop',
      endpointSuffix: 'core.chinacloudapi.cn',
    })
    expect(found).toMatchObject({
      location: 'azure:restic:/laptop',
      environment: { AZURE_ACCOUNT_NAME: 'kimsbackups', AZURE_ENDPOINT_SUFFIX: 'core.chinacloudapi.cn' },
    })
    expect(needsOf(found)).toEqual(['account-key -> AZURE_ACCOUNT_KEY (environment)', 'sas-token -> AZURE_ACCOUNT_SAS (environment)'])
    expect(missingNeeds(found.needs, () => false).map(({ part }) => part)).toEqual(['account-key'])
    expect(missingNeeds(found.needs, (part) => part === 'sas-token')).toEqual([])
    expect(missingNeeds(found.needs, (part) => part === 'account-key')).toEqual([])
    expect(reach({ type: 'azure', account: 'kim', container: 'c' })).toMatchObject({
      location: 'azure:c:/',
      environment: { AZURE_ACCOUNT_NAME: 'kim' },
    })
  })

  // "gs:foo:/", GOOGLE_PROJECT_ID, and GOOGLE_APPLICATION_CREDENTIALS with the path of a file.
  it('Google Cloud Storage', () => {
    const found = reach({ type: 'gs', project: '123123123123', bucket: 'foo', prefix: 'laptop', connections: 10 })
    expect(found).toMatchObject({
      location: 'gs:foo:/laptop',
      environment: { GOOGLE_PROJECT_ID: '123123123123' },
      options: { 'gs.connections': '10' },
    })
    expect(needsOf(found)).toEqual(['service-account -> GOOGLE_APPLICATION_CREDENTIALS (file)'])
  })

  // "rclone:foo:bar"; RCLONE_CONFIG and RCLONE_CONFIG_PASS are rclone's own.
  it('a remote of rclone', () => {
    const found = reach({ type: 'rclone', remote: 'my drive:backups/of kim', configFile: '/home/kim/rclone.conf' })
    expect(found).toMatchObject({
      location: 'rclone:my drive:backups/of kim',
      environment: { RCLONE_CONFIG: '/home/kim/rclone.conf', RCLONE_ASK_PASSWORD: 'false' },
      program: 'rclone',
    })
    expect(needsOf(found)).toEqual(['config-password -> RCLONE_CONFIG_PASS (environment, optional)'])
    expect(missingNeeds(found.needs, () => false)).toEqual([])
  })

  it('a raw address, with the variables that it needs', () => {
    const found = reach({
      type: 'uri',
      uri: 'swift:container:/folder',
      secrets: ['OS_PASSWORD', 'OS_AUTH_URL'],
      caCertificate: '/ca.pem',
      connections: 3,
    })
    expect(found).toMatchObject({
      location: 'swift:container:/folder',
      caCertificate: '/ca.pem',
      options: { 'swift.connections': '3' },
      program: null,
    })
    expect(needsOf(found)).toEqual(['OS_PASSWORD -> OS_PASSWORD (environment)', 'OS_AUTH_URL -> OS_AUTH_URL (environment)'])
    expect(missingNeeds(found.needs, (part) => part === 'OS_PASSWORD').map(({ part }) => part)).toEqual(['OS_AUTH_URL'])
    expect(reach({ type: 'uri', uri: 'sftp:nas:/b' })).toMatchObject({
      program: 'ssh',
      options: { 'sftp.args': expect.stringContaining('-oStrictHostKeyChecking=yes') },
    })
    expect(reach({ type: 'uri', uri: 'rclone:drive:b' }).program).toBe('rclone')
  })
})

// https://restic.readthedocs.io/en/stable/040_backup.html#environment-variables
describe('secrets reach restic', () => {
  const way = (settings: object, secrets: Record<string, string>, platform: NodeJS.Platform = 'linux') => {
    const found = withSecrets(reach(settings, platform), new Map(Object.entries(secrets)))
    return { location: found.location, environment: found.environment, files: found.secretFiles, hidden: found.secrets }
  }
  const s3 = { type: 's3', endpoint: 'https://s3.example.com', bucket: 'b' }

  it('in the location, which goes by a descriptor', () => {
    expect(way({ type: 'rest', url: 'https://host:8000/a@b', user: 'k@m' }, { 'user-password': 'p@ss:w/rd $& %' })).toEqual({
      location: 'rest:https://k%40m:p%40ss%3Aw%2Frd%20%24%26%20%25@host:8000/a@b',
      environment: {},
      files: undefined,
      hidden: ['p@ss:w/rd $& %'],
    })
  })

  it('in a file without a name, or, where there is none, in the environment', () => {
    expect(way(s3, { 'access-key-id': 'AK;1', 'secret-access-key': 'a`b' })).toEqual({
      location: 's3:https://s3.example.com/b',
      environment: {},
      files: { AWS_SHARED_CREDENTIALS_FILE: '[default]\naws_access_key_id = `AK;1`\naws_secret_access_key = """a`b"""\n' },
      hidden: ['AK;1', 'a`b'],
    })
    expect(way(s3, { 'access-key-id': 'AK', 'secret-access-key': 's' }, 'win32')).toMatchObject({
      environment: { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 's' },
      files: undefined,
    })
    const key = JSON.stringify({ type: 'service_account', private_key: '-----BEGIN-----\nMIIE\n-----END-----\n' })
    expect(way({ type: 'gs', project: 'p', bucket: 'b' }, { 'service-account': key })).toMatchObject({
      environment: { GOOGLE_PROJECT_ID: 'p' },
      files: { GOOGLE_APPLICATION_CREDENTIALS: key },
      hidden: expect.arrayContaining([key, 'MIIE']),
    })
  })

  it('in the environment of that one restic, where it can have them from nowhere else', () => {
    const environmentOf = (settings: object, secrets: Record<string, string>) => way(settings, secrets).environment
    expect(environmentOf({ type: 'b2', bucket: 'b' }, { 'account-id': 'i', 'account-key': 'k' })).toEqual({
      B2_ACCOUNT_ID: 'i',
      B2_ACCOUNT_KEY: 'k',
    })
    const azure = { type: 'azure', account: 'kim', container: 'c', endpointSuffix: 'core.chinacloudapi.cn' }
    const account = { AZURE_ACCOUNT_NAME: 'kim', AZURE_ENDPOINT_SUFFIX: 'core.chinacloudapi.cn' }
    expect(environmentOf(azure, { 'account-key': 'k' })).toEqual({ ...account, AZURE_ACCOUNT_KEY: 'k' })
    expect(environmentOf(azure, { 'sas-token': 't' })).toEqual({ ...account, AZURE_ACCOUNT_SAS: 't' })
    expect(environmentOf({ type: 'rclone', remote: 'a:b', configFile: '/c' }, { 'config-password': 'p' })).toEqual({
      RCLONE_CONFIG: '/c',
      RCLONE_CONFIG_PASS: 'p',
      RCLONE_ASK_PASSWORD: 'false',
    })
    expect(environmentOf({ type: 'rclone', remote: 'a:b' }, {})).toEqual({ RCLONE_ASK_PASSWORD: 'false' })
    expect(environmentOf({ type: 'uri', uri: 'swift:c:/f', secrets: ['OS_PASSWORD'] }, { OS_PASSWORD: 'p' })).toEqual({ OS_PASSWORD: 'p' })
  })
})

it('nothing in a bucket, a folder, a region, an account or a remote becomes an option or another place', () => {
  const piece = fc.oneof(fc.constantFrom(...'-@:/?#%[]\\ \n\'"$.,=~*'), fc.constantFrom('..', 'a', 'B', 'ü', '0'))
  const text = fc.string({ unit: piece, maxLength: 10 })
  let taken = 0
  fc.assert(
    fc.property(text, text, text, (one, two, three) => {
      const places = [
        { type: 's3', endpoint: 'https://s3.example.com', bucket: one, prefix: two, region: three },
        { type: 's3', endpoint: 'https://s3.example.com', bucket: 'bucket', prefix: two },
        { type: 'b2', bucket: 'bucket', prefix: two },
        { type: 'azure', account: three, container: one, prefix: two },
        { type: 'gs', project: 'p', bucket: 'bucket', prefix: two },
        { type: 'rclone', remote: `${one}:${two}` },
      ]
      for (const place of places) {
        const parsed = Repository.safeParse(place)
        if (!parsed.success) continue
        taken += 1
        const { location, options, environment } = reachOf(parsed.data, facts)
        const [, scheme, rest = ''] = /^([a-z0-9]+):(.*)$/u.exec(location) ?? []
        expect(scheme).toBe(place.type)
        const inside = two.replace(/^\/+|\/+$/g, '')
        const bucket = one === '' || place.bucket === 'bucket' ? 'bucket' : one
        if (place.type === 's3') expect(new URL(rest)).toMatchObject({ host: 's3.example.com', search: '', hash: '', username: '' })
        if (place.type === 's3') expect(decodeURIComponent(new URL(rest).pathname)).toBe(`/${bucket}${inside === '' ? '' : `/${inside}`}`)
        if (place.type === 'b2') expect(rest).toBe(`bucket:${inside}`)
        if (place.type === 'azure' || place.type === 'gs') expect(rest).toBe(`${place.type === 'azure' ? one : 'bucket'}:/${inside}`)
        // One argument of rclone, behind its own: no option of it, and no remote that brings settings along.
        if (place.type === 'rclone') expect(rest).toMatch(/^[^-:,\s][^:,]*:/)
        expect(Object.keys(options).every((name) => name === 's3.region')).toBe(true)
        expect(JSON.stringify([location, options, environment])).not.toMatch(/\\[nru]/)
        expect((place.type === 'rclone' ? rest.slice(rest.indexOf(':') + 1) : two).split('/')).not.toContain('..')
      }
    }),
    { numRuns: 600, seed: 20261121 },
  )
  expect(taken).toBeGreaterThan(300)
})
