import { posix } from 'node:path'
import { fail } from '../problem-error.ts'

/** A file or folder of a snapshot (no slashes at its ends), and where it goes, relative to the target. */
export type Pick = { readonly path: string; readonly at: string }

/** What of a snapshot is restored: all of it (`null`), each thing where it was below the snapshot's root; or some files and folders. */
export type RestoreScope = readonly Pick[] | null

/**
 * Scope of some paths of a snapshot: each lands directly in the target, by its own name; `inPlace` each where it was. What lies in another of them is
 * not named twice. Throws a problem when two would land on one another.
 */
export function scopeOf(paths: readonly string[], inPlace: boolean): RestoreScope {
  if (paths.length === 0) return null
  const all = [...new Set(paths)].sort()
  const outer = all.filter((path) => !all.some((other) => other !== path && path.startsWith(`${other}/`)))
  const picks = outer.map((path) => ({ path, at: inPlace ? path : posix.basename(path) }))
  const twice = picks.find(({ at }, index) => picks.findIndex((one) => one.at === at) !== index)
  if (twice !== undefined)
    fail(
      'same-name',
      `Two of these have the name "${twice.at}", so one would land on the other.`,
      'Restore them one after the other into different folders, or put them back where they were with --in-place.',
    )
  return picks
}

/** Where an entry of the snapshot (its path without leading slash) goes, relative to the target; `undefined` when it is not restored. Pure. */
export function placeInTarget(scope: RestoreScope, path: string): string | undefined {
  if (scope === null) return path
  for (const { path: from, at } of scope) if (path === from || path.startsWith(`${from}/`)) return at + path.slice(from.length)
  return undefined
}
