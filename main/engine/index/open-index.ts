import type { DatabaseSync } from 'node:sqlite'
import type { Core, RunHost } from '../core.ts'
import { silentMountOf } from '../machine/silent-mounts.ts'
import { fail } from '../problem-error.ts'
import { snapshotIds } from '../repositories/local-files.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { placeOfRepository } from '../repositories/repository-place.ts'
import { knownRepository } from '../state/queries.ts'
import { indexFile, isDamage, openToRead } from './index-file.ts'
import type { SnapshotIndex } from './types.ts'
import { updateIndex } from './update-index.ts'

/**
 * Opens the index of a repository, brought up to date with what is there now. Where the repository is a folder, its file names tell whether anything is
 * missing; only then it is opened, which needs its password. Throws problems.
 * @param repository its name, or the opened repository
 * @param upTo only these snapshots have to be in it; all, if left out
 */
export async function readyIndex(
  core: Core,
  repository: string | OpenRepository,
  host: RunHost,
  upTo?: readonly string[],
): Promise<SnapshotIndex> {
  const name = typeof repository === 'string' ? repository : repository.name
  const ready = openIndex(core, name)
  if (ready !== undefined && isReady(core, name, ready.database, upTo)) return ready
  ready?.close()
  const opened = typeof repository === 'string' ? await openRepository(core, name, 'read', host) : repository
  await updateIndex(core, opened, fileOf(core, name), host, { only: upTo })
  return (
    openIndex(core, name) ??
    fail('index-unusable', `The index of "${name}" cannot be opened.`, 'Make it anew with: vaultkeeper index --rebuild')
  )
}

/** The index of a repository as it is, however old; `undefined` where there is none. @param unseen as for {@link openToRead} */
export function openIndex(core: Core, name: string, unseen = false): SnapshotIndex | undefined {
  if (knownRepository(core.state.database, name)?.id == null) return undefined
  const database = openToRead(fileOf(core, name), unseen)
  return database && { database, close: () => database.close() }
}

/** Where the index of a repository lies. The repository was seen before. */
export function fileOf(core: Core, name: string): string {
  return indexFile(core.home, knownRepository(core.state.database, name)?.id ?? name)
}

/** What of a repository is not in its index yet, and how many snapshots are in it. */
export function indexState(database: DatabaseSync): { readonly indexed: number; readonly pending: number; readonly failed: number } {
  const row = database
    .prepare(
      `SELECT count(*) AS all_of_them, count(tree.id) AS indexed, count(iif(tree.id IS NULL, problem, NULL)) AS failed
       FROM snapshot LEFT JOIN tree ON tree.id = snapshot.tree`,
    )
    .get() as { all_of_them: number; indexed: number; failed: number }
  return { indexed: row.indexed, pending: row.all_of_them - row.indexed - row.failed, failed: row.failed }
}

/**
 * Whether every snapshot that is there is in the index, and no other; `undefined` for a repository on a server, which would have to be asked, and for one on a
 * network drive that does not answer.
 */
export function isIndexCurrent(core: Core, name: string, database: DatabaseSync): boolean | undefined {
  const { location, remote } = placeOfRepository(core, name, knownRepository(core.state.database, name))
  if (remote || silentMountOf(location) !== undefined) return undefined
  const noted = settled(database)
  const there = snapshotIds(location)
  return there.length === noted.size && there.every((id) => noted.get(id) === true)
}

function isReady(core: Core, name: string, database: DatabaseSync, upTo: readonly string[] | undefined): boolean {
  if (upTo === undefined) return isIndexCurrent(core, name, database) === true
  const noted = settled(database)
  return upTo.every((id) => noted.get(id) === true)
}

/** The snapshots that are noted down, and whether each is indexed, or known to be unreadable; none where the index is damaged. */
function settled(database: DatabaseSync): Map<string, boolean> {
  const sql =
    'SELECT snapshot.id, tree.id IS NOT NULL OR problem IS NOT NULL AS done FROM snapshot LEFT JOIN tree ON tree.id = snapshot.tree'
  try {
    const rows = database.prepare(sql).all()
    return new Map(rows.map(({ id, done }) => [String(id), done === 1]))
  } catch (error) {
    if (isDamage(error)) return new Map()
    throw error
  }
}
