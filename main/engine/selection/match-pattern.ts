import { compileGlob, type Glob } from './glob.ts'
import { parsePattern, toBytes } from './parse-pattern.ts'

/** Patterns, ready to be held against many paths. */
export type PatternSet = {
  /** Whether a path is matched: the last pattern that says anything about it counts, and what matches a folder matches all below it. */
  readonly matches: (path: string) => boolean
  /** Whether something below a folder that is not matched itself may be. */
  readonly mayMatchBelow: (folder: string) => boolean
}

/** One pattern; `null` among the parts is `**`. */
type Pattern = { readonly negated: boolean; readonly anchored: boolean; readonly parts: readonly (Glob | null)[] }
/** A folder, its names, and which patterns match it. */
type Folder = { readonly path: string; readonly names: readonly string[]; readonly matched: readonly boolean[] }

const compiled = new WeakMap<readonly string[], PatternSet>()

/**
 * Reads patterns relative to a vault; a list is read once. Paths are relative too, divided by `/`, one character per byte. Throws a problem for a pattern
 * that is malformed.
 */
export function patternSet(patterns: readonly string[]): PatternSet {
  const known = compiled.get(patterns)
  if (known !== undefined) return known
  const made = makeSet(patterns.flatMap(readPattern))
  compiled.set(patterns, made)
  return made
}

function readPattern(text: string): Pattern[] {
  const parsed = parsePattern(text)
  if (parsed === null) return []
  const parts = parsed.parts.map((part) => (part === '**' ? null : (compileGlob(toBytes(part)) ?? null)))
  return [{ negated: parsed.negated, anchored: parsed.anchored, parts }]
}

function makeSet(patterns: readonly Pattern[]): PatternSet {
  const top: Folder = { path: '', names: [], matched: patterns.map(({ parts }) => parts.length === 0) }
  // Paths come folder by folder: what is known of the folder is not worked out anew for each file in it.
  let latest = top
  const folderAt = (path: string): Folder => {
    if (path === latest.path) return latest
    if (path === '') return top
    const slash = path.lastIndexOf('/')
    const above = folderAt(slash < 0 ? '' : path.slice(0, slash))
    const names = [...above.names, path.slice(slash + 1)]
    const matched = patterns.map((pattern, index) => above.matched[index] === true || endsAt(pattern, names))
    latest = { path, names, matched }
    return latest
  }
  const matches = (path: string): boolean => {
    const slash = path.lastIndexOf('/')
    const folder = folderAt(slash < 0 ? '' : path.slice(0, slash))
    const name = path.slice(slash + 1)
    let result = false
    for (let i = 0; i < patterns.length; i++) {
      const pattern = patterns[i] as Pattern
      // Only what could change the result is looked at.
      if (result === pattern.negated && (folder.matched[i] === true || endsAt(pattern, folder.names, name))) result = !pattern.negated
    }
    return result
  }
  const mayMatchBelow = (folder: string): boolean => {
    const names = folder.split('/')
    return patterns.some((pattern) => !pattern.negated && reaches(pattern, names))
  }
  return { matches, mayMatchBelow }
}

/** Whether a pattern matches a path to its very end. `name` stands behind `names`, if it is given. */
function endsAt({ parts, anchored }: Pattern, names: readonly string[], name?: string): boolean {
  const back = (part: number, place: number): boolean => {
    if (part < 0) return anchored ? place < 0 : true
    const glob = parts[part]
    if (glob === null || glob === undefined) {
      for (let end = place; end >= -1; end--) if (back(part - 1, end)) return true
      return false
    }
    const here = place === names.length ? name : names[place]
    return here !== undefined && glob(here) && back(part - 1, place - 1)
  }
  const last = parts.at(-1)
  const end = name ?? names.at(-1)
  // Nearly always it fails here.
  if (last === undefined || last === null || end === undefined || !last(end)) return false
  return parts.length === 1 && !anchored ? true : back(parts.length - 1, name === undefined ? names.length - 1 : names.length)
}

/** Whether a pattern may match below a folder. */
function reaches({ parts, anchored }: Pattern, names: readonly string[]): boolean {
  if (!anchored) return true
  for (const [index, name] of names.entries()) {
    const glob = parts[index]
    if (glob === null) return true
    if (glob === undefined || !glob(name)) return false
  }
  return true
}
