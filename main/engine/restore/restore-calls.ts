import { patternForPath } from 'restic-wrapper'
import type { RestoreCall } from './restore-plan.ts'
import type { Pick, RestoreScope } from './restore-scope.ts'

/** What the calls are made of. `excluded`: paths in the snapshot that restic is kept away from, with all that is below them. */
export type CallsOf = {
  readonly snapshot: string
  readonly scope: RestoreScope
  readonly excluded: readonly string[]
  /** The deepest folder above a pick's place that is there, relative to the target; '' is the target itself. */
  readonly folderAbove: (pick: Pick) => string
}

/**
 * The calls of restic that a restore takes: one for a whole snapshot, else one for each folder that files and folders are taken from. Each begins at a
 * folder that is there (or is the target), for restic gives its rights and times to all folders on the way to what it was asked for. Pure.
 */
export function restoreCalls({ snapshot, scope, excluded, folderAbove }: CallsOf): RestoreCall[] {
  if (scope === null) return [{ snapshot, at: '', ...(excluded.length > 0 ? { excludes: excluded.map(pattern) } : {}) }]
  const calls = new Map<string, { snapshot: string; at: string; includes: string[] }>()
  for (const pick of scope) {
    if (excluded.includes(pick.path)) continue
    const at = folderAbove(pick)
    const way = at === '' ? pick.at : pick.at.slice(at.length + 1)
    const from = pick.path.slice(0, Math.max(0, pick.path.length - way.length - 1))
    const call = calls.get(`${at}\0${from}`) ?? { snapshot: from === '' ? snapshot : `${snapshot}:/${from}`, at, includes: [] }
    calls.set(`${at}\0${from}`, call)
    const relative = (path: string) => (from === '' ? path : path.slice(from.length + 1))
    call.includes.push(pattern(relative(pick.path)))
    for (const path of excluded) if (path.startsWith(`${pick.path}/`)) call.includes.push(`!${pattern(relative(path))}`)
  }
  return [...calls.values()]
}

function pattern(path: string): string {
  return `/${patternForPath(path)}`
}
