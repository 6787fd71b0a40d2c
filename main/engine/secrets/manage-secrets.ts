import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createRestic } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { fingerprintOf, hasKeys } from '../repositories/local-files.ts'
import { placeOfRepository, repositoryNames } from '../repositories/repository-place.ts'
import { findRestic } from '../restic/find-restic.ts'
import { resticProblem } from '../restic-problem.ts'
import { CancelledError, redacted } from '../runs/record-run.ts'
import { knownRepository } from '../state/queries.ts'
import { removeCarrierSecret, setCarrierSecret, smtpSecret, smtpVariable } from './carrier-secret.ts'
import {
  checkPassword,
  chosenPassword,
  keepInFile,
  keychainAccount,
  keychainProblem,
  passwordFile,
  repositoryPassword,
} from './password.ts'

/** Where the password of a repository is, without the password. */
export type SecretListing = {
  readonly name: string
  readonly kept: 'keychain' | 'file' | 'environment' | 'command' | 'nowhere'
  readonly keychain: 'ready' | 'not-set' | 'locked' | 'absent' | 'not-answering'
  readonly why: string | null
}

/**
 * Stores a repository's password, or that of the mail server ({@link smtpSecret}). One that does not open the repository is refused, so that the one that does is not lost.
 * @param place the keychain, or the 0600 file in the home folder where a person chose that
 */
export async function setSecret(core: Core, name: string, value: string, place: 'keychain' | 'file', host: RunHost): Promise<void> {
  if (name === smtpSecret) return setCarrierSecret(core, value, place)
  checkName(core, name)
  if (value === '') fail('password-unusable', 'No password was given.', 'Type it, or pass it on standard input.')
  const known = knownRepository(core.state.database, name)
  await whileTried(core, value, async () => {
    checkPassword(value, 'what was typed')
    if (known?.id) await tryPassword(core, name, known.location, value, host)
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
  checkName(core, name)
  if (!sure && knownRepository(core.state.database, name)?.id) {
    fail(
      'secret-in-use',
      'Without this password nobody can open the backups that are there.',
      `Write it down first, then: vaultkeeper secret rm ${name} --yes`,
    )
  }
  const answer = await core.ports.keychain.remove(keychainAccount(name))
  if (answer.state === 'locked' || answer.state === 'not-answering') keychainProblem(answer, repositoryPassword(name))
  rmSync(passwordFile(core.home, name), { force: true })
}

/** Tells for each repository, and for the mail server where one asks for a password, where that is and how the keychain stands. */
export async function listSecrets(core: Core): Promise<SecretListing[]> {
  const listed: SecretListing[] = []
  for (const name of repositoryNames(core)) listed.push(await listSecret(core, name))
  if (core.settings.configuration?.notifications.email?.user !== undefined) listed.push(await listCarrierSecret(core))
  return listed
}

async function listSecret(core: Core, name: string): Promise<SecretListing> {
  const answer = await core.ports.keychain.get(keychainAccount(name))
  const chosen = await chosenPassword(core.ports.environment, name)
  const known = knownRepository(core.state.database, name)
  const inKeychain = answer.state === 'ready' && answer.value !== null
  if (answer.state === 'ready' && answer.value !== null) core.redactor.add(answer.value)
  // A repository that is yet to be made takes the one that waits in the file.
  const inFile = known?.password === 'file' || (!known?.id && existsSync(passwordFile(core.home, name)))
  return {
    name,
    // In the order in which it would be looked for.
    kept: chosen?.source ?? (inFile ? 'file' : inKeychain ? 'keychain' : 'nowhere'),
    keychain: answer.state === 'ready' && !inKeychain ? 'not-set' : answer.state,
    why: answer.state === 'ready' ? null : answer.why,
  }
}

async function listCarrierSecret(core: Core): Promise<SecretListing> {
  const answer = await core.ports.keychain.get(smtpSecret)
  const kept = core.ports.environment[smtpVariable]
    ? 'environment'
    : answer.state === 'ready' && answer.value !== null
      ? 'keychain'
      : 'nowhere'
  const keychain = answer.state === 'ready' && answer.value === null ? 'not-set' : answer.state
  return { name: smtpSecret, kept, keychain, why: answer.state === 'ready' ? null : answer.why }
}

function checkName(core: Core, name: string): void {
  const names = repositoryNames(core)
  if (!names.includes(name)) fail('repository-unknown', `There is no repository "${name}".`, `There is: ${names.join(', ')}.`)
}

/** Masks what was typed while it is tried, and for good if it is right. What is refused may be any word: a process that lasts would mask that for ever. */
export async function whileTried<Result>(core: Core, typed: string, attempt: () => Promise<Result>): Promise<Result> {
  const { redactor } = core
  const wasKnown = redactor.knows(typed)
  redactor.add(typed)
  try {
    return await attempt()
  } catch (error) {
    const isNone = error instanceof ProblemError && (error.problem.code === 'wrong-password' || error.problem.code === 'password-unusable')
    if (!isNone || wasKnown) throw error
    const told = new ProblemError(redacted(core, error.problem))
    redactor.forget(typed)
    throw told
  }
}

async function tryPassword(core: Core, name: string, location: string, value: string, host: RunHost): Promise<void> {
  const found = await findRestic({
    environment: core.ports.environment,
    binDirectory: core.home.programs,
    bundled: core.ports.bundledRestic,
    progress: () => undefined,
    signal: host.signal,
  })
  if (!found.ok) throw new ProblemError(found.problem)
  const restic = createRestic({ program: found.restic.program, cacheDirectory: join(core.home.cache, 'restic') })
  const outcome = await restic.catConfig(
    { location, password: { from: 'value', value }, noLock: true, noCache: true },
    {},
    { signal: host.signal },
  ).outcome
  if (outcome.kind === 'cancelled') throw new CancelledError()
  // Only a folder of this machine shows whether it has keys.
  const { remote } = placeOfRepository(core, name, knownRepository(core.state.database, name))
  if (outcome.kind === 'failed') throw new ProblemError(resticProblem(outcome, { name, location, hasKeys: remote || hasKeys(location) }))
}
