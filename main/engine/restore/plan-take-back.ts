import { readlinkSync, type Stats } from 'node:fs'
import type { RestorePart } from '../../contract/restore-part.ts'
import { quoted } from '../../contract/words/quoted.ts'
import type { Entry } from '../changes/entry.ts'
import { readEntries as readSnapshotEntries } from '../changes/read-entries.ts'
import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { CancelledError } from '../runs/record-run.ts'
import type { KnownRestore } from '../state/restore-queries.ts'
import { hashFile } from '../verify/compare-file.ts'
import { hashDump } from '../verify/hash-dump.ts'
import { pathBytes, shownPath, statOf } from '../verify/walk-source.ts'
import { readBeside, readEntries } from './safety-lists.ts'
import { nodesOfPart, placeInTarget } from './safety-survey.ts'
import { loosely } from './shown-names.ts'
import { TargetPlaces } from './target-places.ts'

/** What has to be done to take a restore back. Paths as in `TargetEntries`. */
export type TakeBackPlan = {
  /** Files and links that the restore added, with a mark that is another one as soon as anybody touches them. */
  readonly remove: readonly { readonly path: string; readonly mark: string }[]
  /** Folders that the restore added, each before what is in it. */
  readonly folders: readonly string[]
  /** What the safety snapshot holds and is to be put back, with what is there of it now. */
  readonly putBack: readonly string[]
  readonly now: readonly string[]
  /** Files of those that have other names as well, which may have had other content, rights or times: absolute, one character per byte. */
  readonly toPart: readonly string[]
  /** All that the safety snapshot holds by name, as shown, without slashes at its ends. */
  readonly saved: ReadonlySet<string>
  /** What was there before the restore and was not touched by it. */
  readonly stayed: readonly string[]
  /** What stays, and why: half a sentence. */
  readonly leftAlone: readonly { readonly path: string; readonly why: string }[]
  /** What was changed since by somebody else, and goes all the same: it is in the undo's own safety snapshot. Shown paths. */
  readonly changedSince: readonly string[]
  /** When the target itself was changed last before the restore, in ns since 1970; `null` where there was none. */
  readonly mtime: string | null
}

/** What is compared with a part of a snapshot, by its path as shown, loosely. */
type Candidates = Map<string, readonly string[]>

/**
 * Finds out what taking a restore back comes to: everything is compared by content, with what the restore wrote and with the safety snapshot. Writes
 * nothing. Throws a problem where the lists of what was there are missing.
 */
export async function planTakeBack(core: Core, opened: OpenRepository, restore: KnownRestore, host: RunHost): Promise<TakeBackPlan> {
  const there = readEntries(core, restore.run)
  if (there === undefined)
    return fail(
      'undo-lists-missing',
      `What was in ${restore.target} before that restore is not known any more: its list in Vaultkeeper's folder is gone.`,
      restore.safety === null ? 'It cannot be taken back.' : `What was overwritten is in the snapshot ${restore.safety.slice(0, 8)}.`,
    )
  await seeSnapshots(opened, restore)
  const places = new TargetPlaces(restore.target)
  const before = new Set([...there.touched, ...there.stayed])
  const found = await findWritten(core, opened, { restore, places, before, touched: new Set(there.touched) }, host)
  const leftAlone = [...found.leftAlone]
  const changedSince = [...found.changedSince]
  const added = new Set(found.folders)
  const remove = [...found.remove]
  const now: string[] = []
  const putBack: string[] = []
  const toPart: string[] = []
  for (const path of there.touched) {
    const stats = places.isReached(path) ? statOf(places.at(path.replace(/\/$/, ''))) : undefined
    const inTheWay = whatIsInTheWay(path, stats, added.has(`${path}/`), found.unlike)
    if (inTheWay !== undefined) leftAlone.push({ path: shownPath(path.replace(/\/$/, '')), why: inTheWay })
    else {
      putBack.push(path)
      if (!path.endsWith('/') && stats?.isFile() === true && stats.nlink > 1) toPart.push(places.at(path))
      // restic puts a file in the place of a folder, and we take it away again.
      if (path.endsWith('/') && stats !== undefined && !stats.isDirectory()) remove.push({ path: path.slice(0, -1), mark: markOf(stats) })
      if (stats !== undefined) now.push(`${path.replace(/\/$/, '')}${stats.isDirectory() ? '/' : ''}`)
    }
  }
  const saved = new Set(there.touched.map((path) => shownPath(path.replace(/\/$/, ''))))
  return { remove, folders: found.folders, putBack, now, toPart, saved, stayed: there.stayed, leftAlone, changedSince, mtime: there.mtime }
}

/** Both snapshots have to be there: what was overwritten, and what it was overwritten with. Throws a problem for one that somebody has removed. */
async function seeSnapshots(opened: OpenRepository, { snapshot, safety, target }: KnownRestore): Promise<void> {
  const there = new Set(await opened.inside.snapshotIds())
  const gone = [snapshot, safety].find((id) => id !== null && !there.has(id))
  if (gone == null) return
  const isThere = safety !== null && there.has(safety)
  fail(
    'undo-snapshot-gone',
    `The snapshot ${gone.slice(0, 8)} is not in "${opened.name}" any more, and without it a restore cannot be taken back.`,
    isThere
      ? `What was overwritten is safe; put it back with: vaultkeeper restore ${safety.slice(0, 8)} --to ${quoted(target)} --overwrite always`
      : 'See what there is with: vaultkeeper snapshots',
  )
}

/** Why something of the safety snapshot cannot be put back; `undefined` when it can. Pure. */
function whatIsInTheWay(path: string, now: Stats | undefined, added: boolean, unlike: ReadonlySet<string>): string | undefined {
  if (now === undefined) return undefined
  if (!now.isFile() && !now.isDirectory() && !now.isSymbolicLink()) return 'a FIFO, socket or device of that name is there now'
  const wasFolder = path.endsWith('/')
  if (wasFolder && now.isSymbolicLink() && unlike.has(path)) return 'a link of that name is there now'
  if (wasFolder && now.isFile() && unlike.has(path)) return 'a file of that name is there now'
  if (!wasFolder && now.isDirectory() && !added) return 'a folder of that name is there now'
  return undefined
}

type Written = {
  readonly remove: { path: string; mark: string }[]
  readonly folders: string[]
  readonly leftAlone: { path: string; why: string }[]
  readonly changedSince: string[]
  /** What was there before and now is neither as it was nor as the restore wrote it, or was not compared. */
  readonly unlike: Set<string>
}

type Looking = {
  readonly restore: KnownRestore
  readonly places: TargetPlaces
  readonly before: ReadonlySet<string>
  readonly touched: ReadonlySet<string>
}

/** Goes through what the restore wrote, or was to write. */
async function findWritten(core: Core, opened: OpenRepository, looking: Looking, host: RunHost): Promise<Written> {
  const { restore, places, before, touched } = looking
  const found: Written = { remove: [], folders: [], leftAlone: [], changedSince: [], unlike: new Set() }
  const beside = Map.groupBy(readBeside(core, restore.run), ({ source }) => loosely(shownPath(source)))
  // A folder that was put beside another thing has its content with it.
  const placesBeside = (shown: string) => {
    if (beside.size === 0) return []
    const found: string[] = []
    for (let cut = shown.length; cut > 0; cut = shown.lastIndexOf('/', cut - 1))
      for (const { place } of beside.get(loosely(shown.slice(0, cut))) ?? [])
        found.push(...places.find(`${shownPath(place)}${shown.slice(cut)}`).filter((path) => path.startsWith(place)))
    return found
  }
  const inTheWay = new Map<string, string>()
  // Files that were there, by more than one name.
  const linked = new Set<string>()
  // What a restore that was cut off wrote need not be what it was to write.
  const unfinished = restore.verdict !== 'done' && restore.verdict !== 'warnings' && restore.verdict !== 'not-verified'
  for (const part of restore.parts) {
    // Folders above a part that was put where it had been.
    for (let cut = part.to.indexOf('/'); cut >= 0; cut = part.to.indexOf('/', cut + 1))
      for (const path of places.find(part.to.slice(0, cut)))
        if (!before.has(`${path}/`) && statOf(places.at(path))?.isDirectory()) found.folders.push(`${path}/`)
    const candidates: Candidates = new Map()
    let single: string | undefined
    for await (const { shown, node } of nodesOfPart(opened, restore.snapshot, part, host)) {
      if (host.signal.aborted) throw new CancelledError()
      if (shown === part.to && node.type !== 'dir') single = node.type
      for (const path of [...places.find(shown), ...placesBeside(shown)]) {
        const stats = statOf(places.at(path))
        if (stats === undefined) continue
        const wasThere = before.has(path) || before.has(`${path}/`)
        if (wasThere && stats.isFile() && stats.nlink > 1) linked.add(fileOf(stats))
        if (stats.isDirectory()) {
          if (node.type === 'dir' && !before.has(`${path}/`)) found.folders.push(`${path}/`)
          else if (node.type !== 'dir' && !wasThere) inTheWay.set(`${path}/`, shown)
        } else if (!stats.isFile() && !stats.isSymbolicLink()) {
          if (!wasThere && isSpecial(node.type)) found.remove.push({ path, mark: markOf(stats) })
        } else if (!wasThere || touched.has(path) || touched.has(`${path}/`)) {
          if (wasThere) found.unlike.add(touched.has(path) ? path : `${path}/`)
          candidates.set(loosely(shown), [...new Set([...(candidates.get(loosely(shown)) ?? []), path])])
        }
      }
    }
    if (candidates.size === 0) continue
    const compared = new Set<string>()
    for await (const { shown, entry } of contentOf(opened, restore.snapshot, part, single, candidates, host))
      for (const path of candidates.get(loosely(shown)) ?? []) {
        const stats = statOf(places.at(path))
        if (stats === undefined || compared.has(path) || !(await isLike(places.at(path), stats, entry))) continue
        compared.add(path)
        if (found.unlike.delete(path) || found.unlike.delete(`${path}/`)) continue
        if (!before.has(path) && !before.has(`${path}/`)) found.remove.push({ path, mark: markOf(stats) })
      }
    for (const [shown, paths] of candidates)
      for (const path of paths) {
        const stats = statOf(places.at(path))
        if (compared.has(path) || stats === undefined) continue
        const isBeside = placesBeside(shown).includes(path)
        // What was there is looked at again beside the safety snapshot.
        if (before.has(path) || before.has(`${path}/`)) continue
        // restic makes a hard link of what stayed, whatever that holds: nothing is lost with one of two names.
        const isSecondName = linked.has(fileOf(stats)) && !stats.isSymbolicLink()
        if ((unfinished && !isBeside) || isSecondName) found.remove.push({ path, mark: markOf(stats) })
        else found.leftAlone.push({ path: shownPath(path), why: 'it was changed since' })
      }
  }
  for (const path of found.folders) inTheWay.delete(path)
  for (const shown of inTheWay.values()) found.leftAlone.push({ path: shown, why: 'a folder of that name is there now' })
  if (!unfinished)
    for (const path of await unlikeSafety(opened, restore, places, found.unlike, host))
      found.changedSince.push(shownPath(path.replace(/\/$/, '')))
  return { ...found, folders: [...new Set(found.folders)] }
}

/** Those of some paths that are not as they were before. */
async function unlikeSafety(
  opened: OpenRepository,
  { safety }: KnownRestore,
  places: TargetPlaces,
  paths: ReadonlySet<string>,
  host: RunHost,
): Promise<ReadonlySet<string>> {
  const left = new Map(Map.groupBy(paths, (path) => loosely(shownPath(path.replace(/\/$/, '')))))
  if (safety === null || left.size === 0) return new Set()
  const part = { from: '', to: '' }
  const changed = new Set(paths)
  for await (const { shown, entry } of contentOf(opened, safety, part, undefined, left, host))
    for (const path of left.get(loosely(shown)) ?? []) {
      const stats = statOf(places.at(path))
      if (!path.endsWith('/') && stats !== undefined && (await isLike(places.at(path), stats, entry))) changed.delete(path)
    }
  return changed
}

/** Content of a part of a snapshot, of what there are candidates for. */
async function* contentOf(
  opened: OpenRepository,
  snapshot: string,
  part: RestorePart,
  single: string | undefined,
  candidates: Candidates,
  host: RunHost,
): AsyncGenerator<{ readonly shown: string; readonly entry: Entry }> {
  if (single === 'file') {
    const { outcome, ...file } = await hashDump(opened, snapshot, `/${part.from}`, host.signal)
    opened.done(outcome)
    yield { shown: part.to, entry: { kind: 'file', ...file, target: null, content: null } }
    return
  }
  // Of a link restic dumps nothing but within its folder.
  const folder = single === undefined ? part.from : part.from.slice(0, Math.max(0, part.from.lastIndexOf('/')))
  const wanted = (path: string) => candidates.has(loosely(placeInTarget(path, part) ?? ''))
  const request = { snapshot, folder: `/${folder}`, wanted, keepUpTo: -1 }
  for await (const { path, entry } of readSnapshotEntries(opened, request, host)) yield { shown: placeInTarget(path, part) ?? '', entry }
}

/** Whether a file or link on the disk is what a snapshot holds. */
async function isLike(place: string, stats: Stats, { kind, size, sha256, target }: Entry): Promise<boolean> {
  if (stats.isSymbolicLink()) return kind === 'link' && readlinkSync(pathBytes(place), 'utf8') === target
  return stats.isFile() && kind === 'file' && stats.size === size && (await hashFile(place, size)) === sha256
}

function isSpecial(type: string): boolean {
  return type !== 'file' && type !== 'dir' && type !== 'symlink'
}

/** Which file it is, whatever its name. */
function fileOf({ dev, ino }: Stats): string {
  return `${dev} ${ino}`
}

/** Another one as soon as anybody touches what it is of; of hard links, which change with each other, as soon as anybody writes to them. */
function markOf({ ino, size, mtimeMs, ctimeMs, nlink }: Stats): string {
  return [ino, size, mtimeMs, nlink > 1 ? 'linked' : ctimeMs].join(' ')
}

/** Whether something still has a mark. */
export function hasMark(stats: Stats, mark: string): boolean {
  return markOf(stats) === mark || (mark.endsWith(' linked') && markOf({ ...stats, nlink: 2 } as Stats) === mark)
}
