import type { ChangeGroup } from '../../contract/procedures/changes.ts'
import type { Core } from '../core.ts'
import { type KnownChange, latestChanges, waitingChanges } from '../state/change-queries.ts'
import { nameOfVault } from '../vaults.ts'

/** How many are listed of all. */
const mostListed = 200

/** Changes that wait, oldest first, grouped by what there is to decide; or the latest of all, newest first, each by itself. */
export async function listChanges(
  core: Core,
  all: boolean,
): Promise<{ readonly changes: readonly KnownChange[]; readonly groups: readonly ChangeGroup[] }> {
  await core.state.catchUp()
  const { database } = core.state
  const changes = all ? latestChanges(database, mostListed) : waitingChanges(database)
  // The same change in several repositories of a plan is one thing to decide.
  const alike = all
    ? changes.map((change) => [change])
    : [...Map.groupBy(changes, ({ plan, vault, hash }) => JSON.stringify([plan, vault, hash])).values()]
  const groups = alike.map((same) => ({ ids: same.map(({ id }) => id), vaultName: nameOfVault(core, same[0]?.vault ?? '') }))
  return { changes, groups }
}
