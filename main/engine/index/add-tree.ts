import type { DatabaseSync } from 'node:sqlite'
import type { RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { chooseLine, type LineEnds } from './choose-line.ts'
import { middleOf } from './ordinals.ts'
import { noteDifferences, settleContents } from './settle-contents.ts'
import { createTreeWriter, type TreePlace, type WrittenTree } from './write-tree.ts'

/** A snapshot whose tree is to be indexed. `instant`: its time in ms. */
export type PendingSnapshot = {
  readonly id: string
  readonly tree: string
  readonly host: string
  readonly paths: string
  readonly instant: number
  readonly files: number | null
}

/**
 * Adds the tree of a snapshot, all of it or nothing: one `restic ls`, and beside it one `restic diff` with the neighbour in its line, which tells the
 * contents that `ls` does not. Both run at once. Throws the problem of either.
 */
export async function addTree(opened: OpenRepository, database: DatabaseSync, snapshot: PendingSnapshot, host: RunHost): Promise<void> {
  database.exec('BEGIN IMMEDIATE')
  try {
    const place = placeFor(database, snapshot)
    const written = await read(opened, database, snapshot.id, place, host)
    settleContents(database, place)
    note(database, snapshot.tree, place, written)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

async function read(opened: OpenRepository, database: DatabaseSync, id: string, place: TreePlace, host: RunHost): Promise<WrittenTree> {
  const stop = new AbortController()
  const signal = AbortSignal.any([host.signal, stop.signal])
  // A cache saves much where the repository is far away, and nothing where it is not.
  const target = opened.remote ? { ...opened.target, noLock: true } : opened.readTarget
  const neighbour = place.beside === undefined ? undefined : snapshotAt(database, place.beside)
  const differences = noteDifferences(database)
  const compare = async () => {
    if (neighbour === undefined) return
    const task = opened.restic.diff(target, { from: neighbour, to: id, metadata: true }, { signal })
    for await (const change of task) differences.take(change)
    opened.done(await task.outcome)
  }
  const list = async () => {
    const writer = createTreeWriter(database, place)
    const task = opened.restic.ls(target, { snapshot: id }, { signal })
    for await (const node of task) writer.take(node)
    opened.done(await task.outcome)
    return writer.finish()
  }
  // One of both failing ends the other, so that no restic is left behind; the first failure is the one to tell.
  const either = <Value>(work: Promise<Value>) =>
    work.catch((error: unknown) => {
      stop.abort()
      throw error
    })
  const [compared, listed] = await Promise.allSettled([either(compare()), either(list())])
  const failed = [compared, listed].filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
  const [first] = failed.sort((a, b) => Number(isCancelled(a.reason)) - Number(isCancelled(b.reason)))
  if (first !== undefined) throw first.reason
  if (listed.status === 'rejected') throw listed.reason
  return listed.value
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'CancelledError'
}

function snapshotAt(database: DatabaseSync, ordinal: number): string | undefined {
  const row = database
    .prepare('SELECT snapshot.id FROM tree JOIN snapshot ON snapshot.tree = tree.id WHERE ordinal = ? LIMIT 1')
    .get(ordinal)
  return row === undefined ? undefined : String(row['id'])
}

function placeFor(database: DatabaseSync, snapshot: PendingSnapshot): TreePlace {
  const chosen = chooseLine(linesOf(database), snapshot)
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

function note(database: DatabaseSync, tree: string, { line, ordinal }: TreePlace, { files, bytes, entries, leftOut }: WrittenTree): void {
  database
    .prepare('INSERT INTO tree (ordinal, id, files, bytes, entries, left_out) VALUES (?, ?, ?, ?, ?, ?)')
    .run(ordinal, tree, files, bytes, entries, leftOut)
  database.prepare('UPDATE line SET low = min(low, ?), high = max(high, ?) WHERE id = ?').run(ordinal, ordinal, line)
}
