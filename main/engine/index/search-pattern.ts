import { fail } from '../problem-error.ts'
import { compileGlob, type Glob } from '../selection/glob.ts'

/** What is looked for. */
export type SearchPattern = {
  /** Where a part of a name is looked for, that part: a name may be just this, and stands first then. */
  readonly part?: string
  /** Runs of characters that the name of each match holds, in lower case: by those the index is asked. */
  readonly pieces: readonly string[]
  readonly matchesName: (name: string) => boolean
  /** A folder that each match lies below, where that says more than the name; `undefined` where it does not. */
  readonly folder: Pick<SearchPattern, 'pieces' | 'matchesName'> | undefined
  /** `undefined`: the name is all that counts. */
  readonly matchesPath: ((path: string) => boolean) | undefined
}

/**
 * Reads what a person looks for, upper and lower case alike: a part of a name (`ideas`), a glob of a whole name (`*.md`, with `*`, `?`, `[a-z]`), or with a
 * slash in it the end of a path (`em/memory/*.json`), or all of it when it begins with a slash; `**` stands for any number of folders. Throws a problem for
 * a pattern that is malformed. Pure.
 */
export function readSearchPattern(text: string): SearchPattern {
  const pattern = text.toLowerCase()
  const isGlob = /[*?[\\]/.test(pattern)
  if (!pattern.includes('/') && !isGlob)
    return {
      part: pattern,
      pieces: [pattern],
      matchesName: (name) => name.toLowerCase().includes(pattern),
      folder: undefined,
      matchesPath: undefined,
    }
  const anchored = pattern.startsWith('/')
  const parts = pattern.split('/').filter(Boolean)
  const last = parts.at(-1)
  if (last === undefined) return fail('pattern-malformed', 'A slash alone names nothing.', 'Write a part of a name, such as ideas, or *.md')
  const globs = parts.map((part) => (part === '**' ? '**' : globOf(part, text)))
  const names = parts.map((part, at) => ({ pieces: piecesOf(part), matchesName: nameMatcher(globs[at]) }))
  const named = names.at(-1) ?? { pieces: [], matchesName: () => true }
  if (!pattern.includes('/')) return { ...named, folder: undefined, matchesPath: undefined }
  const [telling] = names.slice(0, -1).sort((a, b) => longest(b.pieces) - longest(a.pieces))
  const folder = telling !== undefined && longest(telling.pieces) > longest(named.pieces) ? telling : undefined
  const matchesPath = (path: string) => {
    const steps = path.split('/').map(bytesOf)
    return matchEnd(globs, globs.length, steps, steps.length, anchored)
  }
  return { ...named, folder, matchesPath }
}

/** What stands in a part of a pattern just as it does in the name. */
function piecesOf(part: string): string[] {
  return part.split(/\[[^\]]*\]|[*?]|\\./).filter(Boolean)
}

/** The length of the longest, as far as it can be looked up. */
function longest(pieces: readonly string[]): number {
  return Math.max(0, ...pieces.map(({ length }) => length).filter((length) => length >= 3))
}

function nameMatcher(glob: Part | undefined): (name: string) => boolean {
  return glob === '**' || glob === undefined ? () => true : (name) => glob(bytesOf(name))
}

type Part = Glob | '**'

/** Whether the first `parts` of a pattern match the first `names` of a path to their end. */
function matchEnd(
  globs: readonly Part[],
  parts: number,
  names: readonly string[],
  many: number,
  anchored: boolean,
  failed: Set<number> = new Set(),
): boolean {
  if (parts === 0) return !anchored || many === 0
  const glob = globs[parts - 1]
  if (glob === '**') {
    for (let left = many; left >= 0; left--) {
      // Of several ** each would try again what another has tried.
      const tried = parts * (names.length + 1) + left
      if (failed.has(tried)) continue
      if (matchEnd(globs, parts - 1, names, left, anchored, failed)) return true
      failed.add(tried)
    }
    return false
  }
  const name = names[many - 1]
  return glob !== undefined && name !== undefined && glob(name) && matchEnd(globs, parts - 1, names, many - 1, anchored, failed)
}

function globOf(part: string, whole: string): Glob {
  return (
    compileGlob(bytesOf(part)) ??
    fail(
      'pattern-malformed',
      `"${whole}" is not a pattern: a bracket or a backslash in it is not closed.`,
      'Put a backslash in front of [ to mean it itself.',
    )
  )
}

function bytesOf(text: string): string {
  return Buffer.from(text.toLowerCase()).toString('latin1')
}
