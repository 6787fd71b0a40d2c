import type { DatabaseSync } from 'node:sqlite'
import type { Problem } from '../../contract/problem.ts'
import type { Core, RunHost } from '../core.ts'
import { tellsDamage } from '../drill/damage-in-words.ts'
import { takeLock } from '../home/lock.ts'
import { ProblemError } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { CancelledError } from '../runs/record-run.ts'
import { seeSnapshots } from '../runs/see-snapshots.ts'
import { knownSnapshots } from '../state/queries.ts'
import { addTree, neighbourOf } from './add-tree.ts'
import type { TreeToAdd } from './choose-line.ts'
import { isDamage, openToWrite, removeIndex } from './index-file.ts'
import { notWritable } from './not-writable.ts'
import { noteSnapshot } from './note-snapshot.ts'
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
 * @param again reads once more what could not be read
 * @param rebuild throws away what is there first
 */
export async function updateIndex(
  core: Core,
  opened: OpenRepository,
  file: string,
  host: RunHost,
  { only, again = false, rebuild = false }: { only?: readonly string[] | undefined; again?: boolean; rebuild?: boolean } = {},
): Promise<IndexUpdate> {
  const lock = await takeLock(core.home.locks, `index-${opened.name}`, {
    doing: 'bringing the index up to date',
    signal: host.signal,
    onWait: () => host.onProgress({ step: 'note', text: 'Waiting for another Vaultkeeper that adds to the index' }),
  })
  if (lock === undefined) throw new CancelledError()
  try {
    if (rebuild) removeIndex(file)
    try {
      return await updateLocked(core, opened, file, host, { only, again })
    } catch (error) {
      if (!isDamage(error)) throw notWritable(error, file) ?? error
      core.ports.log(`index of ${opened.name}: made anew, for it is damaged: ${error instanceof Error ? error.message : ''}`)
      removeIndex(file)
      return await updateLocked(core, opened, file, host, { only, again })
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
  { only, again }: { readonly only: readonly string[] | undefined; readonly again: boolean },
): Promise<IndexUpdate> {
  const database = openToWrite(file)
  try {
    if (again) database.exec('UPDATE snapshot SET problem = NULL')
    const there = opened.remote ? undefined : await opened.inside.snapshotIds()
    const known = new Set(idsIn(database))
    const news = there?.filter((id) => !known.has(id))
    // One whose tags change goes, and comes under another id: its tree stays where it is told of in time.
    const mayBeKnown = there !== undefined && news !== undefined && known.size + news.length > there.length
    const pending =
      there !== undefined && news !== undefined && news.length <= (mayBeKnown ? 0 : few)
        ? { there, list: [...guessed(core, opened, database, news), ...pendingIn(database)] }
        : await listed(core, opened, database, host)
    const present = new Set(pending.there)
    const gone = [...known].filter((id) => !present.has(id))
    removeSnapshotsFromIndex(database, gone)
    const wanted = only === undefined ? undefined : new Set(only)
    const list = pending.list.filter(({ id }) => present.has(id) && wanted?.has(id) !== false)
    const failed: { id: string; why: string }[] = []
    const started = core.ports.clock.monotonic()
    for (const [done, { id, guess }] of list.entries()) {
      const each = done === 0 ? undefined : (core.ports.clock.monotonic() - started) / done / 1000
      const secondsLeft = each === undefined ? undefined : each * (list.length - done)
      host.onProgress({ step: 'indexing', percent: done / list.length, done, total: list.length, secondsLeft })
      if (host.signal.aborted) throw new CancelledError()
      if (isIndexed(database, id)) continue
      const why = await addOne(core, opened, database, { id, guess: guess() }, host)
      if (why !== undefined) failed.push({ id, why })
    }
    return { snapshots: pending.there.length, added: list.length - failed.length, removed: gone.length, failed }
  } finally {
    database.close()
  }
}

/** A snapshot that is to be added. `guess`: its neighbour, as far as the index tells by then. */
type Pending = { readonly id: string; readonly guess: () => string | undefined }

/** As many new snapshots are read one by one without asking restic for the list of all, which takes it as long as to read one. */
const few = 2

/** New snapshots, of which only the ids are known but for what our ledger says: the neighbour is the one before of the same lane, else the newest of all. */
function guessed(core: Core, { name }: OpenRepository, database: DatabaseSync, ids: readonly string[]): Pending[] {
  if (ids.length === 0) return []
  const ledger = knownSnapshots(core.state.database, name)
  return ids.toReversed().map((id) => ({
    id,
    guess: () => {
      const indexed = idsByTime(database)
      const own = ledger.find((one) => one.id === id)
      if (own === undefined) return indexed.at(-1)
      const lane = new Set(ledger.filter(({ vault, plan }) => vault === own.vault && plan === own.plan).map((one) => one.id))
      return indexed.findLast((one) => lane.has(one)) ?? indexed.at(-1)
    },
  }))
}

async function listed(
  core: Core,
  opened: OpenRepository,
  database: DatabaseSync,
  host: RunHost,
): Promise<{ there: string[]; list: Pending[] }> {
  const snapshots = await seeSnapshots(core, opened, host)
  database.exec('BEGIN IMMEDIATE')
  for (const snapshot of snapshots) noteSnapshot(database, snapshot)
  database.exec('COMMIT')
  return { there: snapshots.map(({ id }) => id), list: pendingIn(database) }
}

function liesInOneSnapshot(error: unknown): error is ProblemError {
  return error instanceof ProblemError && ofOneSnapshot.has(error.problem.code)
}

function isDamageForGood({ code, sentence }: Problem): boolean {
  return code === 'repository-damaged' || code === 'path-not-found' || (code === 'restic-failed' && tellsDamage(sentence))
}

/** @returns why it could not be added, where the reason lies in this snapshot alone */
async function addOne(
  core: Core,
  opened: OpenRepository,
  database: DatabaseSync,
  { id, guess }: { id: string; guess: string | undefined },
  host: RunHost,
): Promise<string | undefined> {
  try {
    await addTree(opened, database, id, { guess }, host).catch(async (error: unknown) => {
      // It may be the neighbour that cannot be read.
      if (!liesInOneSnapshot(error) || guess === undefined) throw error
      await addTree(opened, database, id, 'nothing', host)
    })
    return undefined
  } catch (error) {
    if (!liesInOneSnapshot(error)) throw error
    const why = core.redactor.redact(error.problem.sentence)
    // What may have come of this moment, such as a want of memory or of processes, may go well in the next update.
    if (!isDamageForGood(error.problem)) return why
    // Not read again by each update: what is damaged stays so until the repository is repaired, or a disk that was not whole is there again.
    const problem = database.prepare('UPDATE snapshot SET problem = ? WHERE id = ?')
    if (problem.run(why, id).changes === 0) {
      await listed(core, opened, database, host)
      problem.run(why, id)
    }
    return why
  }
}

function idsIn(database: DatabaseSync): string[] {
  return database
    .prepare('SELECT id FROM snapshot')
    .all()
    .map(({ id }) => String(id))
}

/** Snapshots whose trees are indexed, oldest first. */
function idsByTime(database: DatabaseSync): string[] {
  const rows = database.prepare('SELECT snapshot.id FROM snapshot JOIN tree ON tree.id = snapshot.tree ORDER BY instant').all()
  return rows.map(({ id }) => String(id))
}

function isIndexed(database: DatabaseSync, id: string): boolean {
  const sql = 'SELECT 1 FROM snapshot JOIN tree ON tree.id = snapshot.tree WHERE snapshot.id = ?'
  return database.prepare(sql).get(id) !== undefined
}

/**
 * Snapshots that are noted down and not indexed yet: first those that go on where a line ends, in the order of their time, so that each is beside the one
 * before; then the newest first. Those whose tree is indexed meanwhile are found out by adding them.
 */
function pendingIn(database: DatabaseSync): Pending[] {
  const rows = database
    .prepare(
      `SELECT id, host, paths, instant, files,
         instant > (SELECT max(known.instant) FROM snapshot AS known JOIN tree ON tree.id = known.tree
           WHERE known.host = snapshot.host AND known.paths = snapshot.paths) AS onward
       FROM snapshot WHERE problem IS NULL AND tree NOT IN (SELECT id FROM tree) ORDER BY instant DESC, id`,
    )
    .all() as unknown as (TreeToAdd & { readonly id: string; readonly onward: number | null })[]
  const onward = rows.filter((row) => row.onward === 1).toReversed()
  const others = rows.filter((row) => row.onward !== 1)
  return [...onward, ...others].map((row) => ({ id: row.id, guess: () => neighbourOf(database, row) }))
}
