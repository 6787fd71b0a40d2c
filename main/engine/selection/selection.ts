import { patternSet } from './match-pattern.ts'

/**
 * What of a vault is backed up. Patterns are relative to the vault and follow restic's rules: see parsePattern. Those of `include` are not negated (the
 * configuration refuses it): what matches a folder takes all of it, but for `exclude`.
 */
export type Selection = {
  readonly exclude: readonly string[]
  /** Only what one of these takes; `null`: everything. */
  readonly include: readonly string[] | null
  /** Real absolute paths that are left out with all that is below: our own home. */
  readonly leftOut: ReadonlySet<string>
  /** Takes what is in folders that are marked as caches as well. */
  readonly caches?: boolean
}

/** Everything there is. */
export const everything: Selection = { exclude: [], include: null, leftOut: new Set() }

/** What restic restored: of a cache, too, it is what was asked for. */
export const allRestored: Selection = { ...everything, caches: true }

/** Whether a path is left out by a pattern, and with it whatever is below. Paths are relative to the vault, one character per byte. */
export function isExcluded({ exclude }: Selection, path: string): boolean {
  return exclude.length > 0 && patternSet(exclude).matches(path)
}

/** Whether a path that is not excluded is taken for its own sake: not only as the way to something below it. */
export function isIncluded({ include }: Selection, path: string): boolean {
  return include === null || patternSet(include).matches(path)
}

/** Whether a folder that is not excluded may hold something that is included. */
export function mayHoldIncluded({ include }: Selection, folder: string): boolean {
  return include === null || patternSet(include).matches(folder) || patternSet(include).mayMatchBelow(folder)
}
