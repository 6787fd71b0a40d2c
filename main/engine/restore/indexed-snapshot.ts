import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import type { Core, RunHost } from '../core.ts'
import { twinsOfPath } from '../index/entry-of-path.ts'
import { typeOfNumber } from '../index/entry-types.ts'
import { openIndex } from '../index/open-index.ts'
import { stateColumns } from '../index/read-version.ts'
import type { SnapshotIndex } from '../index/types.ts'
import { type EntryRow, walkRows } from '../index/walk-entries.ts'
import { CancelledError } from '../runs/record-run.ts'
import { prepared } from '../state/prepared.ts'
import type { ListedNode } from './listed-node.ts'
import type { RestoreScope } from './restore-scope.ts'

/** A snapshot as the index has it. To be closed. */
export type IndexedSnapshot = {
  /** What restic would list of it. The event loop has its turn in between. Throws where the index turns out damaged. */
  readonly nodes: (host: RunHost) => AsyncGenerator<ListedNode>
  readonly close: () => void
}

/** What all entries of a tree have in common. */
type Tree = { readonly ordinal: number; readonly entries: number; readonly uid: number; readonly gid: number }

/** After so many entries others have their turn. */
const turn = 1_000

/**
 * What the index of a repository has of a snapshot, or of parts of it; `undefined` where only restic can tell all that a plan has to know: the snapshot is not
 * indexed, has names that no honest one has or that look like others, or belongs to several accounts, which the index does not keep.
 */
export function indexedSnapshot(core: Core, repository: string, id: string, scope: RestoreScope): IndexedSnapshot | undefined {
  let index: SnapshotIndex | undefined
  try {
    index = openIndex(core, repository, true)
    const known = index && knownIn(index, id, scope?.map(({ path }) => path) ?? [''])
    if (known !== undefined) return known
  } catch (error) {
    // Damaged, held by another, on a disk that takes no writes: restic has to be asked then.
    core.ports.log(`index of ${repository}: ${error instanceof Error ? error.message : String(error)}`)
  }
  index?.close()
  return undefined
}

function knownIn(index: SnapshotIndex, id: string, paths: readonly string[]): IndexedSnapshot | undefined {
  // Of one moment: whoever brings the index up to date meanwhile may take the snapshot out of it.
  index.database.exec('BEGIN')
  const tree = treeOf(index.database, id)
  if (tree === undefined || paths.some((path) => twinsOfPath(index.database, path).length > 1)) return undefined
  return { nodes: (host) => nodesOf(index, id, tree, paths, host), close: index.close }
}

function treeOf(database: DatabaseSync, id: string): Tree | undefined {
  const sql = `SELECT ordinal, entries, uid, gid FROM snapshot JOIN tree ON tree.id = snapshot.tree
    WHERE snapshot.id = ? AND left_out = 0 AND uid IS NOT NULL AND gid IS NOT NULL`
  return database.prepare(sql).get(id) as Tree | undefined
}

async function* nodesOf(
  index: SnapshotIndex,
  id: string,
  tree: Tree,
  paths: readonly string[],
  { signal }: RunHost,
): AsyncGenerator<ListedNode> {
  let count = 0
  for (const path of paths)
    for (const found of partOf(index, id, tree, path)) {
      if (++count % turn === 0) await setImmediate()
      if (signal.aborted) throw new CancelledError()
      yield nodeOf(found, tree)
    }
  if (paths.includes('') && count !== tree.entries) throw new Error(`The index has ${count} of ${tree.entries} entries.`)
}

function nodeOf({ path, name, row }: EntryRow, { uid, gid }: Tree): ListedNode {
  return {
    path: `/${path}`,
    name,
    type: typeOfNumber(Number(row['type'])),
    size: Number(row['size']),
    mode: Number(row['mode']),
    mtime: BigInt(Number(row['seconds'])) * 1_000_000_000n + BigInt(Number(row['nanos'])),
    uid,
    gid,
    // Which files are one file matters only where some of it is there already.
    inode: 0,
  }
}

/** A path of a snapshot, and what is below it. */
function* partOf(index: SnapshotIndex, id: string, { ordinal }: Tree, path: string): Generator<EntryRow> {
  const [entry] = twinsOfPath(index.database, path)
  if (entry === undefined) return
  if (path !== '') {
    const sql = `SELECT ${stateColumns} FROM version WHERE entry = ? AND first <= ? AND last >= ?`
    const row = prepared(index.database, sql).get(entry, ordinal, ordinal)
    if (row === undefined) return
    yield { path, name: path.slice(path.lastIndexOf('/') + 1), row }
  }
  yield* walkRows(index, id, path)
}
