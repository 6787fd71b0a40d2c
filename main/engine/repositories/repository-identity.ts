import type { PasswordSource } from '../../contract/password-source.ts'
import type { Core, RunHost } from '../core.ts'
import { fail, systemCode } from '../problem-error.ts'
import type { KnownRepository } from '../state/queries.ts'
import { fingerprintOf } from './local-files.ts'
import type { OpenRepository } from './open-repository.ts'
import { notThere } from './refuse-place.ts'

/** A repository's config file never changes, so an equal fingerprint is the same repository; otherwise restic is asked for its id. */
export async function confirmIdentity(core: Core, opened: OpenRepository, known: KnownRepository, host: RunHost): Promise<void> {
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

/** Records which one it is: from here on it is recognised, and never made anew. */
export async function knownAs(core: Core, { name, location, remote }: OpenRepository, id: string, password: PasswordSource): Promise<void> {
  // Only a folder of this machine shows its config file.
  const fingerprint = remote ? '' : fingerprintThere(core, { name, location })
  await core.record({ event: 'repository.known', repository: name, id, location, fingerprint, password })
}

/** Throws the problem that at the place of a repository lies another one. */
export function otherRepository(name: string, location: string): never {
  return fail(
    'other-repository',
    `At ${location} lies another repository than the one that "${name}" was.`,
    'Put the right one back. Vaultkeeper does not write into a repository that it does not know.',
  )
}

/** Its drive may be pulled behind the look that found it there. */
function fingerprintThere(core: Core, { name, location }: Pick<OpenRepository, 'name' | 'location'>): string {
  try {
    return fingerprintOf(location)
  } catch (error) {
    throw systemCode(error) === 'ENOENT' ? notThere(core, name, location) : error
  }
}
