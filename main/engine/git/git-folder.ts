import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { RepositoryFacts } from './git-facts.ts'

const works: readonly (readonly [string, string])[] = [
  ['rebase-merge', 'a rebase'],
  ['rebase-apply', 'a rebase'],
  ['MERGE_HEAD', 'a merge'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick'],
  ['REVERT_HEAD', 'a revert'],
  ['BISECT_LOG', 'a bisect'],
]

/** What is in the middle in a working tree, as people call it; `null` where nothing is. @param folder its own `.git` */
export function inProgressIn(folder: string): string | null {
  return works.find(([name]) => timeOf(join(folder, name)) !== undefined)?.[1] ?? null
}

/** The oldest of the locks that keep git from working on. They are not ours to remove. @param common what all of its working trees share */
export function lockIn(folder: string, common: string): RepositoryFacts['lock'] {
  const files = [
    ...['index.lock', 'HEAD.lock'].map((name) => join(folder, name)),
    ...['packed-refs.lock', 'config.lock', 'shallow.lock'].map((name) => join(common, name)),
  ]
  const found = files.flatMap((file) => {
    const time = timeOf(file)
    return time === undefined ? [] : [{ file, time }]
  })
  const [oldest] = found.toSorted((one, other) => one.time - other.time)
  return oldest === undefined ? null : { file: oldest.file, since: new Date(oldest.time).toISOString() }
}

function timeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.mtimeMs
  } catch {
    return undefined
  }
}

/** How much was put aside with `git stash`. */
export function stashesIn(common: string): number {
  try {
    return readFileSync(join(common, 'logs', 'refs', 'stash'), 'utf8').split('\n').length - 1
  } catch {
    return 0
  }
}
