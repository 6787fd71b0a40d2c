import { existsSync, mkdirSync, rmSync } from 'node:fs'
import type { Outcome, Repository, Restic } from 'restic-wrapper'
import type { PasswordSource } from '../../contract/password-source.ts'
import type { Core, RunHost } from '../core.ts'
import { silentMountOf } from '../machine/silent-mounts.ts'
import { fail, ProblemError, systemCode } from '../problem-error.ts'
import { messageOf } from '../problem-of-error.ts'
import { resticProblem } from '../restic-problem.ts'
import { CancelledError } from '../runs/record-run.ts'
import { type Credentials, findCredentials } from '../secrets/credential.ts'
import { newPassword } from '../secrets/new-password.ts'
import {
  chosenPassword,
  type FoundPassword,
  findPassword,
  keepInFile,
  keychainAccount,
  keychainProblem,
  passwordFile,
  passwordVariables,
  repositoryPassword,
} from '../secrets/password.ts'
import { type KnownRepository, knownRepositories, knownRepository } from '../state/queries.ts'
import { isInside } from '../vaults.ts'
import { askForConfig } from './ask-for-config.ts'
import { chunkerSources } from './chunker-source.ts'
import { strayInWords, wentAway, wentAwayProblem } from './drive-away.ts'
import { fingerprintOf, hasKeys, lookAtPlace, whyNotWritable } from './local-files.ts'
import { type RateLimits, type Rates, rateFlags, ratesAt } from './rates.ts'
import { type CopyPair, pairForCopy } from './reach/pair-for-copy.ts'
import { programOptions } from './reach/programs.ts'
import type { Reach } from './reach/reach.ts'
import { type WayIn, withSecrets } from './reach/with-secrets.ts'
import { insideOfFolder, insideOfServer, type RepositoryInside } from './repository-inside.ts'
import { embedded, missingDrive, placeOfRepository, type RepositoryPlace } from './repository-place.ts'
import { resticOf } from './restic-of.ts'
import { refuseSecondName } from './second-name.ts'

/** A repository that was found to be the one it should be, with its password at hand. */
export type OpenRepository = {
  readonly name: string
  readonly location: string
  /** On a server, not in a folder of this machine. */
  readonly remote: boolean
  /** Nothing is ever removed there. */
  readonly appendOnly: boolean
  /** How many files of a vault are read at once; `null`: as restic does. */
  readonly readConcurrency: number | null
  readonly restic: Restic
  readonly inside: RepositoryInside
  /** Where the password came from this time. */
  readonly passwordSource: PasswordSource
  /** As configured; {@link Rates} are what they come to at present. */
  readonly limits: RateLimits
  readonly rates: () => Rates
  /** For commands that write, with the rates of the moment: ask anew for each. */
  readonly target: Repository
  /** For commands that only read: no lock is taken or left behind, and nothing comes from a cache of ours. */
  readonly readTarget: Repository
  /** The fulfilled result of a command, or a thrown problem. */
  readonly done: <Result>(outcome: Outcome<Result>) => Result
  /** The problem that a failed outcome is. */
  readonly problemOf: (outcome: Extract<Outcome<unknown>, { kind: 'failed' }>) => ProblemError
}

/**
 * Opens the repository `name`, making it on first use. A repository that was seen before is recognised by its identity and is never made anew,
 * whatever its place looks like now. Throws problems.
 * @param purpose `write` also checks that its disk takes writes, and may create it; `read` does neither
 */
export async function openRepository(core: Core, name: string, purpose: 'read' | 'write', host: RunHost): Promise<OpenRepository> {
  const known = knownRepository(core.state.database, name)
  const place = placeOfRepository(core, name, known)
  return place.remote ? openOnServer(core, name, place, known, purpose, host) : openInFolder(core, name, place, known, purpose, host)
}

async function openInFolder(
  core: Core,
  name: string,
  where: RepositoryPlace,
  known: KnownRepository | undefined,
  purpose: 'read' | 'write',
  host: RunHost,
): Promise<OpenRepository> {
  const { location } = where
  refuseSilent(name, location)
  const place = lookAtPlace(location)
  if (known?.id && place === 'not-reachable')
    throw new ProblemError(resticProblem(failed('permission-denied'), { name, location, hasKeys: true }))
  if (known?.id && place !== 'repository') throw notThere(core, name, location)
  if (purpose === 'read' && place !== 'repository') nothingBackedUp()
  if (purpose === 'write' && place === 'repository') refuseUnwritable(name, location)
  const restic = await resticOf(core, name, { signal: host.signal, onLine: (text) => host.onProgress({ step: 'note', text }) })
  const password = known?.id
    ? await findPassword(passwordPlaces(core), name, known.password)
    : await passwordForNew(core, { name, location }, place === 'repository' || place === 'half-made', known?.password)
  const opened = handle(core, name, where, restic, password, host)
  if (known?.id) await confirmIdentity(core, opened, known, host)
  else if (place === 'repository') await adopt(core, opened, { password: password.source, cutOff: known !== undefined }, host)
  else await create(core, opened, place === 'half-made' && known === undefined ? 'other-files' : place, password.source, host)
  return opened
}

/** On a server nothing can be told without the password; restic says whether there is a repository, and which. */
async function openOnServer(
  core: Core,
  name: string,
  where: RepositoryPlace,
  known: KnownRepository | undefined,
  purpose: 'read' | 'write',
  host: RunHost,
): Promise<OpenRepository> {
  const restic = await resticOf(core, name, { signal: host.signal, onLine: (text) => host.onProgress({ step: 'note', text }) })
  // First what lets us in there: no password is made for a place that cannot be asked.
  const way = await wayInto(core, name, where)
  const password = known?.id
    ? await findPassword(passwordPlaces(core), name, known.password)
    : await passwordForNew(core, { name, location: where.location }, false, known?.password)
  const opened = handle(core, name, where, restic, password, host, way)
  const outcome = await askForConfig(core, opened, host)
  if (outcome.kind === 'failed' && outcome.reason === 'no-repository' && !known?.id) {
    if (purpose === 'read') nothingBackedUp()
    await make(core, opened, password.source, host)
    return opened
  }
  const { id } = opened.done(outcome)
  if (known?.id && id !== known.id) otherRepository(name, where.location)
  if (!known?.id) refuseSecondName(core, name, id)
  if (known?.id !== id || known.location !== where.location) await knownAs(core, opened, id, password.source)
  return opened
}

/** Whoever asked it for anything would wait until it answers, and everything with them. */
function refuseSilent(name: string, location: string): void {
  const mount = silentMountOf(location)
  if (mount === undefined) return
  fail(
    'drive-not-connected',
    `The repository "${name}" is on a network drive that does not answer: ${mount}.`,
    'See that the machine that it belongs to is running and can be reached; what is due is made up for then.',
  )
}

function nothingBackedUp(): never {
  return fail('nothing-backed-up', 'Nothing has been backed up yet.', 'Make a first backup with: vaultkeeper backup FOLDER')
}

/** A drive that is not connected comes back; the folder in our own home should never be gone. */
function notThere(core: Core, name: string, location: string): ProblemError {
  if (isInside(location, core.home.root)) return new ProblemError(resticProblem(failed('no-repository'), { name, location, hasKeys: true }))
  return new ProblemError({
    code: 'drive-not-connected',
    sentence: `The repository "${name}" is not where it was: ${location}.`,
    remedy: `Connect its drive, or put the folder back. Vaultkeeper never makes a new one in its place: if it is lost for good, give the new one another name in the configuration.${strayInWords(location)}`,
  })
}

/** How long an outage in the middle of a run may last before that run is given up, in ms; restic by itself would wait for a quarter of an hour. */
const outagePatience = 5 * 60_000

/**
 * How long a run may show no progress over a network, in ms. restic counts what it has read, and then sends some 80 MB (five packs) before it reads on: half
 * an hour over a slow line. A connection on which nothing moves it gives up by itself after five minutes, and says so.
 */
const slowLine = 60 * 60_000

/**
 * How restic gets to a repository, with the secrets that its place asks for. Throws a problem where one of these, or a program on the way, is missing.
 * @param given secrets that are to be tried instead of those that are kept
 */
export async function wayInto(core: Core, name: string, reach: Reach, given: Credentials = new Map()): Promise<WayIn> {
  const options = await programOptions(reach, core.ports.environment)
  const others = reach.needs.filter(({ part, instead }) => !given.has(part) && !(instead !== undefined && given.has(instead)))
  const kept = await findCredentials(passwordPlaces(core), name, others)
  return withSecrets({ ...reach, options: { ...options, ...reach.options } }, new Map([...kept, ...given]))
}

function handle(
  core: Core,
  name: string,
  place: RepositoryPlace,
  restic: Restic,
  password: FoundPassword,
  host: RunHost,
  way: WayIn = withSecrets(place, new Map()),
): OpenRepository {
  const { location, remote } = place
  const target: Repository = {
    ...way,
    ...(place.packSize === null ? {} : { packSize: place.packSize / 2 ** 20 }),
    password: { from: 'value', value: password.value },
    compression: place.compression,
    ...(remote ? { limits: { retrying: core.ports.outagePatience ?? outagePatience, silence: slowLine } } : {}),
  }
  const limits = { upload: place.limitUpload, download: place.limitDownload }
  const rates = () => ratesAt(limits, core.ports.clock.now(), core.ports.machine.zone)
  const targetNow = () => ({ ...target, ...rateFlags(rates()) })
  const readTargetNow = () => ({ ...targetNow(), noLock: true, noCache: true })
  // What is stored for a repository that was seen had to open it first; what the environment gives may be anything.
  const isStored = password.source === 'keychain' || password.source === 'file'
  const kept = isStored && Boolean(knownRepository(core.state.database, name)?.id)
  const wasThere = !remote && lookAtPlace(location) === 'repository'
  const problemOf = (outcome: Extract<Outcome<unknown>, { kind: 'failed' }>) =>
    wasThere && wentAway(location)
      ? new ProblemError(wentAwayProblem(name, location))
      : new ProblemError(resticProblem(outcome, { name, location, hasKeys: remote || hasKeys(location), kept }))
  const done = <Result>(outcome: Outcome<Result>): Result => {
    if (outcome.kind === 'done' || outcome.kind === 'partial') return outcome.result
    if (outcome.kind === 'cancelled') throw new CancelledError()
    throw problemOf(outcome)
  }
  const inside = remote ? insideOfServer(restic, readTargetNow(), host.signal, done) : insideOfFolder(location)
  return {
    name,
    location,
    remote,
    appendOnly: place.appendOnly,
    readConcurrency: place.readConcurrency,
    restic,
    passwordSource: password.source,
    limits,
    rates,
    get target() {
      return targetNow()
    },
    get readTarget() {
      return readTargetNow()
    },
    inside,
    problemOf,
    done,
  }
}

function passwordPlaces(core: Core) {
  return { ports: core.ports, home: core.home, redactor: core.redactor }
}

function refuseUnwritable(name: string, location: string): void {
  const why = whyNotWritable(location)
  if (why === undefined) return
  throw new ProblemError(resticProblem(failed(why === 'read-only' ? 'read-only' : 'permission-denied'), { name, location, hasKeys: true }))
}

/** The failure that restic would come to in the end, known beforehand. */
function failed(reason: 'no-repository' | 'read-only' | 'permission-denied'): Extract<Outcome<unknown>, { kind: 'failed' }> {
  return { kind: 'failed', reason, message: '', detail: '', exitCode: null, signal: null, failures: [], failureCount: 0 }
}

/** A repository's config file never changes, so an equal fingerprint is the same repository; otherwise restic is asked for its id. */
async function confirmIdentity(core: Core, opened: OpenRepository, known: KnownRepository, host: RunHost): Promise<void> {
  const fingerprint = fingerprintThere(core, opened)
  if (fingerprint === known.fingerprint && opened.location === known.location) return
  const same = fingerprint === known.fingerprint
  const id = same ? known.id : opened.done(await opened.restic.catConfig(opened.readTarget, {}, { signal: host.signal }).outcome).id
  if (id === null || id !== known.id) return otherRepository(opened.name, opened.location)
  if (opened.location !== known.location)
    host.onProgress({
      step: 'note',
      text: `The repository "${opened.name}" is at ${opened.location} now, where it was at ${known.location}`,
    })
  await knownAs(core, opened, id, known.password)
}

/** Its drive may be pulled behind the look that found it there. */
function fingerprintThere(core: Core, { name, location }: Pick<OpenRepository, 'name' | 'location'>): string {
  try {
    return fingerprintOf(location)
  } catch (error) {
    throw systemCode(error) === 'ENOENT' ? notThere(core, name, location) : error
  }
}

function otherRepository(name: string, location: string): never {
  return fail(
    'other-repository',
    `At ${location} lies another repository than the one that "${name}" was.`,
    'Put the right one back. Vaultkeeper does not write into a repository that it does not know.',
  )
}

async function knownAs(core: Core, { name, location, remote }: OpenRepository, id: string, password: PasswordSource): Promise<void> {
  // Only a folder of this machine shows its config file.
  const fingerprint = remote ? '' : fingerprintThere(core, { name, location })
  await core.record({ event: 'repository.known', repository: name, id, location, fingerprint, password })
}

/** There is a repository that the history does not know: one whose making was cut off, or whose history was lost. It is taken over if the password opens it. */
async function adopt(
  core: Core,
  opened: OpenRepository,
  { password, cutOff }: { password: PasswordSource; cutOff: boolean },
  host: RunHost,
): Promise<void> {
  const { id } = opened.done(await opened.restic.catConfig(opened.readTarget, {}, { signal: host.signal }).outcome)
  refuseSecondName(core, opened.name, id)
  if (cutOff) await quicken(core, opened, host)
  await knownAs(core, opened, id, password)
}

async function create(
  core: Core,
  opened: OpenRepository,
  place: 'nothing' | 'half-made' | 'other-files' | 'not-reachable',
  password: PasswordSource,
  host: RunHost,
): Promise<void> {
  const { name, location } = opened
  if (place === 'other-files')
    fail(
      'place-taken',
      `${location} holds other files, so no repository is made there.`,
      name === embedded
        ? 'Empty that folder, or set VAULTKEEPER_HOME to another one.'
        : 'Empty that folder, or name another one in the configuration.',
    )
  if (place === 'not-reachable') fail('place-not-reachable', `${location} cannot be read.`, 'Check the rights on that folder.')
  const drive = missingDrive(location)
  if (drive !== undefined)
    fail(
      'drive-not-connected',
      `The drive of the repository "${name}" is not connected: ${location} is not there.`,
      'Connect it; the backup is made up for then.',
    )
  // Left by a creation that was cut off: no snapshot in it, and we said before that we would make it.
  if (place === 'half-made') rmSync(location, { recursive: true, force: true })
  await make(core, opened, password, host)
}

async function make(core: Core, opened: OpenRepository, password: PasswordSource, host: RunHost): Promise<void> {
  const { name, location, remote } = opened
  await core.record({ event: 'repository.creating', repository: name, location, password })
  if (!remote) mkdirSync(location, { recursive: true, mode: 0o700 })
  host.onProgress({ step: 'note', text: `Making the encrypted repository "${name}"` })
  const like = await likeWhich(core, opened, host)
  const outcome = like && (await opened.restic.init(like.target, { copyChunkerParamsFrom: like.from }, { signal: host.signal }).outcome)
  if (like !== undefined && outcome?.kind === 'failed')
    core.ports.log(core.redactor.redact(`init: not cut like "${like.name}": ${outcome.message}`))
  const made = outcome?.kind === 'done' ? outcome : await opened.restic.init(opened.target, {}, { signal: host.signal }).outcome
  const { id } = opened.done(made)
  await quicken(core, opened, host)
  await knownAs(core, opened, id, password)
}

/** What it spares is time: where it cannot be done, the repository is as good. */
async function quicken(core: Core, opened: OpenRepository, host: RunHost): Promise<void> {
  if (opened.remote) return
  try {
    const { quickenNew } = await import('./quick-key/quick-key.ts')
    await quickenNew(opened, host)
  } catch (error) {
    if (host.signal.aborted) throw error
    core.ports.log(core.redactor.redact(`key of ${opened.name}: ${messageOf(error)}`))
  }
}

/**
 * The first of those that it is to cut files like which can be opened now, and reached by the same restic. Without any it works as well, but copies between them
 * take more room.
 */
async function likeWhich(core: Core, opened: OpenRepository, host: RunHost): Promise<(CopyPair & { readonly name: string }) | undefined> {
  const { name } = opened
  const made = knownRepositories(core.state.database).flatMap((one) => (one.id === null ? [] : [one.name]))
  for (const source of chunkerSources(core.settings.configuration, made, name)) {
    try {
      return { name: source, ...(await pairForCopy(core, opened, await openRepository(core, source, 'read', host))) }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      host.onProgress({
        step: 'note',
        text: `"${source}" cannot be opened now, so that copies between it and "${name}" may take more room`,
      })
    }
  }
  return undefined
}

/**
 * The password for a repository that the history does not know yet. What the environment chooses comes first; one that is kept already is used
 * again; else a new one is made and kept in the keychain, or, where there is none, in a 0600 file: the embedded repository lies on the same disk
 * for the same user. A keychain that is locked or does not answer is no reason for the file: the password might be in it.
 */
async function passwordForNew(
  core: Core,
  { name, location }: { name: string; location: string },
  something: boolean,
  promised: PasswordSource | undefined,
): Promise<FoundPassword> {
  const { value: variable } = passwordVariables(name)
  const remember = (found: FoundPassword) => {
    core.redactor.add(found.value)
    return found
  }
  const chosen = await chosenPassword(core.ports.environment, name)
  if (chosen !== undefined) return remember(chosen)
  if (existsSync(passwordFile(core.home, name))) return findPassword(passwordPlaces(core), name, 'file')
  if (promised === 'keychain' && something) return findPassword(passwordPlaces(core), name, 'keychain')
  const answer = await core.ports.keychain.get(keychainAccount(name))
  if (answer.state === 'ready' && answer.value !== null) return remember({ value: answer.value, source: 'keychain' })
  if (answer.state === 'locked' || answer.state === 'not-answering') return keychainProblem(answer, repositoryPassword(name))
  if (something)
    fail(
      'password-gone',
      `There is a repository at ${location}, and its password cannot be found.`,
      `Give it with ${variable}, or store it with: vaultkeeper secret set ${name}`,
    )
  const value = newPassword(core.ports.randomBytes)
  core.redactor.add(value)
  if (answer.state === 'ready') {
    const kept = await core.ports.keychain.set(keychainAccount(name), value)
    return kept.state === 'ready' ? { value, source: 'keychain' } : keychainProblem(kept, repositoryPassword(name))
  }
  // Only the embedded one, which lies on the same disk for the same user anyway.
  if (name !== embedded) return keychainProblem(answer, repositoryPassword(name))
  keepInFile(core.home, name, value)
  return { value, source: 'file' }
}
