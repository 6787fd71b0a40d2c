import { patternForPath } from 'restic-wrapper'
import { isLossy } from './pattern-neighbours.ts'
import type { RestoreCall } from './restore-plan.ts'
import { type Pick, placeInTarget, type RestoreScope } from './restore-scope.ts'

/** What the calls are made of. `excluded`: paths in the snapshot that restic is kept away from, with all that is below them. */
export type CallsOf = {
  readonly snapshot: string
  readonly scope: RestoreScope
  readonly excluded: readonly string[]
  /** What the pattern of a path means besides, as `patternNeighbours` tells: that comes back, or does not, as if there were no such pattern. */
  readonly neighbours: (path: string) => readonly string[]
  /** The deepest folder above a pick's place that is there, relative to the target; '' is the target itself. */
  readonly folderAbove: (pick: Pick) => string
}

/**
 * The calls of restic that a restore takes: one for a whole snapshot, else one for each folder that files and folders are taken from. Each begins at a
 * folder that is there (or is the target), for restic gives its rights and times to all folders on the way to what it was asked for. Pure.
 */
export function restoreCalls({ snapshot, scope, excluded, neighbours, folderAbove }: CallsOf): RestoreCall[] {
  if (scope === null) {
    const excludes = excludesOf(excluded, neighbours)
    return [{ snapshot, at: '', ...(excludes.length > 0 ? { excludes } : {}) }]
  }
  const kept = keptAway(excluded, neighbours)
  const calls = new Map<string, { snapshot: string; at: string; includes: string[] }>()
  const isAway = new Set(excluded)
  for (const pick of scope) {
    if (isAway.has(pick.path)) continue
    const at = folderAbove(pick)
    const way = at === '' ? pick.at : pick.at.slice(at.length + 1)
    const from = pick.path.slice(0, Math.max(0, pick.path.length - way.length - 1))
    const call = calls.get(`${at}\0${from}`) ?? { snapshot: from === '' ? snapshot : `${snapshot}:/${from}`, at, includes: [] }
    calls.set(`${at}\0${from}`, call)
    const relative = (path: string) => (from === '' ? path : path.slice(from.length + 1))
    const isBelow = (path: string) => from === '' || path.startsWith(`${from}/`)
    call.includes.push(pattern(relative(pick.path)))
    for (const path of neighbours(pick.path))
      if (isBelow(path) && placeInTarget(scope, path) === undefined) call.includes.push(`!${pattern(relative(path))}`)
    for (const { path, away } of kept)
      if (path.startsWith(`${pick.path}/`)) call.includes.push(`${away ? '!' : ''}${pattern(relative(path))}`)
  }
  return [...calls.values()]
}

/** The patterns that keep restic away from some paths of a whole snapshot, and from nothing else. Pure. */
export function excludesOf(excluded: readonly string[], neighbours: CallsOf['neighbours']): string[] {
  return keptAway(excluded, neighbours).map(({ path, away }) => `${away ? '' : '!'}${pattern(path)}`)
}

type Kept = { readonly path: string; readonly away: boolean }

/**
 * What restic is kept away from, and (`away: false`) what it is called back to, for a pattern means it that is not its own. The last one that means a path
 * counts: the deeper ones come later, and those that mean nothing else last of all.
 */
function keptAway(excluded: readonly string[], neighbours: CallsOf['neighbours']): Kept[] {
  const away = (path: string): Kept => ({ path, away: true })
  if (!excluded.some(isLossy)) return excluded.map(away)
  const all = new Set(excluded)
  const byDepth = Map.groupBy(excluded.filter(isLossy), (path) => path.split('/').length)
  const unclear = [...byDepth].toSorted(([one], [other]) => one - other)
  return [
    ...unclear.flatMap(([, paths]) => {
      const back = new Set(paths.flatMap(neighbours).filter((path) => !all.has(path)))
      return [...paths.map(away), ...[...back].map((path) => ({ path, away: false }))]
    }),
    ...excluded.filter((path) => !isLossy(path)).map(away),
  ]
}

function pattern(path: string): string {
  return `/${patternForPath(path)}`
}
