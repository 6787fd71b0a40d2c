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

/**
 * Walks the vault once and picks what this run added or changed (touched since the last good run began), then the sample whose turn it
 * is, up to the budget in files and bytes. What did not fit is counted in `found.leftFiles`.
 */
export async function chooseFiles(
  root: string,
  leftOut: ReadonlySet<string>,
  options: { since: number; begun: number; most: number; budget: number; rotation: number; turn: number },
  found: Findings,
): Promise<ChosenFiles> {
  const paths: string[] = []
  const sample: { path: string; size: number }[] = []
  const totals = { bytes: 0, files: 0, totalBytes: 0, touched: 0 }
  const take = (path: string, size: number): boolean => {
    if (paths.length >= options.most || totals.bytes + size > options.budget) return false
    paths.push(path)
    totals.bytes += size
    return true
  }
  for await (const { path, kind, stats } of walkSource(root, leftOut)) {
    if (touchedSince(stats, options.begun)) totals.touched += 1
    if (kind !== 'file') continue
    totals.files += 1
    totals.totalBytes += stats.size
    if (touchedSince(stats, options.begun)) continue
    if (touchedSince(stats, options.since)) {
      if (!take(path, stats.size)) found.leftFiles += 1
    } else if (sample.length < options.most && isInSample(path, options.rotation, options.turn)) sample.push({ path, size: stats.size })
  }
  for (const { path, size } of sample) take(path, size)
  return { paths, ...totals }
}
