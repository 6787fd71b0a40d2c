import type { Outcome, Repository, Restic } from 'restic-wrapper'
import type { PasswordSource } from '../../contract/password-source.ts'
import type { Core, RunHost } from '../core.ts'
import { fail, type ProblemError } from '../problem-error.ts'
import { findPassword } from '../secrets/password.ts'
import { type KnownRepository, knownRepository } from '../state/queries.ts'
import { askForConfig } from './ask-for-config.ts'
import { lookAtPlace } from './local-files.ts'
import { makeInFolder, makeRepository, quicken } from './make-repository.ts'
import { passwordForNew } from './password-for-new.ts'
import type { RateLimits, Rates } from './rates.ts'
import { notReadable, notThere, refuseSilent, refuseUnwritable } from './refuse-place.ts'
import { repositoryHandle } from './repository-handle.ts'
import { confirmIdentity, knownAs, otherRepository } from './repository-identity.ts'
import type { RepositoryInside } from './repository-inside.ts'
import { placeOfRepository, type RepositoryPlace } from './repository-place.ts'
import { resticOf } from './restic-of.ts'
import { refuseSecondName } from './second-name.ts'
import { wayInto } from './way-into.ts'

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
  if (known?.id && place === 'not-reachable') throw notReadable(name, location)
  if (known?.id && place !== 'repository') throw notThere(core, name, location)
  if (purpose === 'read' && place !== 'repository') nothingBackedUp()
  if (purpose === 'write' && place === 'repository') refuseUnwritable(name, location)
  const restic = await resticOf(core, name, { signal: host.signal, onLine: (text) => host.onProgress({ step: 'note', text }) })
  const password = known?.id
    ? await findPassword(core, name, known.password)
    : await passwordForNew(core, { name, location }, place === 'repository' || place === 'half-made', known?.password)
  const opened = repositoryHandle(core, name, where, restic, password, host)
  if (known?.id) await confirmIdentity(core, opened, known, host)
  else if (place === 'repository') await adopt(core, opened, { password: password.source, cutOff: known !== undefined }, host)
  else {
    // It is ours to clear away only where our own history says that one was begun: not for a place that was named by mistake and corrected since.
    const begunHere = known?.location === location
    await makeInFolder(core, opened, place === 'half-made' && !begunHere ? 'other-files' : place, password.source, host)
  }
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
    ? await findPassword(core, name, known.password)
    : await passwordForNew(core, { name, location: where.location }, false, known?.password)
  const opened = repositoryHandle(core, name, where, restic, password, host, way)
  const outcome = await askForConfig(core, opened, host)
  if (outcome.kind === 'failed' && outcome.reason === 'no-repository' && !known?.id) {
    if (purpose === 'read') nothingBackedUp()
    await makeRepository(core, opened, password.source, host)
    return opened
  }
  const { id } = opened.done(outcome)
  if (known?.id && id !== known.id) otherRepository(name, where.location)
  if (!known?.id) refuseSecondName(core, name, id)
  if (known?.id !== id || known.location !== where.location) await knownAs(core, opened, id, password.source)
  return opened
}

function nothingBackedUp(): never {
  return fail('nothing-backed-up', 'Nothing has been backed up yet.', 'Make a first backup with: vaultkeeper backup FOLDER')
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
