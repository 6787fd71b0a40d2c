import { hostname } from 'node:os'
import { join } from 'node:path'
import type { SetupState } from '../../contract/procedures/setup.ts'
import type { Core } from '../core.ts'
import { lookAtPlace } from '../repositories/local-files.ts'
import { embedded } from '../repositories/repository-place.ts'
import { knownKit } from '../state/kits.ts'
import { homeHost, knownRepository, rows } from '../state/queries.ts'
import { personFolder } from './person-path.ts'
import { keptPassword } from './settle-password.ts'
import { unfinishedSetup } from './unfinished-setup.ts'

/** What this home still needs before it protects anything. */
export async function setupState(core: Core): Promise<SetupState> {
  const unfinished = unfinishedSetup(core)
  const { configuration } = core.settings
  const plans = Object.entries(configuration?.plans ?? {}).filter(([, { enabled }]) => enabled)
  const repository = unfinished?.repository ?? plans[0]?.[1].repositories[0] ?? null
  const keychain = await core.ports.keychain.probe()
  return {
    next: nextOf(core, unfinished !== undefined, plans.length > 0, repository),
    unfinished: unfinished?.choices ?? null,
    repository,
    plans: plans.filter(([, one]) => repository !== null && one.repositories.includes(repository)).map(([name]) => name),
    passwordKept: await isKept(core, repository ?? embedded),
    keychain: keychain.state,
    keychainWhy: keychain.state === 'ready' ? null : keychain.why,
    person: personFolder(core),
    embedded: join(core.home.repositories, embedded),
    embeddedUnknown:
      !knownRepository(core.state.database, embedded)?.id && lookAtPlace(join(core.home.repositories, embedded)) === 'repository',
    host: homeHost(core.state.database) ?? hostname(),
  }
}

function nextOf(core: Core, unfinished: boolean, planned: boolean, repository: string | null): SetupState['next'] {
  const { database } = core.state
  if (unfinished) return 'continue'
  const backedUp =
    rows(database, "SELECT 1 AS one FROM runs WHERE kind = 'backup' AND verdict IN ('done', 'warnings', 'not-verified') LIMIT 1").length > 0
  if (!planned) return backedUp ? 'done' : 'begin'
  if (backedUp) return 'done'
  return repository !== null && knownKit(database, repository).checked === null ? 'kit' : 'backup'
}

/** Whether there is a password already that a repository would be opened with. One that cannot be looked for now is none. */
async function isKept(core: Core, name: string): Promise<boolean> {
  if (knownRepository(core.state.database, name)?.id) return true
  return keptPassword(core, name).then(
    (kept) => kept !== undefined,
    () => false,
  )
}
