import { lstatSync, type Stats } from 'node:fs'
import type { Node } from 'restic-wrapper'
import type { RestorePart } from '../../contract/restore-part.ts'
import type { RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { pathBytes, statOf } from '../verify/walk-source.ts'
import type { TargetEntries } from './safety-lists.ts'
import { TargetPlaces } from './target-places.ts'
import { nanoseconds } from './two-sides.ts'

/** What is restored, where to, and how; `target` is the real path. */
export type Restoring = {
  readonly snapshot: string
  readonly parts: readonly RestorePart[]
  readonly target: string
  readonly policy: string
}

/**
 * Looks what of a restore's paths is in its target, and which of that the restore may touch: rather too much than too little. Asks restic for the
 * names only when something is there.
 */
export async function surveyTarget(opened: OpenRepository, restoring: Restoring, host: RunHost): Promise<TargetEntries> {
  const { snapshot, parts, target, policy } = restoring
  const places = new TargetPlaces(target)
  const root = statOf(places.at(''))
  if (!root?.isDirectory()) return { touched: [], stayed: [], mtime: null }
  const touched = new Set<string>()
  const stayed = new Set<string>()
  const names: NamesOfFiles = new Map()
  for (const part of parts) {
    // New names in the folders on the way change their times.
    for (let cut = part.to.indexOf('/'); cut >= 0; cut = part.to.indexOf('/', cut + 1))
      for (const path of places.find(part.to.slice(0, cut))) if (statOf(places.at(path))?.isDirectory()) touched.add(`${path}/`)
    for await (const { shown, node } of nodesOfPart(opened, snapshot, part, host)) {
      const kept: string[] = []
      for (const path of places.find(shown)) {
        const stats = statOf(places.at(path))
        if (stats === undefined) continue
        const entry = stats.isDirectory() ? `${path}/` : path
        if (mayTouch(policy, node, stats) && !staysNewer(policy, node, stats, places.at(path))) touched.add(entry)
        // Names that are no text are not to be told from each other by patterns, so what is to stay may not.
        else if (shown.includes('\uFFFD') && policy !== 'keep-both') touched.add(entry)
        else kept.push(entry)
      }
      for (const entry of kept) stayed.add(entry)
      if (node.type === 'file' && policy !== 'keep-both') for (const entry of withOtherNames(names, node, kept)) touched.add(entry)
    }
  }
  for (const path of touched) stayed.delete(path)
  return { touched: [...touched], stayed: [...stayed], mtime: changedAt(target) }
}

/** What stays of each file of a snapshot, by its inode. */
type NamesOfFiles = Map<number, readonly string[]>

const none: readonly string[] = []

/**
 * Of a file with several names restic writes one, and makes the others hard links of it; so it gives its rights and times to what is there under one of
 * them, even if that stays.
 * @param kept what stays there under the name that is met now
 * @returns what stays under any of its names, as soon as a second one is met
 */
function withOtherNames(names: NamesOfFiles, { inode }: Node, kept: readonly string[]): readonly string[] {
  const before = names.get(inode)
  names.set(inode, kept.length === 0 ? (before ?? none) : [...(before ?? none), ...kept])
  return before === undefined ? none : (names.get(inode) ?? none)
}

/** When a folder was changed last, in ns since 1970, as a text; `null` where there is none. */
export function changedAt(folder: string): string | null {
  return lstatSync(folder, { bigint: true, throwIfNoEntry: false })?.mtimeNs.toString() ?? null
}

/** The entries of a part of a snapshot, folders before their content, by their path in the target as restic shows it. */
export async function* nodesOfPart(
  opened: OpenRepository,
  snapshot: string,
  { from, to }: RestorePart,
  host: RunHost,
): AsyncGenerator<{ readonly shown: string; readonly node: Node }> {
  const options = from === '' ? { snapshot } : { snapshot, path: `/${from}`, recursive: true }
  const listing = opened.restic.ls(opened.readTarget, options, { signal: host.signal })
  for await (const node of listing) {
    const shown = placeInTarget(node.path.replace(/^\/+/, ''), { from, to })
    if (shown !== undefined) yield { shown, node }
  }
  opened.done(await listing.outcome)
}

/** Where a path of a snapshot goes, relative to the target; `undefined` for one that is not of the part. Pure. */
export function placeInTarget(path: string, { from, to }: RestorePart): string | undefined {
  if (path === from) return to === '' ? undefined : to
  if (from !== '' && !path.startsWith(`${from}/`)) return undefined
  const below = from === '' ? path : path.slice(from.length + 1)
  if (below.split('/').some((name) => name === '' || name === '.' || name === '..')) return undefined
  return to === '' ? below : `${to}/${below}`
}

/** Whether a file stays because it is not older than the snapshot's, to the nanosecond, as restic asks. */
function staysNewer(policy: string, node: Node, there: Stats, place: string): boolean {
  if (policy !== 'if-newer' || !there.isFile() || node.type !== 'file') return false
  const mtime = lstatSync(pathBytes(place), { bigint: true, throwIfNoEntry: false })?.mtimeNs
  return mtime !== undefined && nanoseconds(node.mtime) <= mtime
}

/** Whether restic may write over something that is there by its kind, or give it other rights or times. Pure. */
function mayTouch(policy: string, node: Pick<Node, 'type' | 'mtime'>, there: Stats): boolean {
  const [file, folder, link] = [there.isFile(), there.isDirectory(), there.isSymbolicLink()]
  if (!file && !folder && !link) return false
  // A folder is given its times by all; with keep-both by new names in it.
  if (folder && node.type === 'dir') return true
  switch (policy) {
    case 'keep-both':
      return false
    // restic keeps files from files only.
    case 'never':
      return file && node.type !== 'file' && node.type !== 'dir'
    case 'if-newer':
      return file && node.type !== 'dir'
    // Also what if-changed takes for the same: when it is cut off it is finished by comparing contents.
    default:
      return true
  }
}
