import { readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { editConfiguration } from '../config/edit-configuration.ts'
import type { ConfigurationEdit } from '../config/edit-text.ts'
import { putInForce } from '../config/put-in-force.ts'
import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import { fingerprintIn, fingerprintOf, lookAtPlace, snapshotIds } from '../repositories/local-files.ts'
import { embedded } from '../repositories/repository-place.ts'
import { resticOf } from '../repositories/restic-of.ts'
import { CancelledError } from '../runs/record-run.ts'
import { findPassword } from '../secrets/password.ts'
import { personPath } from '../setup/person-path.ts'
import { noteGone } from '../verify/note-vanished.ts'
import { type MovableRepository, movable } from './movable-repository.ts'

/**
 * Takes note of where a repository is now. It has to be the same one, by its fingerprint, or by the id that its password opens; then the configuration names
 * the new place. A folder that holds it, such as the top of a drive, is right, too. Throws a problem otherwise; nothing is changed then.
 * @returns where it is
 */
export async function moveRepository(core: Core, repository: string, path: string, host: RunHost): Promise<string> {
  const one = movable(core, repository)
  const location = placeWithin(personPath(core, path), one.fingerprint)
  if (fingerprintIn(location) !== one.fingerprint && (await idAt(core, repository, location, one, host)) !== one.id)
    fail(
      'other-repository',
      `At ${location} lies another repository than "${repository}".`,
      'Choose the folder with the one that was there before. If that is lost for good, set up a new place instead.',
    )
  await putInForce(core, await editConfiguration(core, [editFor(core, repository, location)]))
  await core.record({
    event: 'repository.known',
    repository,
    id: one.id,
    location,
    fingerprint: fingerprintOf(location),
    password: one.password,
  })
  // An older copy of the repository is the same one, but for what was saved since it was made: nobody is to believe that that is there.
  await noteGone(core, repository, snapshotIds(location))
  return location
}

/** The embedded repository is not in the configuration until it is somewhere else. */
function editFor(core: Core, repository: string, location: string): ConfigurationEdit {
  const configured = core.settings.configuration?.repositories[repository]
  if (configured === undefined || (repository === embedded && configured.type === 'local'))
    return { path: ['repositories', repository], value: { type: 'local', path: location } }
  return { path: ['repositories', repository, 'path'], value: location }
}

/** The folder itself, or the one right in it that has the fingerprint: people choose the drive. */
function placeWithin(path: string, fingerprint: string): string {
  const none = () =>
    fail(
      'no-repository-there',
      `There is no repository in ${path}.`,
      'Choose the folder that holds "config", "data", "keys" and "snapshots".',
    )
  switch (lookAtPlace(path)) {
    case 'repository':
      return realpathSync(path)
    case 'other-files': {
      const inside = namesIn(path).map((name) => join(path, name))
      const found = inside.find((one) => lookAtPlace(one) === 'repository' && fingerprintIn(one) === fingerprint)
      return found === undefined ? none() : realpathSync(found)
    }
    case 'not-reachable':
      return fail('place-not-reachable', `${path} cannot be read.`, 'Check the rights on that folder.')
    default:
      return none()
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  } catch {
    return []
  }
}

/** After restic has migrated a repository its config file is another one, and only its id is the same. */
async function idAt(
  core: Core,
  repository: string,
  location: string,
  { password }: MovableRepository,
  host: RunHost,
): Promise<string | undefined> {
  const { ports, home, redactor } = core
  const { value } = await findPassword({ ports, home, redactor }, repository, password)
  const restic = await resticOf(core, repository, { signal: host.signal, onLine: () => undefined })
  const target = { location, password: { from: 'value', value }, noLock: true, noCache: true } as const
  const outcome = await restic.catConfig(target, {}, { signal: host.signal }).outcome
  if (outcome.kind === 'cancelled') throw new CancelledError()
  return outcome.kind === 'done' || outcome.kind === 'partial' ? outcome.result.id : undefined
}
