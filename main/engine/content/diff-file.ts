import { lstatSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { quoted } from '../../contract/words/quoted.ts'
import { type FileDiff, textDiff } from '../changes/text-diff.ts'
import type { Core, RunHost } from '../core.ts'
import { changesBetween } from '../index/changes-between.ts'
import { entryAt } from '../index/list-folder.ts'
import type { IndexedEntry } from '../index/types.ts'
import { fail } from '../problem-error.ts'
import { openRepository } from '../repositories/open-repository.ts'
import type { LookedInto } from '../runs/look-into.ts'
import { knownVaults } from '../state/queries.ts'
import { isInside } from '../vaults.ts'
import type { TwoStates } from './compare-states.ts'
import { type DatedEntry, readFromDisk, readFromSnapshot } from './read-side.ts'

/**
 * How a file differs from one time to another; `same`: not in its content. `times` are when it was changed last (RFC 3339), `formerPath` where it was before, of
 * one that was renamed. `disk`: the place that it was compared with.
 */
export type FileComparison = FileDiff & {
  readonly same: boolean
  readonly times: { readonly before: string | null; readonly after: string | null }
  readonly formerPath: string | null
  readonly disk: string | null
}

/** Compares two versions of a file, also of one that was renamed in between. Throws a problem where neither snapshot has it. */
export async function diffFile(core: Core, states: TwoStates, path: string, host: RunHost): Promise<FileComparison> {
  const { repository, from, to } = states
  const sides = sidesOf(states, path)
  if (sides.before === undefined && sides.after === undefined) notThere(path)
  const opened = await openRepository(core, repository, 'read', host)
  // One of both failing ends the other, so that no restic is left behind.
  const stop = new AbortController()
  const signal = AbortSignal.any([host.signal, stop.signal])
  const read = async (snapshot: string | undefined, entry: IndexedEntry | undefined) =>
    snapshot === undefined || entry === undefined ? null : readFromSnapshot(core, opened, snapshot, entry, { ...host, signal })
  const reading = [read(from?.id, sides.before), read(to.id, sides.after)] as const
  const [before, after] = await Promise.all(reading).catch(async (error) => {
    stop.abort()
    await Promise.allSettled(reading)
    throw error
  })
  const formerPath = sides.before !== undefined && sides.before.path !== path ? sides.before.path : null
  return { ...compared(sides.after?.path ?? path, before, after), formerPath, disk: null }
}

/** Compares a version of a file with what is on the disk in its place. Throws a problem where it is in neither. */
export async function diffWithDisk(core: Core, looked: LookedInto, path: string, host: RunHost): Promise<FileComparison> {
  const { repository, snapshot, index } = looked
  const root = knownVaults(core.state.database).find(({ id }) => id === snapshot.vault)?.path
  if (root === undefined)
    return fail('vault-unknown', 'That snapshot is of no vault, so it has no place on this disk.', 'Compare it with another snapshot.')
  const place = resolve(root, path)
  if (!isInside(place, root) || path.includes('\0')) fail('path-not-inside', `"${path}" is no path in the vault.`, 'Name a path in it.')
  const entry = entryAt(index, snapshot.id, path)
  const now = isBehindLink(root, path) ? null : await readFromDisk(place)
  if (entry === undefined && now === null) notThere(path)
  const opened = await openRepository(core, repository, 'read', host)
  const before = entry === undefined ? null : await readFromSnapshot(core, opened, snapshot.id, entry, host)
  return { ...compared(path, before, now), formerPath: null, disk: place }
}

/** Whether a folder on the way to a path is a link now: what lies behind it is not in the vault, and was never backed up. */
function isBehindLink(root: string, path: string): boolean {
  const folders = path.split('/').slice(0, -1)
  return folders.some((_, at) => lstatSync(join(root, ...folders.slice(0, at + 1)), { throwIfNoEntry: false })?.isSymbolicLink() === true)
}

type Sides = { readonly before: IndexedEntry | undefined; readonly after: IndexedEntry | undefined }

/** What both snapshots have at a path; where only one has it, what it was renamed from, or to. */
function sidesOf({ index, from, to }: TwoStates, path: string): Sides {
  const at = (snapshot: string | undefined, where: string) => (snapshot === undefined ? undefined : entryAt(index, snapshot, where))
  const [before, after] = [at(from?.id, path), at(to.id, path)]
  if ((before === undefined) === (after === undefined) || from === null) return { before, after }
  const renamed = changesBetween(index, from.id, to.id).find(
    (one) => one.change === 'renamed' && (one.path === path || one.formerPath === path),
  )
  if (renamed?.formerPath == null) return { before, after }
  return { before: at(from.id, renamed.formerPath), after: at(to.id, renamed.path) }
}

function compared(path: string, before: DatedEntry | null, after: DatedEntry | null): Omit<FileComparison, 'formerPath' | 'disk'> {
  const change = before === null ? 'added' : after === null ? 'removed' : 'modified'
  const same = before !== null && after !== null && before.kind === after.kind && before.sha256 === after.sha256
  const diff = textDiff({ path, change, before, after }, { sortKeys: true })
  return { ...diff, same, times: { before: before?.mtime ?? null, after: after?.mtime ?? null } }
}

function notThere(path: string): never {
  return fail(
    'path-not-found',
    `There is no "${path}" in either of them.`,
    `Look for it with: vaultkeeper find ${quoted(path.slice(path.lastIndexOf('/') + 1))}`,
  )
}
