import type { Repository } from 'restic-wrapper'
import { type Credentials, secretTextsOf } from '../../secrets/credential.ts'
import type { Reach, SecretNeed } from './reach.ts'

/** What restic-wrapper needs to know of a way, secrets included. */
export type WayIn = Pick<Repository, 'location' | 'environment' | 'options' | 'caCertificate' | 'secretFiles' | 'secrets'>

/** Puts the secrets where restic takes them: nothing goes into argv, and into the environment of restic only what it can have from nowhere else. Pure. */
export function withSecrets(reach: Reach, credentials: Credentials): WayIn {
  const given = reach.needs.filter(({ part }) => credentials.has(part))
  const as = (way: SecretNeed['as']) => given.filter((need) => need.as === way)
  const secretOf = ({ part }: SecretNeed) => credentials.get(part) ?? ''
  const [inLocation] = as('location')
  const variables = as('environment').map((need) => [need.variable, secretOf(need)] as const)
  const files = as('file').map(({ variable }) => [variable, contentOf(variable, credentials)] as const)
  return {
    location: inLocation === undefined ? reach.location : withPassword(reach.location, secretOf(inLocation)),
    environment: { ...reach.environment, ...Object.fromEntries(variables) },
    options: reach.options,
    ...(reach.caCertificate === undefined ? {} : { caCertificate: reach.caCertificate }),
    ...(files.length === 0 ? {} : { secretFiles: Object.fromEntries(files) }),
    ...(given.length === 0 ? {} : { secrets: given.flatMap((need) => secretTextsOf(need.part, secretOf(need))) }),
  }
}

/** `rest:https://kim@host/` with the password in it; restic-wrapper hands such a location over by a descriptor. */
function withPassword(location: string, password: string): string {
  return location.replace('@', `:${encodeURIComponent(password)}@`)
}

function contentOf(variable: string, credentials: Credentials): string {
  if (variable !== 'AWS_SHARED_CREDENTIALS_FILE') return credentials.get('service-account') ?? ''
  const line = (name: string, part: string) => `${name} = ${quoted(credentials.get(part) ?? '')}\n`
  return `[default]\n${line('aws_access_key_id', 'access-key-id')}${line('aws_secret_access_key', 'secret-access-key')}`
}

/** As the reader of such files takes a value as it is; without, "#" and ";" would begin a comment. @see https://ini.unknwon.io/docs/howto/work_with_values */
function quoted(value: string): string {
  return value.includes('`') ? `"""${value}"""` : `\`${value}\``
}
