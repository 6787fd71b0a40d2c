import type { DatabaseSync } from 'node:sqlite'
import type { Snapshot } from 'restic-wrapper'
import type { RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { CancelledError } from '../runs/record-run.ts'
import { chooseLine, type LineEnds, type TreeToAdd } from './choose-line.ts'
import { foldersKey, instantOf, noteSnapshot } from './note-snapshot.ts'
import { middleOf } from './ordinals.ts'
import { noteDifferences, settleContents } from './settle-contents.ts'
import { createTreeWriter, type TreePlace, type TreeWriter, type WrittenTree } from './write-tree.ts'

/**
 * Adds the tree of a snapshot, all of it or nothing: one `restic ls`, and beside it one `restic diff` with the neighbour in its line, which tells the
 * contents that `ls` does not. Both run at once. A tree that is indexed already costs no more than to find that out. Throws the problem of either.
 * @param beside the snapshot that is taken for the neighbour, if any; when it turns out to be another, that one is compared with
 */
export async function addTree(opened: OpenRepository, database: DatabaseSync, id: string, beside: Beside, host: RunHost): Promise<void> {
  database.exec('BEGIN IMMEDIATE')
  try {
    const read = await readTree(opened, database, id, beside, host)
    if (read !== undefined) {
      settleContents(database, read.place)
      note(database, read.tree, read.place, read.written)
    }
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** What a tree is added beside; `nothing`: it gets a line of its own, for what would be its neighbour cannot be read. */
export type Beside = { readonly guess: string | undefined } | 'nothing'

/** The snapshot beside which one is added, as far as it can be told before it is read. */
export function neighbourOf(database: DatabaseSync, snapshot: TreeToAdd): string | undefined {
  const chosen = chooseLine(linesOf(database), snapshot)
  return chosen === undefined ? undefined : snapshotAt(database, chosen.beside)
}

type ReadTree = { readonly tree: string; readonly place: TreePlace; readonly written: WrittenTree }

async function readTree(
  opened: OpenRepository,
  database: DatabaseSync,
  id: string,
  beside: Beside,
  host: RunHost,
): Promise<ReadTree | undefined> {
  const guess = beside === 'nothing' ? undefined : beside.guess
  // A cache saves much where the repository is far away, and nothing where it is not.
  const target = opened.remote ? { ...opened.target, noLock: true } : opened.readTarget
  const ending = new AbortController()
  const signal = AbortSignal.any([host.signal, ending.signal])
  const compare = (from: string | undefined) => comparison(opened, database, { target, from, to: id }, signal)
  let comparing = compare(guess)
  let header: Snapshot | undefined
  try {
    const task = opened.restic.ls(target, { snapshot: id, onSnapshot: (snapshot) => (header = snapshot) }, { signal })
    let begun: { place: TreePlace; writer: TreeWriter } | undefined
    const begin = async (snapshot: Snapshot) => {
      noteSnapshot(database, snapshot)
      if (isIndexed(database, snapshot.tree)) return undefined
      const place = placeFor(database, asTree(snapshot), beside)
      const neighbour = place.beside === undefined ? undefined : snapshotAt(database, place.beside)
      if (neighbour !== guess) {
        await comparing.leave()
        comparing = compare(neighbour)
      }
      return { place, writer: createTreeWriter(database, place) }
    }
    for await (const node of task) {
      if (header === undefined) throw new Error('restic did not say which snapshot it lists')
      begun ??= await begin(header)
      if (begun === undefined) return undefined
      begun.writer.take(node)
    }
    const { snapshot } = opened.done(await task.outcome)
    begun ??= await begin(snapshot)
    if (begun === undefined) return undefined
    const written = begun.writer.finish()
    await comparing.ended
    return { tree: snapshot.tree, place: begun.place, written }
  } catch (error) {
    // The other one's failure is the cause where this one was only ended for it.
    if (error instanceof CancelledError) await comparing.ended
    throw error
  } finally {
    // No restic is left behind, whatever ended this.
    ending.abort()
    await comparing.leave()
  }
}

type Comparison = {
  /** Settles when all differences are put down; rejects with the problem. */
  readonly ended: Promise<void>
  /** Ends it before its end; never rejects. */
  readonly leave: () => Promise<void>
}

function comparison(
  opened: OpenRepository,
  database: DatabaseSync,
  { target, from, to }: { target: OpenRepository['target']; from: string | undefined; to: string },
  outer: AbortSignal,
): Comparison {
  const differences = noteDifferences(database)
  const leaving = new AbortController()
  const run = async () => {
    if (from === undefined) return
    const task = opened.restic.diff(target, { from, to, metadata: true }, { signal: AbortSignal.any([outer, leaving.signal]) })
    for await (const change of task) differences.take(change)
    opened.done(await task.outcome)
  }
  const ended = run()
  // Told by whoever waits for it.
  ended.catch(() => undefined)
  return {
    ended,
    leave: async () => {
      leaving.abort()
      await ended.catch(() => undefined)
    },
  }
}

/** What decides where the tree of a snapshot goes. */
function asTree({ hostname, paths, time, summary }: Snapshot): TreeToAdd {
  return { host: hostname, paths: foldersKey(paths), instant: instantOf(time), files: summary?.totalFilesProcessed ?? null }
}

function isIndexed(database: DatabaseSync, tree: string): boolean {
  return database.prepare('SELECT 1 FROM tree WHERE id = ?').get(tree) !== undefined
}

function snapshotAt(database: DatabaseSync, ordinal: number): string | undefined {
  const row = database
    .prepare('SELECT snapshot.id FROM tree JOIN snapshot ON snapshot.tree = tree.id WHERE ordinal = ? LIMIT 1')
    .get(ordinal)
  return row === undefined ? undefined : String(row['id'])
}

function placeFor(database: DatabaseSync, snapshot: TreeToAdd, beside: Beside): TreePlace {
  const chosen = beside === 'nothing' ? undefined : chooseLine(linesOf(database), snapshot)
  if (chosen !== undefined) return { line: chosen.line, ordinal: chosen.beside + (chosen.before ? -1 : 1), beside: chosen.beside }
  const line = Number(database.prepare('SELECT coalesce(max(id), -1) + 1 AS id FROM line').get()?.['id'])
  const middle = middleOf(line)
  database
    .prepare('INSERT INTO line (id, host, paths, low, high) VALUES (?, ?, ?, ?, ?)')
    .run(line, snapshot.host, snapshot.paths, middle, middle)
  return { line, ordinal: middle, beside: undefined }
}

function linesOf(database: DatabaseSync): LineEnds[] {
  const end = (which: 'low' | 'high') =>
    `(SELECT files FROM tree WHERE ordinal = ${which}) AS ${which}_files,
     (SELECT max(instant) FROM snapshot JOIN tree ON tree.id = snapshot.tree WHERE ordinal = ${which}) AS ${which}_instant`
  const rows = database.prepare(`SELECT id, host, paths, low, high, ${end('low')}, ${end('high')} FROM line`).all()
  return rows.map((row) => ({
    id: Number(row['id']),
    host: String(row['host']),
    paths: String(row['paths']),
    low: { ordinal: Number(row['low']), instant: Number(row['low_instant']), files: Number(row['low_files']) },
    high: { ordinal: Number(row['high']), instant: Number(row['high_instant']), files: Number(row['high_files']) },
  }))
}

function note(
  database: DatabaseSync,
  tree: string,
  { line, ordinal }: TreePlace,
  { files, bytes, entries, leftOut, owner }: WrittenTree,
): void {
  database
    .prepare('INSERT INTO tree (ordinal, id, files, bytes, entries, left_out, uid, gid) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(ordinal, tree, files, bytes, entries, leftOut, owner?.uid ?? null, owner?.gid ?? null)
  database.prepare('UPDATE line SET low = min(low, ?), high = max(high, ?) WHERE id = ?').run(ordinal, ordinal, line)
}
