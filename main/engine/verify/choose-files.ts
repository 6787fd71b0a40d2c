import type { Selection } from '../selection/selection.ts'
import { touchedSince } from './compare-file.ts'
import type { Findings } from './findings.ts'
import { isInSample } from './plan-read-back.ts'
import { walkSource } from './walk-source.ts'

/** The files picked for a read-back, and what the vault itself counts, to be held against what the backup counted. */
export type ChosenFiles = {
  readonly paths: string[]
  readonly bytes: number
  readonly files: number
  readonly totalBytes: number
  readonly touched: number
}

/** How much more seldom the turn comes of a file that is larger than the whole budget. */
const seldom = 8

/** What to pick of; `added`: how many files restic counted as new or changed. Moments in ms. */
type Choice = {
  readonly since: number
  readonly begun: number
  readonly added: number
  readonly most: number
  readonly budget: number
  readonly rotation: number
  readonly turn: number
}

/**
 * Walks the vault and picks what this run added or changed (touched since the last good run began), then the sample whose turn it
 * is, up to the budget in files and bytes. What did not fit is counted in `found.leftFiles`. Times that do not tell what is new are told by restic's count: then
 * every file may be, and it is walked once more.
 */
export async function chooseFiles(root: string, selection: Selection, options: Choice, found: Findings): Promise<ChosenFiles> {
  // Nothing can be touched since a time that is yet to come: the clock was set back.
  const since = options.since > options.begun ? 0 : options.since
  const first = await pick(root, selection, { ...options, since })
  // Touched under a clock that was wrong, or moved here from elsewhere as it was. What was touched while the backup ran may be what was counted.
  const isShort = since > 0 && first.mine + first.meanwhile < options.added
  const { left, mine: _, meanwhile: __, ...chosen } = isShort ? await pick(root, selection, { ...options, since: 0 }) : first
  found.leftFiles += left
  return chosen
}

/** What one walk picks. Files: `mine`, touched since `since` and before this backup, taken or left; `meanwhile`, touched since it began; `left`, what did not fit. */
type Picked = ChosenFiles & { readonly mine: number; readonly meanwhile: number; readonly left: number }

async function pick(root: string, selection: Selection, options: Choice): Promise<Picked> {
  const paths: string[] = []
  const sample: { path: string; size: number }[] = []
  const totals = { bytes: 0, files: 0, totalBytes: 0, touched: 0, mine: 0, meanwhile: 0, left: 0 }
  // The first one always fits: a file larger than the whole budget must have its turn too.
  const take = (path: string, size: number): boolean => {
    if (paths.length >= options.most || (paths.length > 0 && totals.bytes + size > options.budget)) return false
    paths.push(path)
    totals.bytes += size
    return true
  }
  for await (const { path, kind, stats } of walkSource(root, selection)) {
    if (touchedSince(stats, options.begun)) totals.touched += 1
    if (kind !== 'file') continue
    totals.files += 1
    totals.totalBytes += stats.size
    if (touchedSince(stats, options.begun)) totals.meanwhile += 1
    else if (touchedSince(stats, options.since)) {
      totals.mine += 1
      if (!take(path, stats.size)) totals.left += 1
    } else if (
      sample.length < options.most &&
      isInSample(path, stats.size > options.budget ? options.rotation * seldom : options.rotation, options.turn)
    )
      sample.push({ path, size: stats.size })
  }
  // Large ones first: they only fit while nothing else was taken.
  for (const { path, size } of sample.sort((a, b) => b.size - a.size)) if (!take(path, size)) totals.left += 1
  return { paths, ...totals }
}
