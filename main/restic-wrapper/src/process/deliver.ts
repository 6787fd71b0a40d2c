import type { Repository } from '../repository.ts'
import type { Password } from './password.ts'
import { locationHasUserInfo } from './redact.ts'
import { createSecretFile, descriptorsWork, type SecretFile } from './secret-file.ts'

/** What a child needs in order to get its secrets. */
export type Delivery = {
  readonly args: string[]
  readonly environment: Record<string, string>
  readonly descriptors: number[]
  /** For stdin. */
  input: string | undefined
  /** Closes what only the child needs, once it runs. */
  release(): void
  /** Removes what is left, once it has ended. */
  remove(): void
}

/** A secret for a flag that takes a file. */
type FileSecret = { readonly flag: string; readonly content: string }

/**
 * Decides how each secret reaches restic, and prepares it. Nothing goes into argv; the environment is used only where no descriptor can
 * be: RESTIC_REPOSITORY with user information and the second password of copy, outside Linux.
 */
export function deliverSecrets(
  repository: Repository | undefined,
  source: Repository | undefined,
  secrets: readonly FileSecret[],
): Delivery {
  const files: SecretFile[] = []
  const delivery: Delivery = {
    args: [],
    environment: {},
    descriptors: [],
    input: undefined,
    release: () => {
      for (const file of files) file.release()
    },
    remove: () => {
      for (const file of files) file.remove()
    },
  }
  const hide = (content: string): string => {
    const file = createSecretFile(content)
    files.push(file)
    if (file.descriptor !== undefined) delivery.descriptors.push(file.descriptor)
    return file.pathFor(2 + delivery.descriptors.length)
  }
  const asFile = (flag: string, content: string) => {
    delivery.args.push(`--${flag}=${hide(content)}`)
  }
  try {
    for (const [variable, content] of Object.entries({ ...source?.secretFiles, ...repository?.secretFiles }))
      delivery.environment[variable] = hide(content)
    if (repository) {
      deliverLocation(delivery, asFile, '', repository.location)
      deliverPassword(delivery, asFile, repository.password)
    }
    if (source) {
      deliverLocation(delivery, asFile, 'from-', source.location)
      deliverSourcePassword(delivery, asFile, source.password)
    }
    for (const secret of secrets) asFile(secret.flag, `${secret.content}\n`)
  } catch (error) {
    delivery.remove()
    throw error
  }
  return delivery
}

type AsFile = (flag: string, content: string) => void

function deliverLocation(delivery: Delivery, asFile: AsFile, prefix: '' | 'from-', location: string): void {
  if (!locationHasUserInfo(location)) delivery.args.push(`--${prefix}repo=${location}`)
  else if (descriptorsWork) asFile(`${prefix}repository-file`, `${location}\n`)
  else delivery.environment[prefix === '' ? 'RESTIC_REPOSITORY' : 'RESTIC_FROM_REPOSITORY'] = location
}

function deliverPassword(delivery: Delivery, asFile: AsFile, password: Password): void {
  if (password.from === 'command') delivery.args.push(`--password-command=${password.command}`)
  else if (password.via === 'descriptor' && descriptorsWork) asFile('password-file', `${password.value}\n`)
  else delivery.input = `${password.value}\n`
}

/** stdin can carry one password only, and that is the destination's. */
function deliverSourcePassword(delivery: Delivery, asFile: AsFile, password: Password): void {
  if (password.from === 'command') delivery.args.push(`--from-password-command=${password.command}`)
  else if (descriptorsWork) asFile('from-password-file', `${password.value}\n`)
  else delivery.environment.RESTIC_FROM_PASSWORD = password.value
}
