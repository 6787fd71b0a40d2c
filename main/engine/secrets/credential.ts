import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Home } from '../home/home.ts'
import { fsyncFolder, writePrivateFile } from '../home/write-private-file.ts'
import { fail, systemCode } from '../problem-error.ts'
import { missingNeeds } from '../repositories/reach/needs-of.ts'
import type { SecretNeed } from '../repositories/reach/reach.ts'
import { keychainProblem, type PasswordInWords, type PasswordPlaces } from './password.ts'

/** Secrets that a repository's place asks for, by their parts. */
export type Credentials = ReadonlyMap<string, string>

/** Where a credential came from. */
type CredentialSource = 'environment' | 'file' | 'keychain'

/** What `vaultkeeper secret set` calls a credential: `offsite:secret-access-key`. */
export function credentialName(repository: string, part: string): string {
  return `${repository}:${part}`
}

/** The name under which a credential lies in the keychain; the password that encrypts lies beside it, without a part. */
export function credentialAccount(repository: string, part: string): string {
  return `repository:${credentialName(repository, part)}`
}

/** The environment variable that gives a credential where there is no keychain: VAULTKEEPER_SECRET_OFFSITE_SECRET_ACCESS_KEY. */
export function credentialVariable(repository: string, part: string): string {
  return `VAULTKEEPER_SECRET_${`${repository}_${part}`.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`
}

/** The 0600 file in the home folder for a credential, where a person chose that. */
export function credentialFile(home: Home, repository: string, part: string): string {
  return join(home.secrets, `${repository}.${part}.secret`)
}

/** Puts a credential into the 0600 file of the home folder. */
export function keepCredentialInFile(home: Home, repository: string, part: string, value: string): void {
  writePrivateFile(credentialFile(home, repository, part), `${value}\n`)
  fsyncFolder(home.secrets)
}

/** A credential in words, for {@link keychainProblem}. */
export function credentialInWords(repository: string, { part, label }: Pick<SecretNeed, 'part' | 'label'>): PasswordInWords {
  return {
    what: `"${label}" of the repository "${repository}"`,
    variable: credentialVariable(repository, part),
    name: credentialName(repository, part),
  }
}

/**
 * All credentials that a repository's place asks for: from the environment, from the file where a person chose that, else from the keychain. Throws a
 * problem that tells a locked keychain from an absent one and from a missing entry; what is optional may be missing.
 */
export async function findCredentials(places: PasswordPlaces, repository: string, needs: readonly SecretNeed[]): Promise<Credentials> {
  const looked = await Promise.all(needs.map(async (need) => ({ need, found: await lookForCredential(places, repository, need) })))
  const credentials = new Map(looked.flatMap(({ need, found }) => ('value' in found ? [[need.part, found.value] as const] : [])))
  const [missing] = missingNeeds(needs, (part) => credentials.has(part))
  if (missing === undefined) return credentials
  const found = looked.find(({ need }) => need === missing)?.found
  if (found !== undefined && 'why' in found) return keychainProblem(found, credentialInWords(repository, missing))
  return credentialMissing(repository, missing, found !== undefined && 'another' in found && found.another)
}

type Looked =
  | { readonly value: string; readonly source: CredentialSource }
  | { readonly state: 'locked' | 'absent' | 'not-answering'; readonly why: string }
  /** The keychain is open and does not hold it; `another`: it had never seen Vaultkeeper before. */
  | { readonly another: boolean }

/** Where one credential is, or why it cannot be had. Throws for a file that cannot be used. What is found is hidden from then on. */
export async function lookForCredential(places: PasswordPlaces, repository: string, { part }: Pick<SecretNeed, 'part'>): Promise<Looked> {
  const { ports, home, redactor } = places
  const found = (value: string, source: CredentialSource): Looked => {
    for (const secret of secretTextsOf(part, value)) redactor.add(secret)
    return { value, source }
  }
  const given = ports.environment[credentialVariable(repository, part)]
  if (given !== undefined && given !== '') return found(checkCredential(part, given), 'environment')
  const file = credentialFile(home, repository, part)
  if (existsSync(file)) return found(checkCredential(part, readPrivate(file)), 'file')
  const answer = await ports.keychain.get(credentialAccount(repository, part))
  if (answer.state !== 'ready') return answer
  // It may have been written there by hand.
  return answer.value === null ? { another: answer.canaryNew } : found(checkCredential(part, answer.value), 'keychain')
}

function credentialMissing(repository: string, need: SecretNeed, another: boolean): never {
  const { what, variable, name } = credentialInWords(repository, need)
  const or = need.instead === undefined ? '' : ` (or ${credentialName(repository, need.instead)})`
  return fail(
    'credential-not-set',
    another
      ? `The keychain is another one than before (new, or reset): it does not hold ${what}.`
      : `The place asks for ${what}, which is not there.`,
    `Store it with: vaultkeeper secret set ${name}${or}. Or set ${variable} for this run.`,
  )
}

/**
 * A credential in the form in which it is kept: without the blanks and line breaks that copying brings along, the key of a service account on one line. Throws a
 * problem for what cannot be one.
 */
export function checkCredential(part: string, value: string): string {
  const unusable = (why: string): never =>
    fail('credential-unusable', `What was given as "${part}" cannot be used: ${why}.`, 'Copy it once more from where it was shown to you.')
  if (part === 'service-account') return serviceAccount(value) ?? unusable('it is not the JSON file that Google made for a service account')
  const trimmed = value.trim()
  if (trimmed === '') return unusable('it is empty')
  if (!trimmed.isWellFormed() || /\p{Cc}/u.test(trimmed)) return unusable('it holds a line break or a character that is none')
  return trimmed
}

function serviceAccount(text: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    const isKey = typeof parsed === 'object' && parsed !== null && 'type' in parsed && typeof parsed.type === 'string'
    return isKey ? JSON.stringify(parsed) : undefined
  } catch {
    return undefined
  }
}

/** The texts that must not be seen of a credential. Of the key of a service account the e-mail address and the like are none. */
export function secretTextsOf(part: string, value: string): string[] {
  if (part !== 'service-account') return [value]
  const { private_key: key, refresh_token: token, client_secret: secret } = JSON.parse(value) as Record<string, unknown>
  const lines = typeof key === 'string' ? key.split('\n').filter((line) => line !== '' && !line.startsWith('-----')) : []
  return [value, key, token, secret, ...lines].filter((text) => typeof text === 'string')
}

function readPrivate(path: string): string {
  try {
    const { mode } = statSync(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      return fail(
        'password-file-open',
        `Others may read the file ${path} (mode ${(mode & 0o777).toString(8)}).`,
        `Close it with: chmod 600 '${path}'`,
      )
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (systemCode(error) !== 'EACCES') throw error
    return fail('credential-not-set', `You may not read the file ${path}.`, 'Run as the user who stored it.')
  }
}
