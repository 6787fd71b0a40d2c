import type { PasswordSource } from '../../contract/password-source.ts'
import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { placeOfRepository } from '../repositories/repository-place.ts'
import { knownRepository } from '../state/queries.ts'

/** A repository in a folder that was seen before. */
export type MovableRepository = {
  readonly id: string
  readonly location: string
  readonly fingerprint: string
  readonly password: PasswordSource
}

/** A repository that could be somewhere else now. Throws a problem for one that was never seen, and for one on a server. */
export function movable(core: Core, repository: string): MovableRepository {
  const known = knownRepository(core.state.database, repository)
  const { location, remote } = placeOfRepository(core, repository, known)
  if (remote)
    return fail(
      'repository-on-server',
      `The repository "${repository}" is on a server.`,
      'If its address is another one now, write it into the configuration.',
    )
  if (!known?.id)
    return fail(
      'repository-never-seen',
      `The repository "${repository}" was never seen, so it cannot be recognised.`,
      'Set it up at its new place.',
    )
  return { id: known.id, location, fingerprint: known.fingerprint ?? '', password: known.password }
}
