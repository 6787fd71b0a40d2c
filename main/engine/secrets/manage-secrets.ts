import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createRestic } from 'restic-wrapper'
import { smtpSecret } from '../../contract/smtp-secret.ts'
import type { Core, RunHost } from '../core.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { fingerprintOf, hasKeys } from '../repositories/local-files.ts'
import type { SecretNeed } from '../repositories/reach/reach.ts'
import { otherRepository } from '../repositories/repository-identity.ts'
import { placeOfRepository, repositoryNames } from '../repositories/repository-place.ts'
import { wayInto } from '../repositories/way-into.ts'
import { findRestic } from '../restic/find-restic.ts'
import { resticProblem } from '../restic-problem.ts'
import { CancelledError, redacted } from '../runs/record-run.ts'
import { type KnownRepository, knownRepository } from '../state/queries.ts'
import { removeCarrierSecret, setCarrierSecret, smtpVariable } from './carrier-secret.ts'
import { credentialName, lookForCredential } from './credential.ts'
import { credentialNamed, removeCredential, setCredential } from './manage-credentials.ts'
import {
  checkPassword,
  chosenPassword,
  keepInFile,
  keychainAccount,
  keychainProblem,
  passwordFile,
  repositoryPassword,
} from './password.ts'

/** Where a password or a credential is, without it. */
export type SecretListing = {
  readonly name: string
  /** What it is, for a person; `null` for the password that encrypts a repository, whose name says it. */
  readonly label: string | null
  /** Whether its place may be reached without it. */
  readonly optional: boolean
  readonly kept: 'keychain' | 'file' | 'environment' | 'command' | 'nowhere'
  readonly keychain: 'ready' | 'not-set' | 'locked' | 'absent' | 'not-answering'
  readonly why: string | null
}

/**
 * Stores a repository's password, a credential of its place (`offsite:secret-access-key`), or the password of the mail server ({@link smtpSecret}). One that does
 * not open the repository, that opens another one in its place, or that its place refuses, is refused, so that the one that does is not lost.
 * @param place the keychain, or the 0600 file in the home folder where a person chose that
 * @returns what a person should know besides, or `null`
 */
export async function setSecret(
  core: Core,
  name: string,
  value: string,
  place: 'keychain' | 'file',
  host: RunHost,
): Promise<string | null> {
  const credential = credentialNamed(name)
  if (name === smtpSecret) await setCarrierSecret(core, value, place)
  else if (credential !== null) return whileTried(core, value.trim(), () => setCredential(core, credential, value, place, host))
  else await setPassword(core, name, value, place, host)
  return null
}

async function setPassword(core: Core, name: string, value: string, place: 'keychain' | 'file', host: RunHost): Promise<void> {
  checkName(core, name)
  if (value === '') fail('password-unusable', 'No password was given.', 'Type it, or pass it on standard input.')
  const known = knownRepository(core.state.database, name)
  await whileTried(core, value, async () => {
    checkPassword(value, 'what was typed')
    await tryPassword(core, name, known, value, host)
  })
  if (place === 'file') keepInFile(core.home, name, value)
  else {
    const answer = await core.ports.keychain.set(keychainAccount(name), value)
    if (answer.state !== 'ready') {
      if (answer.state === 'absent')
        fail(
          'keychain-absent',
          'There is no keychain in this session to store the password in.',
          'Run this in your desktop session, or store it in a file that only you can read: add --in file',
          answer.why,
        )
      keychainProblem(answer, repositoryPassword(name))
    }
  }
  if (known?.id)
    await core.record({
      event: 'repository.known',
      repository: name,
      id: known.id,
      location: known.location,
      fingerprint: known.fingerprint ?? fingerprintOf(known.location),
      password: place,
    })
  // One place only: a file left behind would go on being read by whoever looks there first. But not before it is recorded where to look instead.
  if (place === 'keychain') rmSync(passwordFile(core.home, name), { force: true })
}

/**
 * Removes a repository's password from the keychain and from the file.
 * @param sure a person said that it is kept elsewhere: without it the backups that are there could never be opened again
 */
export async function removeSecret(core: Core, name: string, sure: boolean): Promise<void> {
  if (name === smtpSecret) return removeCarrierSecret(core)
  const credential = credentialNamed(name)
  if (credential !== null) return removeCredential(core, credential, sure)
  checkName(core, name)
  if (!sure && knownRepository(core.state.database, name)?.id) {
    fail(
      'secret-in-use',
      'Without this password nobody can open the backups that are there.',
      `Write it down first, then: vaultkeeper secret rm ${name} --yes`,
    )
  }
  const answer = await core.ports.keychain.remove(keychainAccount(name))
  // Where there is none now, it may still be in that of another session.
  const isThere = existsSync(passwordFile(core.home, name)) && knownRepository(core.state.database, name)?.password !== 'keychain'
  if (answer.state !== 'ready' && (answer.state !== 'absent' || !isThere)) keychainProblem(answer, repositoryPassword(name))
  rmSync(passwordFile(core.home, name), { force: true })
}

/** Tells for each repository and each credential that its place asks for, and for the mail server where one asks for a password, where that is and how the keychain stands. */
export async function listSecrets(core: Core): Promise<SecretListing[]> {
  const asksForMail = core.settings.configuration?.notifications.email?.user !== undefined
  const listing = repositoryNames(core).flatMap((name) => {
    const { needs } = placeOfRepository(core, name, knownRepository(core.state.database, name))
    return [listSecret(core, name), ...needs.map((need) => listCredential(core, name, need))]
  })
  // All at once: so the keychain is asked by one process.
  return Promise.all([...listing, ...(asksForMail ? [listCarrierSecret(core)] : [])])
}

async function listSecret(core: Core, name: string): Promise<SecretListing> {
  const answer = await core.ports.keychain.get(keychainAccount(name))
  const chosen = await chosenPassword(core.ports.environment, name)
  const known = knownRepository(core.state.database, name)
  const inKeychain = answer.state === 'ready' && answer.value !== null
  if (answer.state === 'ready' && answer.value !== null) core.redactor.add(answer.value)
  // A repository that is yet to be made takes the one that waits in the file.
  const inFile = (known?.password === 'file' || !known?.id) && existsSync(passwordFile(core.home, name))
  return {
    name,
    label: null,
    optional: false,
    // In the order in which it would be looked for.
    kept: chosen?.source ?? (inFile ? 'file' : inKeychain ? 'keychain' : 'nowhere'),
    keychain: answer.state === 'ready' && !inKeychain ? 'not-set' : answer.state,
    why: answer.state === 'ready' ? null : answer.why,
  }
}

async function listCredential(core: Core, repository: string, need: SecretNeed): Promise<SecretListing> {
  const { label, part, optional, instead } = need
  const told = { name: credentialName(repository, part), label, optional: optional || instead !== undefined }
  const found = await lookForCredential(core, repository, need).catch((error: unknown) => {
    if (error instanceof ProblemError) return { unusable: error.problem.sentence }
    throw error
  })
  // A file that others may read, say: it is there, and is not used.
  if ('unusable' in found) return { ...told, kept: 'file', keychain: 'not-set', why: found.unusable }
  if ('why' in found) return { ...told, kept: 'nowhere', keychain: found.state, why: found.why }
  if ('another' in found) return { ...told, kept: 'nowhere', keychain: 'not-set', why: null }
  return { ...told, kept: found.source, keychain: found.source === 'keychain' ? 'ready' : 'not-set', why: null }
}

async function listCarrierSecret(core: Core): Promise<SecretListing> {
  const answer = await core.ports.keychain.get(smtpSecret)
  const kept = core.ports.environment[smtpVariable]
    ? 'environment'
    : answer.state === 'ready' && answer.value !== null
      ? 'keychain'
      : 'nowhere'
  const keychain = answer.state === 'ready' && answer.value === null ? 'not-set' : answer.state
  return {
    name: smtpSecret,
    label: 'Password of the mail server',
    optional: false,
    kept,
    keychain,
    why: answer.state === 'ready' ? null : answer.why,
  }
}

function checkName(core: Core, name: string): void {
  const names = repositoryNames(core)
  if (!names.includes(name)) fail('repository-unknown', `There is no repository "${name}".`, `There is: ${names.join(', ')}.`)
}

/** Problems that say that what was typed is not the secret. */
const refusals: ReadonlySet<string> = new Set(['wrong-password', 'password-unusable', 'repository-refused', 'credential-unusable'])

/** Masks what was typed while it is tried, and for good if it is right. What is refused may be any word: a process that lasts would mask that for ever. */
export async function whileTried<Result>(core: Core, typed: string, attempt: () => Promise<Result>): Promise<Result> {
  const { redactor } = core
  const wasKnown = redactor.knows(typed)
  redactor.add(typed)
  try {
    return await attempt()
  } catch (error) {
    const isNone = error instanceof ProblemError && refusals.has(error.problem.code)
    if (!isNone || wasKnown) throw error
    const told = new ProblemError(redacted(core, error.problem))
    redactor.forget(typed)
    throw told
  }
}

async function tryPassword(core: Core, name: string, known: KnownRepository | undefined, value: string, host: RunHost): Promise<void> {
  const place = placeOfRepository(core, name, known)
  const { location, remote } = place
  // One that is not made yet takes any. A folder shows whether there is one also where the records of it are lost.
  if (!known?.id && (remote || !hasKeys(location))) return
  const way = await wayInto(core, name, place)
  const found = await findRestic({
    environment: core.ports.environment,
    binDirectory: core.home.programs,
    bundled: core.ports.bundledRestic,
    progress: () => undefined,
    signal: host.signal,
  })
  if (!found.ok) throw new ProblemError(found.problem)
  const restic = createRestic({ program: found.restic.program, cacheDirectory: join(core.home.cache, 'restic') })
  const target = { ...way, password: { from: 'value', value }, noLock: true, noCache: true } as const
  const outcome = await restic.catConfig(target, {}, { signal: host.signal }).outcome
  if (outcome.kind === 'cancelled') throw new CancelledError()
  // Only a folder of this machine shows whether it has keys.
  if (outcome.kind === 'failed') throw new ProblemError(resticProblem(outcome, { name, location, hasKeys: remote || hasKeys(location) }))
  // What opens another one that lies there now must not take the place of the only password of ours.
  if (known?.id && outcome.result.id !== known.id) otherRepository(name, location)
}
