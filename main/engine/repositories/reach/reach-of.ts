import { needsOf } from './needs-of.ts'
import type { PlaceOf, PlaceSettings, Reach, ReachFacts } from './reach.ts'
import { sshOptions } from './ssh-options.ts'
import { sshWords } from './ssh-words.ts'

/**
 * How restic gets to a place, from its settings alone. Pure.
 * @see https://restic.readthedocs.io/en/stable/030_preparing_a_new_repo.html
 */
export function reachOf(place: PlaceSettings, facts: ReachFacts): Reach {
  const reach = { remote: true, environment: {}, options: {}, program: null, ...wayTo(place, facts), needs: needsOf(place, facts) }
  const backEnd = place.type === 'uri' ? schemeOf(place.uri) : place.type
  const { connections } = place
  if (connections === null || connections === undefined) return reach
  return { ...reach, options: { ...reach.options, [`${backEnd}.connections`]: String(connections) } }
}

type Way = Pick<Reach, 'location'> & Partial<Reach>

function wayTo(place: PlaceSettings, facts: ReachFacts): Way {
  switch (place.type) {
    case 'local':
      return { location: place.path, remote: false }
    case 'sftp':
      return { location: sftpLocation(place), options: { 'sftp.args': sshWords(sshOptions(place, facts)) }, program: 'ssh' }
    case 'rest':
      return { location: `rest:${withUser(place.url, place.user)}`, ...trusting(place.caCertificate) }
    case 's3':
      return {
        location: `s3:${new URL(place.endpoint).origin}/${place.bucket}${inPath(place.prefix)}`,
        options: {
          ...(place.region === undefined ? {} : { 's3.region': place.region }),
          ...(place.bucketLookup === 'auto' ? {} : { 's3.bucket-lookup': place.bucketLookup }),
        },
        ...trusting(place.caCertificate),
      }
    case 'b2':
      return { location: `b2:${place.bucket}:${folder(place.prefix)}` }
    case 'azure':
      return {
        location: `azure:${place.container}:/${folder(place.prefix)}`,
        environment: {
          AZURE_ACCOUNT_NAME: place.account,
          ...(place.endpointSuffix === undefined ? {} : { AZURE_ENDPOINT_SUFFIX: place.endpointSuffix }),
        },
      }
    case 'gs':
      return {
        location: `gs:${place.bucket}:/${folder(place.prefix)}`,
        environment: place.project === undefined ? {} : { GOOGLE_PROJECT_ID: place.project },
      }
    case 'rclone':
      return {
        location: `rclone:${place.remote}`,
        environment: { ...asksNobody, ...(place.configFile === undefined ? {} : { RCLONE_CONFIG: place.configFile }) },
        program: 'rclone',
      }
    case 'uri':
      return { location: place.uri, ...throughProgram(place.uri, facts), ...trusting(place.caCertificate) }
  }
}

function throughProgram(uri: string, facts: ReachFacts): Partial<Reach> {
  switch (schemeOf(uri)) {
    case 'sftp':
      return { options: { 'sftp.args': sshWords(sshOptions({}, facts)) }, program: 'ssh' }
    case 'rclone':
      return { environment: asksNobody, program: 'rclone' }
    default:
      return {}
  }
}

/** rclone would ask for the password of its configuration again and again, and take the first bytes of restic for the answer. */
const asksNobody = { RCLONE_ASK_PASSWORD: 'false' }

function schemeOf(uri: string): string {
  return uri.slice(0, uri.indexOf(':'))
}

function trusting(caCertificate: string | undefined): Partial<Reach> {
  return caCertificate === undefined ? {} : { caCertificate }
}

/** `sftp://user@host:port//absolute` or `sftp://host/relative`: the path is one of an address, and is decoded by restic. */
function sftpLocation({ host, user, port, path }: PlaceOf<'sftp'>): string {
  const at = user === undefined ? '' : `${encodeURIComponent(user)}@`
  const where = host.includes(':') ? `[${host}]` : host
  // restic refuses a tilde; what is relative is seen from the home folder there anyway.
  const inHome = path.replace(/^~\/*/, '') || '.'
  return `sftp://${at}${where}${port === undefined ? '' : `:${port}`}/${encodePath(inHome)}`
}

function withUser(url: string, user: string | undefined): string {
  return user === undefined ? url : url.replace('://', `://${encodeURIComponent(user)}@`)
}

/** Without slashes at the ends, which would be folders without a name. */
function folder(prefix: string | undefined): string {
  return (prefix ?? '').replace(/^\/+|\/+$/g, '')
}

function inPath(prefix: string | undefined): string {
  const inside = folder(prefix)
  return inside === '' ? '' : `/${encodePath(inside)}`
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
