import type { DatabaseSync } from 'node:sqlite'
import type { Snapshot } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import { takeLock } from '../home/lock.ts'
import { ProblemError } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { CancelledError } from '../runs/record-run.ts'
import { seeSnapshots } from '../runs/see-snapshots.ts'
import { addTree, type PendingSnapshot } from './add-tree.ts'
import { isDamage, openToWrite, removeIndex } from './index-file.ts'
import { removeSnapshotsFromIndex } from './remove-snapshots-from-index.ts'

/** What an update came to. `failed`: snapshots that could not be read, and why. */
export type IndexUpdate = {
  readonly snapshots: number
  readonly added: number
  readonly removed: number
  readonly failed: readonly { readonly id: string; readonly why: string }[]
}

/** Failures that lie in one snapshot: the others can be indexed all the same. */
const ofOneSnapshot = new Set(['repository-damaged', 'snapshot-not-found', 'path-not-found', 'restic-failed', 'restic-crashed'])

/**
 * Brings the index of a repository up to date: snapshots that are gone leave it, new ones are added, the newest first. Each is added as a whole or not
 * at all, so that one that is cut off goes on where it was. One process at a time; others wait. An index that turns out damaged is made anew. Throws
 * problems.
 * @param only the snapshots that have to be in it; all, if left out
 */
export async function updateIndex(
  core: Core,
  opened: OpenRepository,
  file: string,
  host: RunHost,
  only?: readonly string[],
): Promise<IndexUpdate> {
  const lock = await takeLock(core.home.locks, `index-${opened.name}`, {
    doing: 'bringing the index up to date',
    signal: host.signal,
    onWait: () => host.onProgress({ step: 'note', text: 'Waiting for another Vaultkeeper that adds to the index' }),
  })
  if (lock === undefined) throw new CancelledError()
  try {
    try {
      return await updateLocked(core, opened, file, host, only)
    } catch (error) {
      if (!isDamage(error)) throw error
      core.ports.log(`index of ${opened.name}: made anew, for it is damaged: ${error instanceof Error ? error.message : ''}`)
      removeIndex(file)
      return await updateLocked(core, opened, file, host, only)
    }
  } finally {
    lock.release()
  }
}

async function updateLocked(
  core: Core,
  opened: OpenRepository,
  file: string,
  host: RunHost,
  only: readonly string[] | undefined,
): Promise<IndexUpdate> {
  const database = openToWrite(file)
  try {
    const snapshots = await seeSnapshots(core, opened, host)
    const there = new Set(snapshots.map(({ id }) => id))
    const gone = idsIn(database).filter((id) => !there.has(id))
    removeSnapshotsFromIndex(database, gone)
    noteSnapshots(database, snapshots)
    const pending = pendingIn(database, only)
    const failed: { id: string; why: string }[] = []
    const started = core.ports.clock.monotonic()
    for (const [done, snapshot] of pending.entries()) {
      const each = done === 0 ? undefined : (core.ports.clock.monotonic() - started) / done / 1000
      const secondsLeft = each === undefined ? undefined : each * (pending.length - done)
      host.onProgress({ step: 'indexing', percent: done / pending.length, done, total: pending.length, secondsLeft })
      if (host.signal.aborted) throw new CancelledError()
      if (isIndexed(database, snapshot.tree)) continue
      const why = await addOne(core, opened, database, snapshot, host)
      if (why !== undefined) failed.push({ id: snapshot.id, why })
    }
    return { snapshots: snapshots.length, added: pending.length - failed.length, removed: gone.length, failed }
  } finally {
    database.close()
  }
}

/** @returns why it could not be added, where the reason lies in this snapshot alone */
async function addOne(
  core: Core,
  opened: OpenRepository,
  database: DatabaseSync,
  snapshot: PendingSnapshot,
  host: RunHost,
): Promise<string | undefined> {
  try {
    await addTree(opened, database, snapshot, host)
    return undefined
  } catch (error) {
    if (!(error instanceof ProblemError && ofOneSnapshot.has(error.problem.code))) throw error
    const why = core.redactor.redact(error.problem.sentence)
    // Not read again by each update: what is damaged stays so until the repository is repaired, which gives its snapshots other ids.
    if (error.problem.code !== 'snapshot-not-found') database.prepare('UPDATE snapshot SET problem = ? WHERE id = ?').run(why, snapshot.id)
    return why
  }
}

function idsIn(database: DatabaseSync): string[] {
  return database
    .prepare('SELECT id FROM snapshot')
    .all()
    .map(({ id }) => String(id))
}

function isIndexed(database: DatabaseSync, tree: string): boolean {
  return database.prepare('SELECT 1 FROM tree WHERE id = ?').get(tree) !== undefined
}

/** Snapshots are noted down before they are indexed, so that it can be told what is missing. */
function noteSnapshots(database: DatabaseSync, snapshots: readonly Snapshot[]): void {
  const add = database.prepare(
    'INSERT INTO snapshot (id, time, instant, host, paths, series, tree, files) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  database.exec('BEGIN IMMEDIATE')
  for (const { id, time, hostname, paths, tags, tree, summary } of snapshots) {
    const instant = Date.parse(time)
    const folders = JSON.stringify(paths)
    const plan = tags.find((tag) => tag.startsWith('plan:')) ?? ''
    const files = summary?.totalFilesProcessed ?? null
    add.run(id, time, Number.isNaN(instant) ? 0 : instant, hostname, folders, JSON.stringify([hostname, folders, plan]), tree, files)
  }
  database.exec('COMMIT')
}

function pendingIn(database: DatabaseSync, only: readonly string[] | undefined): PendingSnapshot[] {
  const wanted = only === undefined ? undefined : new Set(only)
  const rows = database
    .prepare(
      `SELECT id, tree, host, paths, instant, files FROM snapshot
       WHERE problem IS NULL AND tree NOT IN (SELECT id FROM tree) ORDER BY instant DESC, id`,
    )
    .all()
  const pending = rows as unknown as PendingSnapshot[]
  return wanted === undefined ? pending : pending.filter(({ id }) => wanted.has(id))
}
