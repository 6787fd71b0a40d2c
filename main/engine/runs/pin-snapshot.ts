import type { Core, RunHost } from '../core.ts'
import { machineName } from '../hosts/vault-names.ts'
import { fail } from '../problem-error.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { thisPerson } from '../schedule/pause.ts'
import { type KnownSnapshot, knownSnapshots } from '../state/queries.ts'
import { chooseRepository, matching, parseReference, resolveSnapshot } from './resolve-snapshot.ts'

/** Which snapshot is meant: an id, a label or `latest`; with the vault and the repository where that is not clear. */
export type PinRequest = { readonly reference: string; readonly vault?: string | undefined; readonly repository?: string | undefined }

/** Keeps a snapshot whatever the rules of retention say. Throws a problem when there is none, or when it is being removed already. */
export async function pinSnapshot(core: Core, request: PinRequest, host: RunHost): Promise<KnownSnapshot> {
  const { repository, id, machine } = await find(core, request, host)
  if (machine !== null) refuseForeign(core, machine)
  await core.record({ event: 'snapshot.pinned', repository, snapshot: id, by: thisPerson() })
  // The history decides who was first: a retention that announced its removal before this line does not look for pins again.
  const pinned = stateOf(core, repository, id)
  if (pinned === undefined || pinned.removing !== null)
    return fail(
      'snapshot-being-removed',
      `The snapshot ${id.slice(0, 8)} is being removed by retention at this moment.`,
      'Pin another one; if it is still there afterwards (vaultkeeper snapshots), it is pinned.',
    )
  return pinned
}

/** Nothing here removes it, and a pin of ours would not keep its own machine from it. */
function refuseForeign(core: Core, machine: string): never {
  const name = machineName(machine, core.settings.configuration?.machines)
  return fail('snapshot-of-other-machine', `That snapshot is of ${name}, and only ${name} decides how long it is kept.`, `Pin it there.`)
}

/** Leaves a snapshot to the rules of retention again. */
export async function unpinSnapshot(core: Core, request: PinRequest, host: RunHost): Promise<KnownSnapshot> {
  const { repository, id } = await find(core, request, host)
  await core.record({ event: 'snapshot.unpinned', repository, snapshot: id, by: thisPerson() })
  return stateOf(core, repository, id) ?? fail('snapshot-not-found', `The snapshot ${id.slice(0, 8)} is gone.`, 'Nothing to do.')
}

/** What the ledger knows needs no repository: it may be on a drive that is not connected. */
async function find(core: Core, { reference, vault, repository: named }: PinRequest, host: RunHost): Promise<KnownSnapshot> {
  const { name, path } = parseReference(reference)
  if (path !== undefined) fail('whole-snapshots-only', 'Only whole snapshots are pinned.', `Leave out the path: ${name}`)
  const repository = chooseRepository(core, name, vault, named)
  const there = knownSnapshots(core.state.database, repository).filter((one) => one.vanished === null)
  const [only, another] = vault === undefined ? matching(there, name) : []
  if (only !== undefined && another === undefined) return only
  return resolveSnapshot(core, await openRepository(core, repository, 'read', host), name, vault, host)
}

function stateOf(core: Core, repository: string, id: string): KnownSnapshot | undefined {
  return knownSnapshots(core.state.database, repository).find((one) => one.id === id)
}
