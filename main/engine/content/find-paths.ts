import type { Core, RunHost } from '../core.ts'
import { entryAt } from '../index/list-folder.ts'
import { search } from '../index/search.ts'
import type { FoundPath, SnapshotIndex } from '../index/types.ts'
import { fail } from '../problem-error.ts'
import { lookInto, type Where } from '../runs/look-into.ts'
import { vaultNamed } from '../runs/vault-named.ts'
import { knownVaults } from '../state/queries.ts'
import { readyVaults, type Unasked } from './ready-vaults.ts'
import { newestWhole, type VaultSnapshots, vaultSnapshots } from './vault-snapshots.ts'

/**
 * What to look for; `in`: in this snapshot alone. `limit`: of each vault in each repository, after the first `offset`. `ask` false: what is indexed answers,
 * however old.
 */
export type FindRequest = Where & {
  readonly pattern: string
  readonly in?: string | undefined
  readonly limit: number
  readonly offset?: number
  readonly ask?: boolean
}

/** What was found of one vault in one repository. `of`: how many snapshots were searched. `more`: there is more than `limit`. */
type FoundInVault = {
  readonly repository: string
  readonly vault: string | null
  readonly vaultName: string | null
  readonly of: number
  /** Each as it was in the newest snapshot that has it; `gone`: it was deleted since. */
  readonly found: readonly FoundPath[]
  readonly more: boolean
}

/** What was found, and the repositories that could not be asked. */
export type Found = { readonly groups: readonly FoundInVault[]; readonly unasked: readonly Unasked[] }

/** Paths of all snapshots that match a part of a name, a glob or a path. Vaults without a match are left out. Throws problems. */
export async function findPaths(core: Core, request: FindRequest, host: RunHost): Promise<Found> {
  if (request.pattern === '')
    fail('pattern-malformed', 'There is nothing to look for.', 'Write a part of a name, such as ideas, or *.md; for all there is: **')
  if (request.in !== undefined) return { groups: await findInSnapshot(core, request.in, request, host), unasked: [] }
  const vault = request.vault === undefined ? undefined : vaultNamed(core, request.vault)
  const { ready, unasked } = await readyVaults(core, { repository: request.repository, vault, ask: request.ask }, host)
  try {
    const groups = ready.flatMap(({ index, groups: those }) => those.map((group) => findInVault(core, index, group, request)))
    return { groups: groups.filter(({ found }) => found.length > 0), unasked }
  } finally {
    for (const { index } of ready) index.close()
  }
}

function findInVault(
  core: Core,
  index: SnapshotIndex,
  group: VaultSnapshots,
  { pattern: typed, limit, offset = 0 }: FindRequest,
): FoundInVault {
  const { repository, vault, vaultName, snapshots, states } = group
  const ids = (some: VaultSnapshots['snapshots']) => some.map(({ id }) => id)
  const pattern = patternIn(core, vault, typed)
  const upTo = offset + limit
  const found = search(index, { pattern, snapshots: ids(states), limit: upTo + 1 })
  if (snapshots.length > states.length) {
    // Only there because a restore was about to write over it.
    const known = new Set(found.map(({ path }) => path))
    const safe = ids(snapshots.filter((one) => !states.includes(one)))
    for (const one of search(index, { pattern, snapshots: safe, limit: upTo + 1 }))
      if (!known.has(one.path)) found.push({ ...one, gone: states.length > 0 })
  }
  const whole = newestWhole(core, group)
  const isGone = (one: FoundPath) =>
    whole === undefined || Date.parse(whole.time) <= Date.parse(one.newest.time)
      ? one.gone
      : entryAt(index, whole.id, one.path) === undefined
  const shown = found.slice(offset, upTo).map((one) => ({ ...one, gone: isGone(one) }))
  return { repository, vault, vaultName, of: states.length, found: shown, more: found.length > upTo }
}

async function findInSnapshot(core: Core, name: string, request: FindRequest, host: RunHost): Promise<FoundInVault[]> {
  const { repository, snapshot, index } = await lookInto(core, name, request, host)
  try {
    const found = search(index, {
      pattern: patternIn(core, snapshot.vault, request.pattern),
      snapshots: [snapshot.id],
      limit: request.limit + 1,
      offset: request.offset ?? 0,
    })
    const [group] = vaultSnapshots(core, repository).filter(({ vault }) => vault === snapshot.vault)
    const vaultName = group?.vaultName ?? null
    const { vault } = snapshot
    return [{ repository, vault, vaultName, of: 1, found: found.slice(0, request.limit), more: found.length > request.limit }]
  } finally {
    index.close()
  }
}

/** A pattern for paths of this disk, as the vault that they lie in has them: by its root. */
function patternIn(core: Core, vault: string | null, pattern: string): string {
  const root = knownVaults(core.state.database).find(({ id }) => id === vault)?.path
  return root !== undefined && pattern.startsWith(`${root}/`) ? pattern.slice(root.length) : pattern
}
