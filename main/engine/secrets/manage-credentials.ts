import { rmSync } from 'node:fs'
import type { Core, RunHost } from '../core.ts'
import { askRestic } from '../places/ask-restic.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { missingNeeds } from '../repositories/reach/needs-of.ts'
import type { SecretNeed } from '../repositories/reach/reach.ts'
import { placeOfRepository, type RepositoryPlace } from '../repositories/repository-place.ts'
import { resticProblem } from '../restic-problem.ts'
import { knownRepository } from '../state/queries.ts'
import {
  type Credentials,
  checkCredential,
  credentialAccount,
  credentialFile,
  credentialInWords,
  credentialName,
  keepCredentialInFile,
  lookForCredential,
} from './credential.ts'
import { keychainProblem } from './password.ts'

/** All that is tried of a new credential takes no longer, in ms. */
const patience = 20_000

/** The repository and the part that a name such as `offsite:secret-access-key` means; `null` for the name of a repository. Pure. */
export function credentialNamed(name: string): { readonly repository: string; readonly part: string } | null {
  const colon = name.indexOf(':')
  return colon < 0 ? null : { repository: name.slice(0, colon), part: name.slice(colon + 1) }
}

/**
 * Stores a credential of a repository's place. Where the repository was seen before, it is tried first, within 20 seconds: one that is refused does not take the
 * place of one that works. An access key ID and its secret belong together: a new ID that does not fit the old secret waits in the keychain for the new one.
 * @returns what a person should know besides, or `null`
 */
export async function setCredential(
  core: Core,
  name: { readonly repository: string; readonly part: string },
  typed: string,
  place: 'keychain' | 'file',
  host: RunHost,
): Promise<string | null> {
  const { repository, part } = name
  const { need, reach } = needNamed(core, repository, part)
  const value = checkCredential(part, typed)
  const known = knownRepository(core.state.database, repository)
  const others = reach.needs.filter((one) => one !== need && one.part !== need.instead)
  const current = await keptOf(core, repository, others, '')
  const tried = async (beside: Credentials) => trial(core, repository, reach, new Map([...beside, [part, value]]), host)
  const judge = known?.id && missingNeeds(others, (other) => current.has(other)).length === 0 ? await tried(current) : null
  if (judge === null || judge.verdict !== 'refused') {
    await keepCredential(core, repository, need, value, place)
    return judge?.verdict === 'unknown' ? `It is kept, but could not be tried now: ${judge.sentence}` : null
  }
  const waiting = await keptOf(core, repository, others, waitingSuffix)
  if (waiting.size > 0 && (await tried(new Map([...current, ...waiting]))).verdict === 'accepted') {
    for (const other of others) {
      const fitting = waiting.get(other.part)
      if (fitting !== undefined) await keepCredential(core, repository, other, fitting, place)
    }
    await keepCredential(core, repository, need, value, place)
    return null
  }
  const last = reach.needs.at(-1)
  if (last === undefined || need === last || need.optional || need.instead !== undefined) throw judge.problem
  await store(core, repository, need, value, place, waitingSuffix)
  return `The place lets nobody in with this and the "${last.label}" that is kept, which stays in use. This one waits for the other: vaultkeeper secret set ${credentialName(repository, last.part)}`
}

/** Behind the name of what waits in the keychain for its other half. */
const waitingSuffix = '.next'

async function keptOf(core: Core, repository: string, needs: readonly SecretNeed[], suffix: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const need of needs) {
    const looked = await lookForCredential(core, repository, { part: `${need.part}${suffix}` })
    if ('value' in looked) found.set(need.part, looked.value)
  }
  return found
}

type Trial =
  | { readonly verdict: 'accepted' }
  | { readonly verdict: 'refused'; readonly problem: ProblemError }
  | { readonly verdict: 'unknown'; readonly sentence: string }

/** Whether the place lets us in; what is behind its door does not matter. */
async function trial(core: Core, name: string, reach: RepositoryPlace, credentials: Credentials, host: RunHost): Promise<Trial> {
  const signal = AbortSignal.any([host.signal, AbortSignal.timeout(patience)])
  const asked = await askRestic(core, { name, reach, credentials, password: undefined }, signal)
  host.signal.throwIfAborted()
  if (asked.kind === 'stopped') return { verdict: 'unknown', sentence: 'its place did not answer within 20 seconds.' }
  if (asked.kind !== 'failed') return { verdict: 'accepted' }
  const problem = resticProblem(asked.failure, { name, location: reach.location, hasKeys: true })
  return asked.failure.reason === 'refused'
    ? { verdict: 'refused', problem: new ProblemError(problem) }
    : { verdict: 'unknown', sentence: problem.sentence }
}

/** Removes a credential from the keychain and from the file. @param sure a person knows that nobody gets in there without it */
export async function removeCredential(
  core: Core,
  { repository, part }: { repository: string; part: string },
  sure: boolean,
): Promise<void> {
  const { need } = needNamed(core, repository, part)
  const name = credentialName(repository, part)
  if (!sure && !need.optional && knownRepository(core.state.database, repository)?.id)
    fail(
      'secret-in-use',
      `Without it nobody gets to the backups in "${repository}".`,
      `If that is meant: vaultkeeper secret rm ${name} --yes`,
    )
  await forget(core, repository, need)
}

async function forget(core: Core, repository: string, need: SecretNeed): Promise<void> {
  for (const part of [need.part, `${need.part}${waitingSuffix}`]) {
    const answer = await core.ports.keychain.remove(credentialAccount(repository, part))
    if (answer.state === 'locked' || answer.state === 'not-answering') keychainProblem(answer, credentialInWords(repository, need))
    rmSync(credentialFile(core.home, repository, part), { force: true })
  }
}

/**
 * Keeps a credential that was seen to fit, or could not be tried. What does instead of it is not kept beside it, for restic would take that; nor what waited in
 * its place. Throws a problem where the keychain does not take it.
 */
export async function keepCredential(
  core: Core,
  repository: string,
  need: SecretNeed,
  value: string,
  place: 'keychain' | 'file',
): Promise<void> {
  await store(core, repository, need, value, place, '')
  const waiting = `${need.part}${waitingSuffix}`
  // Where there is no keychain, nothing waits in it.
  await core.ports.keychain.remove(credentialAccount(repository, waiting))
  rmSync(credentialFile(core.home, repository, waiting), { force: true })
  const known = knownRepository(core.state.database, repository)
  const other = placeOfRepository(core, repository, known).needs.find(({ part }) => part === need.instead)
  if (other !== undefined) await forget(core, repository, other)
}

/** In one place only: a file that was left behind would be read first. */
async function store(
  core: Core,
  repository: string,
  need: SecretNeed,
  value: string,
  place: 'keychain' | 'file',
  suffix: string,
): Promise<void> {
  const part = `${need.part}${suffix}`
  if (place === 'file') return keepCredentialInFile(core.home, repository, part, value)
  const answer = await core.ports.keychain.set(credentialAccount(repository, part), value)
  if (answer.state === 'absent')
    fail(
      'keychain-absent',
      `There is no keychain in this session to store "${credentialName(repository, part)}" in.`,
      'Run this in your desktop session, or store it in a file that only you can read: add --in file',
      answer.why,
    )
  if (answer.state !== 'ready') keychainProblem(answer, credentialInWords(repository, need))
  rmSync(credentialFile(core.home, repository, part), { force: true })
}

function needNamed(core: Core, repository: string, part: string): { readonly need: SecretNeed; readonly reach: RepositoryPlace } {
  const reach = placeOfRepository(core, repository, knownRepository(core.state.database, repository))
  const need = reach.needs.find((one) => one.part === part)
  if (need !== undefined) return { need, reach }
  const parts = reach.needs.map((one) => credentialName(repository, one.part))
  return fail(
    'secret-unknown',
    `The repository "${repository}" asks for no "${part}".`,
    parts.length === 0 ? `It has its password alone: vaultkeeper secret set ${repository}` : `It asks for: ${parts.join(', ')}.`,
  )
}
