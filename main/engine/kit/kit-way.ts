import { hostKeyFingerprint } from '../repositories/reach/host-key-fingerprint.ts'
import type { PlaceSettings, ReachFacts } from '../repositories/reach/reach.ts'
import { reachOf } from '../repositories/reach/reach-of.ts'
import { knownAs } from './host-keys.ts'
import { quote } from './quote.ts'

/** One thing to do on the way to getting everything back, and the commands for it. */
export type KitStep = {
  readonly title: string
  readonly commands: readonly string[]
  /** The same for commands that ask for the secrets instead of leaving blanks for them: what is set, `null` for what is asked for. */
  readonly asked?: { readonly title: string; readonly variables: Readonly<Record<string, string | null>> }
}

/** How plain restic gets to a repository on another computer. */
export type KitWay = {
  /** As restic takes it, without any secret. */
  readonly location: string
  /** Flags that each command needs, as words. */
  readonly flags: readonly string[]
  /** What has to be there before the first command. */
  readonly steps: readonly KitStep[]
}

/** What the way needs that does not stand in the settings. */
export type KitWayFacts = {
  /** The text of `caCertificate`; `null` where it could not be read. */
  readonly caCertificate: string | null
  /** `ssh-ed25519 AAAA...`: by which the server is known here. */
  readonly hostKeys: readonly string[]
  readonly platform: NodeJS.Platform
}

/** What stands in place of a secret, to be written down or put in. */
export const secretBlank = '____'

const facts: ReachFacts = { platform: 'linux', knownHosts: '' }

/**
 * The way to a repository with nothing of this computer: secrets as blanks, in the variables that restic reads on every system; certificates and host keys as
 * they are, for they are no secrets. Pure.
 * @see https://restic.readthedocs.io/en/stable/040_backup.html#environment-variables
 */
export function kitWay(place: PlaceSettings, of: KitWayFacts): KitWay {
  const { location, environment } = reachOf(place, facts)
  const set = (variables: Record<string, string>, title = `Let restic in: write the secrets in place of ${secretBlank}`): KitStep => ({
    title,
    commands: Object.entries(variables).map(([name, value]) => setVariable(name, value, of.platform)),
    asked: {
      // Where something is asked for, that is all there is to say.
      title: Object.values(variables).includes(secretBlank) ? 'Let restic in' : title,
      variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value === secretBlank ? null : value])),
    },
  })
  switch (place.type) {
    case 'local':
      return { location, flags: [], steps: [] }
    case 'sftp':
      return overSsh(location, place, of)
    case 'rest': {
      const trust = trusting(place.caCertificate, of)
      if (place.user === undefined) return { location: `rest:${place.url}`, ...trust }
      const login = { RESTIC_REST_USERNAME: place.user, RESTIC_REST_PASSWORD: secretBlank }
      // restic takes neither from the environment where the address names a user.
      return { location: `rest:${place.url}`, flags: trust.flags, steps: [set(login), ...trust.steps] }
    }
    case 's3': {
      const trust = trusting(place.caCertificate, of)
      const options = [
        ...(place.region === undefined ? [] : ['-o', `s3.region=${place.region}`]),
        ...(place.bucketLookup === 'auto' ? [] : ['-o', `s3.bucket-lookup=${place.bucketLookup}`]),
      ]
      const keys = { AWS_ACCESS_KEY_ID: secretBlank, AWS_SECRET_ACCESS_KEY: secretBlank }
      return { location, flags: [...trust.flags, ...options], steps: [set(keys), ...trust.steps] }
    }
    case 'b2':
      return { location, flags: [], steps: [set({ B2_ACCOUNT_ID: secretBlank, B2_ACCOUNT_KEY: secretBlank })] }
    case 'azure': {
      const title = `Let restic in: write the key in place of ${secretBlank} (or set AZURE_ACCOUNT_SAS instead, where it is a SAS token)`
      return { location, flags: [], steps: [set({ ...environment, AZURE_ACCOUNT_KEY: secretBlank }, title)] }
    }
    case 'gs': {
      const title = 'Let restic in: put the key of the service account (JSON) into the file service-account.json'
      return { location, flags: [], steps: [set({ ...environment, GOOGLE_APPLICATION_CREDENTIALS: 'service-account.json' }, title)] }
    }
    case 'rclone': {
      const remote = place.remote.slice(0, place.remote.indexOf(':'))
      const title = `Get rclone from https://rclone.org, and let it in: put its configuration file with the remote "${remote}" into the file rclone.conf, or make it anew with: rclone config`
      return { location, flags: [], steps: [set({ RCLONE_CONFIG: 'rclone.conf' }, title)] }
    }
    case 'uri': {
      const trust = trusting(place.caCertificate, of)
      const secrets = Object.fromEntries(place.secrets.map((variable) => [variable, secretBlank]))
      return { location, flags: trust.flags, steps: [...(place.secrets.length === 0 ? [] : [set(secrets)]), ...trust.steps] }
    }
  }
}

function overSsh(location: string, place: Extract<PlaceSettings, { type: 'sftp' }>, { hostKeys, platform }: KitWayFacts): KitWay {
  const { identityFile, host, port } = place
  const steps: KitStep[] = []
  const args: string[] = []
  if (identityFile !== undefined) {
    const title = `Let ssh in: put the private key that the server takes (${identityFile} on this computer) into the file ssh-key`
    steps.push({ title, commands: platform === 'win32' ? [] : ['chmod 600 ssh-key'] })
    args.push('-oIdentityFile=ssh-key', '-oIdentitiesOnly=yes')
  }
  if (hostKeys.length > 0) {
    const lines = hostKeys.map((key) => `${knownAs(host, port)} ${key}`)
    // ssh, and Vaultkeeper on a new computer, show a key by its fingerprint.
    const shown = hostKeys.map((key) => key.split(' ')).map(([type, key = '']) => `${type} ${hostKeyFingerprint(key)}`)
    steps.push({
      title: `Know the server by its host key. It shows one of these: ${shown.join(', ')}`,
      commands: [writeFile('known_hosts', lines, platform)],
    })
    args.push('-oUserKnownHostsFile=known_hosts', '-oStrictHostKeyChecking=yes')
  }
  return { location, flags: args.length === 0 ? [] : ['-o', `sftp.args=${args.join(' ')}`], steps }
}

function trusting(path: string | undefined, { caCertificate, platform }: KitWayFacts): Pick<KitWay, 'flags' | 'steps'> {
  if (path === undefined) return { flags: [], steps: [] }
  const flags = ['--cacert', 'server-ca.pem']
  if (caCertificate === null)
    return {
      flags,
      steps: [{ title: `Know the server by its certificate: put ${path} of this computer into the file server-ca.pem`, commands: [] }],
    }
  const lines = caCertificate.trim().split(/\r?\n/)
  return { flags, steps: [{ title: 'Know the server by its certificate', commands: [writeFile('server-ca.pem', lines, platform)] }] }
}

function setVariable(name: string, value: string, platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? `$env:${name} = '${value.replaceAll("'", "''")}'`
    : `export ${name}=${value === secretBlank ? `'${value}'` : quote(value, platform)}`
}

/** One line, so that it can be copied as one. */
function writeFile(name: string, lines: readonly string[], platform: NodeJS.Platform): string {
  if (platform === 'win32')
    return `${lines.map((line) => `'${line.replaceAll("'", "''")}'`).join(',')} | Set-Content -Encoding ascii ${name}`
  return `printf '%s\\n' ${lines.map((line) => `'${line.replaceAll("'", `'\\''`)}'`).join(' ')} > ${name}`
}
