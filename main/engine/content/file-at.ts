import type { Core, RunHost } from '../core.ts'
import { entryAt } from '../index/list-folder.ts'
import type { IndexedEntry } from '../index/types.ts'
import { fail } from '../problem-error.ts'
import { lookInto, type Where } from '../runs/look-into.ts'
import { namedAs, type SnapshotReference } from '../runs/resolve-snapshot.ts'

/** What a snapshot has at a path; `snapshot` by its id. */
export type FileAt = { readonly repository: string; readonly snapshot: string; readonly entry: IndexedEntry }

/** Looks a path of a snapshot up in the index. Throws a problem where no path is named, and where there is nothing. */
export async function fileAt(core: Core, { name, path }: SnapshotReference, where: Where, host: RunHost): Promise<FileAt> {
  if (path === undefined)
    return fail('path-missing', `"${name}" names no file.`, 'Write the snapshot and the path: vaultkeeper show latest:notes/ideas.md')
  const { repository, snapshot, index } = await lookInto(core, name, where, host)
  let entry: IndexedEntry | undefined
  try {
    entry = entryAt(index, snapshot.id, path)
  } finally {
    index.close()
  }
  if (entry === undefined)
    return fail(
      'path-not-found',
      `There is no "${path}" in that snapshot.`,
      `See what there is with: vaultkeeper ls ${namedAs(name, where)}`,
    )
  return { repository, snapshot: snapshot.id, entry }
}
