import { fail } from '../problem-error.ts'

/** What an address comes to: settings as they would stand in the configuration, and a password that stood in it. */
export type AddressedPlace = { readonly settings: Readonly<Record<string, unknown>>; readonly secrets: Readonly<Record<string, string>> }

/**
 * What a person or a kit calls a place, as settings of its kind: a folder, or an address as restic takes it. What restic reads from variables besides (`AZURE_ACCOUNT_NAME`,
 * `GOOGLE_PROJECT_ID`, `RESTIC_REST_USERNAME`) is looked for there. A password in an address is a secret, and never a setting. Throws a problem. Pure.
 * @see https://restic.readthedocs.io/en/stable/030_preparing_a_new_repo.html
 */
export function placeOfAddress(address: string, environment: NodeJS.ProcessEnv): AddressedPlace {
  const [, scheme = '', rest = ''] = /^([a-z0-9]{2,}):(.*)$/s.exec(address) ?? []
  const plain = (settings: Record<string, unknown>): AddressedPlace => ({ settings, secrets: {} })
  switch (scheme) {
    case '':
      return plain({ type: 'local', path: address })
    case 'local':
      return plain({ type: 'local', path: rest })
    case 'rest':
      return restPlace(rest, environment)
    case 's3':
      return plain(s3Place(rest))
    case 'sftp':
      return plain(sftpPlace(rest))
    case 'b2':
    case 'gs': {
      const { container: bucket, inside } = inBucket(rest)
      const project = environment['GOOGLE_PROJECT_ID']
      return plain({ type: scheme, bucket, ...inside, ...(scheme === 'gs' && project ? { project } : {}) })
    }
    case 'azure': {
      const account = environment['AZURE_ACCOUNT_NAME']
      if (!account)
        return fail(
          'address-incomplete',
          'The address does not say which account of Azure it is in.',
          'Set AZURE_ACCOUNT_NAME to its name, and try again.',
        )
      const suffix = environment['AZURE_ENDPOINT_SUFFIX']
      const { container, inside } = inBucket(rest)
      return plain({ type: 'azure', account, container, ...inside, ...(suffix ? { endpointSuffix: suffix } : {}) })
    }
    case 'rclone':
      return plain({ type: 'rclone', remote: rest })
    default:
      return plain({ type: 'uri', uri: address })
  }
}

function restPlace(rest: string, environment: NodeJS.ProcessEnv): AddressedPlace {
  if (!URL.canParse(rest)) return notUnderstood(`rest:${rest}`, 'rest:https://backup.example.com/laptop')
  const url = new URL(rest)
  const user = decoded(url.username) || environment['RESTIC_REST_USERNAME']
  const password = decoded(url.password)
  url.username = ''
  url.password = ''
  return {
    settings: { type: 'rest', url: url.href, ...(user ? { user } : {}) },
    secrets: password === '' ? {} : { 'user-password': password },
  }
}

/** `s3:https://host/bucket/prefix`, `s3:host/bucket/prefix`, `s3://host/bucket/prefix`; without a scheme it is https. */
function s3Place(rest: string): Record<string, unknown> {
  const address = /^https?:\/\//.test(rest) ? rest : `https://${rest.replace(/^\/\//, '')}`
  if (!URL.canParse(address)) return notUnderstood(`s3:${rest}`, 's3:https://s3.example.com/bucket/folder')
  const url = new URL(address)
  const [bucket = '', ...inside] = url.pathname.split('/').filter(Boolean).map(decoded)
  if (bucket === '') return notUnderstood(`s3:${rest}`, 's3:https://s3.example.com/bucket/folder')
  return { type: 's3', endpoint: url.origin, bucket, ...(inside.length > 0 ? { prefix: inside.join('/') } : {}) }
}

/** `sftp:user@host:path`, or `sftp://user@host:port/path`, where a path from the root on begins with two slashes. */
function sftpPlace(rest: string): Record<string, unknown> {
  const short = /^(?:([^@/]+)@)?([^:/@]+):(.+)$/s.exec(rest)
  if (!rest.startsWith('//') && short !== null) {
    const [, user, host, path] = short
    return { type: 'sftp', host, ...(user === undefined ? {} : { user }), path }
  }
  const long = /^\/\/(?:([^@/]+)@)?(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/(.+)$/s.exec(rest)
  if (long === null) return notUnderstood(`sftp:${rest}`, 'sftp:ada@nas.local:/srv/backups')
  const [, user, host = '', port, path = ''] = long
  return {
    type: 'sftp',
    host: host.replace(/^\[|\]$/g, ''),
    ...(user === undefined ? {} : { user: decoded(user) }),
    ...(port === undefined ? {} : { port: Number(port) }),
    path: decoded(path),
  }
}

/** `bucket:/folder` */
function inBucket(rest: string): { readonly container: string; readonly inside: { readonly prefix?: string } } {
  const at = rest.indexOf(':')
  const prefix = at < 0 ? '' : rest.slice(at + 1).replace(/^\/+|\/+$/g, '')
  return { container: at < 0 ? rest : rest.slice(0, at), inside: prefix === '' ? {} : { prefix } }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Nothing of what was typed is told: a password may stand in it. */
function notUnderstood(address: string, example: string): never {
  return fail(
    'address-not-understood',
    `This is no address of the kind "${address.slice(0, address.indexOf(':') + 1)}" that is understood.`,
    `Write it as restic takes it, such as ${example}`,
  )
}
