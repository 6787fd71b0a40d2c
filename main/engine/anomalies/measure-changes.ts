import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { AnomalyRules } from '../../contract/configuration/conditions.ts'
import type { IndexedChange } from '../index/types.ts'
import { systemCode } from '../problem-error.ts'
import { endingOf } from './endings.ts'
import type { Measure } from './judge-changes.ts'
import { lookIntoFiles, type Readers } from './look-into-files.ts'
import { type SeenFile, type SortedChanges, sortChanges } from './sort-changes.ts'

/** What to measure. `root`: the folder of the vault, where what is gone may still be; `null` when it is not to be looked at. */
export type Comparison = {
  readonly changes: readonly IndexedChange[]
  readonly filesBefore: number
  readonly filesAfter: number
  readonly root: string | null
}

/** So many names are looked for on the disk. */
const mostLooked = 2000

/** Counts what changed between two snapshots, and looks into some of the files. */
export async function measureChanges({ changes, root, ...files }: Comparison, rules: AnomalyRules, read: Readers): Promise<Measure> {
  const sorted = sortChanges(changes)
  const { gone } = sorted
  const matters = gone.length >= rules.atLeastFiles && gone.length > rules.deleted * files.filesBefore
  const kept = matters && root !== null ? stillThere(root, gone) : 0
  return {
    ...files,
    gone: gone.length - kept,
    leftOut: kept,
    hollow: sorted.hollow.length,
    ...(await lookIntoFiles(sorted, read)),
    ending: newEnding(sorted),
  }
}

/** How many of the files that a snapshot has no more are still on the disk: excluded since, or not to be read. */
function stillThere(root: string, gone: readonly SeenFile[]): number {
  const step = Math.max(1, Math.floor(gone.length / mostLooked))
  const some = gone.filter((_, index) => index % step === 0)
  const there = some.filter(({ path }) => isThere(join(root, path))).length
  return Math.round((there / some.length) * gone.length)
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    // What may not be entered may hold it still; a part of the path that is a file now does not.
    return systemCode(error) === 'EACCES'
  }
}

/** The ending of four in five of the files that came in the place of others, where none of those had it. Pure. */
function newEnding({ replaced, added, gone, modified }: SortedChanges): string | null {
  const come = [...replaced.map(({ after }) => after), ...(gone.length > 0 ? added : [])]
  const before = new Set(
    [...gone, ...replaced.map((pair) => pair.before), ...modified.map((pair) => pair.before)].map(({ path }) => endingOf(path)),
  )
  const counts = new Map<string, number>()
  for (const { path } of come) counts.set(endingOf(path), (counts.get(endingOf(path)) ?? 0) + 1)
  const [most] = [...counts].toSorted(([, one], [, other]) => other - one)
  return most !== undefined && most[0] !== '' && most[1] >= come.length * 0.8 && !before.has(most[0]) ? most[0] : null
}
