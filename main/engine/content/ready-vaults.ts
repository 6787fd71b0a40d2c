import type { Problem } from '../../contract/problem.ts'
import type { Core, RunHost } from '../core.ts'
import { openIndex, readyIndex } from '../index/open-index.ts'
import { unreadRemedy } from '../index/ordinal-of.ts'
import type { SnapshotIndex } from '../index/types.ts'
import { ProblemError } from '../problem-error.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { seenRepositories } from '../repositories/repository-place.ts'
import { seeSnapshots } from '../runs/see-snapshots.ts'
import { freshIndex, noteAsked } from './fresh-index.ts'
import { type VaultSnapshots, vaultSnapshots } from './vault-snapshots.ts'

/** The index of a repository, to be closed, and whose snapshots those are that it has. */
export type ReadyVaults = { readonly index: SnapshotIndex; readonly groups: readonly VaultSnapshots[] }

/** A repository that could not be asked, and why. `from`: what was indexed of it before was searched instead, what of it can be read, or there is nothing. */
export type Unasked = { readonly repository: string; readonly problem: Problem; readonly from: 'last index' | 'the rest' | 'nothing' }

/**
 * The indexes of one repository, or of all that are known. One of several that cannot be asked, such as one on a drive that is not connected, answers with
 * what was indexed last. Throws the problem where it is the only one.
 * @param vault only this one, by its id
 * @param ask `false`: what is indexed answers, however old; a repository that is not indexed at all is asked nevertheless
 */
export async function readyVaults(
  core: Core,
  {
    repository,
    vault,
    ask = true,
  }: { readonly repository: string | undefined; readonly vault: string | undefined; readonly ask?: boolean | undefined },
  host: RunHost,
): Promise<{ readonly ready: readonly ReadyVaults[]; readonly unasked: readonly Unasked[] }> {
  const repositories = repository === undefined ? seenRepositories(core) : [repository]
  const ready: ReadyVaults[] = []
  const unasked: Unasked[] = []
  try {
    for (const one of repositories) {
      try {
        const known = ask ? undefined : openIndex(core, one)
        const those = known === undefined ? await asked(core, one, vault, host) : indexed(core, one, vault, known)
        ready.push(those)
        const problem = unreadProblem(core, one, vault, those.index)
        if (problem !== undefined) unasked.push({ repository: one, problem, from: 'the rest' })
      } catch (error) {
        if (repositories.length === 1 || !(error instanceof ProblemError)) throw error
        const index = openIndex(core, one)
        if (index !== undefined) ready.push(indexed(core, one, vault, index))
        unasked.push({ repository: one, problem: error.problem, from: index === undefined ? 'nothing' : 'last index' })
      }
    }
  } catch (error) {
    for (const { index } of ready) index.close()
    throw error
  }
  return { ready, unasked }
}

/** The index may have snapshots that others made and the ledger has not seen: then restic is asked for their tags. */
async function asked(core: Core, repository: string, vault: string | undefined, host: RunHost): Promise<ReadyVaults> {
  const fresh = freshIndex(core, repository)
  if (fresh !== undefined) return indexed(core, repository, vault, fresh)
  const index = await readyIndex(core, repository, host)
  try {
    const known = new Set(vaultSnapshots(core, repository).flatMap(({ snapshots }) => snapshots.map(({ id }) => id)))
    const noted = index.database.prepare('SELECT id FROM snapshot').all()
    if (noted.some(({ id }) => !known.has(String(id)))) await seeSnapshots(core, await openRepository(core, repository, 'read', host), host)
    noteAsked(core, repository)
  } catch (error) {
    index.close()
    throw error
  }
  return indexed(core, repository, vault, index)
}

/** What of a repository could not be read when it came to be indexed, and so is not searched. */
function unreadProblem(core: Core, repository: string, vault: string | undefined, { database }: SnapshotIndex): Problem | undefined {
  const rows = database.prepare('SELECT id, problem FROM snapshot WHERE problem IS NOT NULL AND tree NOT IN (SELECT id FROM tree)').all()
  const known = new Set(vaultSnapshots(core, repository, vault).flatMap(({ snapshots }) => snapshots.map(({ id }) => id)))
  const [first, ...others] = rows.filter(({ id }) => known.has(String(id)))
  if (first === undefined) return undefined
  const which = others.length === 0 ? 'One snapshot' : `${others.length + 1} snapshots`
  return { code: 'not-indexed', sentence: `${which} in "${repository}" could not be read: ${first['problem']}`, remedy: unreadRemedy }
}

/** Of what a repository has only what its index can tell of: some may be newer than it, or cannot be read. Where it cannot be asked, it is closed. */
function indexed(core: Core, repository: string, vault: string | undefined, index: SnapshotIndex): ReadyVaults {
  try {
    const rows = index.database.prepare('SELECT snapshot.id FROM snapshot JOIN tree ON tree.id = snapshot.tree').all()
    const has = new Set(rows.map(({ id }) => String(id)))
    const groups = vaultSnapshots(core, repository, vault).map((group) => ({
      ...group,
      snapshots: group.snapshots.filter(({ id }) => has.has(id)),
      states: group.states.filter(({ id }) => has.has(id)),
    }))
    return { index, groups: groups.filter(({ snapshots }) => snapshots.length > 0) }
  } catch (error) {
    index.close()
    throw error
  }
}
