import type { Repository, Restic, Snapshot } from 'restic-wrapper'
import type { ComebackPlace } from '../../contract/procedures/comeback.ts'
import type { Core, RunHost } from '../core.ts'
import { askRestic } from '../places/ask-restic.ts'
import { settingsOf } from '../places/test-place.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { acceptHostKey } from '../repositories/reach/host-key.ts'
import { missingNeeds } from '../repositories/reach/needs-of.ts'
import { programOptions } from '../repositories/reach/programs.ts'
import type { PlaceSettings, SecretNeed } from '../repositories/reach/reach.ts'
import { reachOf } from '../repositories/reach/reach-of.ts'
import { withSecrets } from '../repositories/reach/with-secrets.ts'
import { reachFacts } from '../repositories/repository-place.ts'
import { resticOf } from '../repositories/restic-of.ts'
import { resticProblem } from '../restic-problem.ts'
import { CancelledError } from '../runs/record-run.ts'
import { checkCredential, secretTextsOf } from '../secrets/credential.ts'
import { checkPassword } from '../secrets/password.ts'
import { givenByVariables } from './given-by-variables.ts'
import { placeOfAddress } from './place-of-address.ts'

/** A place as it was named, with what it asks for. `given`: secrets that were named with it, or that variables of restic give. */
export type NamedPlace = {
  readonly settings: Readonly<Record<string, unknown>>
  readonly place: PlaceSettings
  readonly needs: readonly SecretNeed[]
  readonly given: Readonly<Record<string, string>>
}

/** What lets somebody into a place. */
export type WayToBackups = {
  readonly place: ComebackPlace
  readonly secrets: Readonly<Record<string, string>>
  readonly password: string
  readonly acceptHostKey?: string | undefined
}

/** A repository that was opened by its password alone, before this home knows any. */
export type OpenBackups = NamedPlace & {
  readonly id: string
  readonly location: string
  readonly snapshots: readonly Snapshot[]
  readonly restic: Restic
  readonly target: Repository
  readonly secrets: Readonly<Record<string, string>>
}

/** Under this name processes are noted down while the repository has none here. */
export const nameless = 'comeback'

/** What a place is, and what it asks for; nothing is opened. Throws a problem for what is no place. */
export function namedPlace(core: Core, place: ComebackPlace): NamedPlace {
  const { environment } = core.ports
  const { settings, secrets } =
    place.type === 'address' ? placeOfAddress(place.address, environment) : { settings: place.settings, secrets: {} }
  const parsed = settingsOf(core, { settings })
  if (parsed.settings === undefined)
    return fail('repository-settings', parsed.mistakes.map(({ sentence }) => sentence).join(' '), 'Look at what was given for this place.')
  const { needs } = reachOf(parsed.settings, reachFacts(core))
  return { settings, place: parsed.settings, needs, given: { ...givenByVariables(parsed.settings, environment), ...secrets } }
}

/** Opens the repository at a place and lists what is in it. Nothing is made there but a lock that is removed again, and not even that where nothing can be written. Throws problems. */
export async function openBackups(core: Core, way: WayToBackups, host: RunHost): Promise<OpenBackups> {
  const named = namedPlace(core, way.place)
  if (way.acceptHostKey !== undefined && named.place.type === 'sftp') await acceptHostKey(core, named.place, way.acceptHostKey, host.signal)
  const secrets = { ...named.given, ...way.secrets }
  const credentials = new Map<string, string>()
  core.redactor.add(checkPassword(way.password, 'what was typed'))
  for (const { part } of named.needs) {
    const value = secrets[part]
    if (value === undefined) continue
    for (const text of secretTextsOf(part, value)) core.redactor.add(text)
    credentials.set(part, checkCredential(part, value))
  }
  const [missing] = missingNeeds(named.needs, (part) => credentials.has(part))
  if (missing !== undefined)
    fail(
      'credential-not-set',
      `The place asks for "${missing.label}", which was not given.`,
      'Give it; it stands beside the emergency kit.',
    )
  const reach = reachOf(named.place, reachFacts(core))
  const { password } = way
  const asked = await askRestic(core, { name: nameless, reach, credentials, password }, host.signal)
  switch (asked.kind) {
    case 'stopped':
      throw new CancelledError()
    case 'nothing':
      return fail(
        'nothing-to-come-back',
        `There is no repository at ${reach.location}.`,
        'Look whether the address is right; it stands in your emergency kit.',
      )
    case 'there':
    case 'wrong-password':
      return fail('wrong-password', 'This password does not open the backups that are there.', 'Type the one from your emergency kit.')
    case 'failed':
      throw new ProblemError(resticProblem(asked.failure, { name: reach.location, location: reach.location, hasKeys: true }))
  }
  const restic = await resticOf(core, nameless, { signal: host.signal, onLine: (text) => host.onProgress({ step: 'note', text }) })
  const withIn = withSecrets(reach, credentials)
  const options = { ...withIn.options, ...(await programOptions(reach, core.ports.environment)) }
  return {
    ...named,
    id: asked.id,
    location: reach.location,
    snapshots: asked.snapshots,
    restic,
    target: { ...withIn, options, password: { from: 'value', value: password }, noLock: true, noCache: true },
    secrets,
  }
}
