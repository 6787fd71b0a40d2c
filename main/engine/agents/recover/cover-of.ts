import { patternSet } from '../../selection/match-pattern.ts'
import { toBytes } from '../../selection/parse-pattern.ts'

/** What a layer is by its plan: what `patterns` take of a vault but for `exclude`; `within` is the folder's place in it. */
export type LayerRule = { readonly patterns: readonly string[]; readonly exclude: readonly string[]; readonly within: string }

/** Whether a part speaks for a path of the folder, so that what it does not hold there was deleted since. */
export type Covers = (path: string) => boolean

/**
 * Which paths of a folder a part speaks for: what its patterns take. A pattern that takes nothing at all in the part does not count: whether it was in force already when the part was
 * taken nobody knows. Pure.
 * @param paths what the part holds, relative to the folder, which is the empty path; one character per byte
 */
export function coverOf(paths: Iterable<string>, { patterns, exclude, within }: LayerRule): Covers {
  const start = toBytes(within)
  const inVault = (path: string) => (start === '' ? path : path === '' ? start : `${start}/${path}`)
  const idle = new Map(patterns.map((pattern) => [pattern, patternSet([pattern])]))
  for (const path of paths) {
    if (idle.size === 0) break
    for (const [pattern, set] of idle) if (set.matches(inVault(path))) idle.delete(pattern)
  }
  const included = patternSet(patterns.filter((pattern) => !idle.has(pattern)))
  const excluded = patternSet(exclude)
  return (path) => included.matches(inVault(path)) && !excluded.matches(inVault(path))
}
