import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { type KnownRepository, knownRepositories } from '../state/queries.ts'
import { embedded } from './repository-place.ts'

/**
 * The name that a repository has already among those of the configuration, or `undefined`. The same repository may be reached in two ways (a folder and the server that
 * serves it, a link, two names of one host) or may have been copied as a folder. One that is configured no longer has been given another name.
 * @param id restic's id of the repository
 */
export function otherNameOf(core: Core, name: string, id: string): string | undefined {
  const { repositories = {}, plans = {} } = core.settings.configuration ?? {}
  const isUsed = (one: KnownRepository) =>
    repositories[one.name] !== undefined &&
    (one.name !== embedded || Object.values(plans).some((plan) => plan.repositories.includes(embedded)))
  return knownRepositories(core.state.database).find((one) => one.id === id && one.name !== name && isUsed(one))?.name
}

/**
 * Throws a problem for a repository that is in use under another name: what the retention of the one removes would be missing in the other, and two names of one
 * place would be told as two copies.
 */
export function refuseSecondName(core: Core, name: string, id: string): void {
  const other = otherNameOf(core, name, id)
  if (other === undefined) return
  fail(
    'repository-twice',
    `What lies at the place of "${name}" is the repository "${other}".`,
    `Use "${other}", or give "${name}" a place of its own: one place twice is one copy. To have a second copy, make a new repository and copy into it.`,
  )
}
