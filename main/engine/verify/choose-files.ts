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

/**
 * Walks the vault once and picks what this run added or changed (touched since the last good run began), then the sample whose turn it
 * is, up to the budget in files and bytes. What did not fit is counted in `found.leftFiles`.
 */
export async function chooseFiles(
  root: string,
  selection: Selection,
  options: { since: number; begun: number; most: number; budget: number; rotation: number; turn: number },
  found: Findings,
): Promise<ChosenFiles> {
  const paths: string[] = []
  const sample: { path: string; size: number }[] = []
  const totals = { bytes: 0, files: 0, totalBytes: 0, touched: 0 }
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
    if (touchedSince(stats, options.begun)) continue
    if (touchedSince(stats, options.since)) {
      if (!take(path, stats.size)) found.leftFiles += 1
    } else if (
      sample.length < options.most &&
      isInSample(path, stats.size > options.budget ? options.rotation * seldom : options.rotation, options.turn)
    )
      sample.push({ path, size: stats.size })
  }
  // Large ones first: they only fit while nothing else was taken.
  for (const { path, size } of sample.sort((a, b) => b.size - a.size)) if (!take(path, size)) found.leftFiles += 1
  return { paths, ...totals }
}
