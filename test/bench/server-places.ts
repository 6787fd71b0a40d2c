import { mkdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { rcloneRemote } from '../helpers/servers/rclone-remote.ts'
import { startRcloneRest } from '../helpers/servers/rclone-rest.ts'
import { startRestServer } from '../helpers/servers/rest-server.ts'
import { startS3 } from '../helpers/servers/s3.ts'
import { startSshd } from '../helpers/servers/sshd.ts'
import { testCa } from '../helpers/servers/test-ca.ts'

/** A server on loopback, for restic and for Vaultkeeper; each repository in it has a name of its own. */
export type ServerPlace = {
  readonly name: string
  /** What restic itself is told: its address, flags, and variables. */
  readonly raw: (repository: string) => { location: string; flags: readonly string[]; environment: Record<string, string> }
  /** What Vaultkeeper is told: the settings, and the variables with the secrets of the repository `offsite`. */
  readonly own: (repository: string) => { settings: object; environment: Record<string, string> }
}

const secret = 'a secret of the bench'

/** Starts one server of each kind below a folder. */
export async function startServerPlaces(folder: string): Promise<readonly ServerPlace[]> {
  const at = (name: string) => {
    mkdirSync(join(folder, name), { recursive: true })
    return join(folder, name)
  }
  const ca = testCa(at('authority'))
  const caCertificate = ca.certificate
  const users = { ann: secret }
  const plain = await startRestServer(at('rest'))
  const secure = await startRestServer(at('rest-tls'), { certificate: ca.issue(), users })
  const byRclone = await startRcloneRest(at('rclone-rest'), { certificate: ca.issue(), user: { name: 'ann', password: secret } })
  const s3 = await startS3(at('s3'), { certificate: ca.issue(), buckets: ['bench'], keys: { ann: secret } })
  const sshd = await startSshd(at('sshd'))
  const sftp = at('sftp')
  const remote = await rcloneRemote(at('rclone'))
  const words = [
    '-F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes',
    `-o UserKnownHostsFile=${sshd.knownHosts} -i ${sshd.identityFile}`,
  ].join(' ')
  const overTls = (name: string, url: string): ServerPlace => ({
    name,
    raw: (repository) => ({
      location: `rest:${url}${repository}/`,
      flags: [`--cacert=${caCertificate}`],
      environment: { RESTIC_REST_USERNAME: 'ann', RESTIC_REST_PASSWORD: secret },
    }),
    own: (repository) => ({
      settings: { type: 'rest', url: `${url}${repository}`, user: 'ann', caCertificate },
      environment: { VAULTKEEPER_SECRET_OFFSITE_USER_PASSWORD: secret },
    }),
  })
  return [
    {
      name: 'REST',
      raw: (repository) => ({ location: `rest:${plain.url}${repository}/`, flags: [], environment: {} }),
      own: (repository) => ({ settings: { type: 'rest', url: `${plain.url}${repository}` }, environment: {} }),
    },
    overTls('REST over TLS, user and password', secure.url),
    overTls('rclone serve restic', byRclone.url),
    {
      name: 'S3 over TLS',
      raw: (repository) => ({
        location: s3.location('bench', repository),
        flags: [`--cacert=${caCertificate}`],
        environment: { AWS_ACCESS_KEY_ID: 'ann', AWS_SECRET_ACCESS_KEY: secret },
      }),
      own: (repository) => ({
        settings: { type: 's3', endpoint: s3.endpoint, bucket: 'bench', prefix: repository, caCertificate },
        environment: { VAULTKEEPER_SECRET_OFFSITE_ACCESS_KEY_ID: 'ann', VAULTKEEPER_SECRET_OFFSITE_SECRET_ACCESS_KEY: secret },
      }),
    },
    {
      name: 'SFTP',
      raw: (repository) => ({
        location: `sftp://${sshd.user}@${sshd.host}:${sshd.port}/${sftp}/${repository}`,
        flags: [`--option=sftp.args=${words}`],
        environment: {},
      }),
      own: (repository) => {
        const { host, port, user, identityFile, knownHosts } = sshd
        return { settings: { type: 'sftp', host, port, user, identityFile, knownHosts, path: `${sftp}/${repository}` }, environment: {} }
      },
    },
    {
      name: 'rclone remote',
      raw: (repository) => ({
        location: `rclone:${remote.remote}/${repository}`,
        flags: [`--option=rclone.program=${remote.rclone}`],
        environment: { RCLONE_CONFIG: remote.configFile },
      }),
      own: (repository) => ({
        settings: { type: 'rclone', remote: `${remote.remote}/${repository}`, configFile: remote.configFile },
        environment: { PATH: [dirname(remote.rclone), process.env['PATH']].join(delimiter) },
      }),
    },
  ]
}
