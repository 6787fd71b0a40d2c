import { fail } from '../problem-error.ts'
import { compileGlob, type Glob } from '../selection/glob.ts'

/** What is looked for. */
export type SearchPattern = {
  /** Runs of characters that the name of each match holds, in lower case: by those the index is asked. */
  readonly pieces: readonly string[]
  readonly matchesName: (name: string) => boolean
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
    return { pieces: [pattern], matchesName: (name) => name.toLowerCase().includes(pattern), matchesPath: undefined }
  const anchored = pattern.startsWith('/')
  const parts = pattern.split('/').filter(Boolean)
  const last = parts.at(-1)
  if (last === undefined) return fail('pattern-malformed', 'A slash alone names nothing.', 'Write a part of a name, such as ideas, or *.md')
  const globs = parts.map((part) => (part === '**' ? '**' : globOf(part, text)))
  const lastGlob = globs.at(-1)
  const matchesName = lastGlob === '**' || lastGlob === undefined ? () => true : (name: string) => lastGlob(bytesOf(name))
  const pieces = last.split(/\[[^\]]*\]|[*?]|\\./).filter(Boolean)
  if (!pattern.includes('/')) return { pieces, matchesName, matchesPath: undefined }
  const matchesPath = (path: string) => {
    const names = path.split('/').map(bytesOf)
    return matchEnd(globs, globs.length, names, names.length, anchored)
  }
  return { pieces, matchesName, matchesPath }
}

type Part = Glob | '**'

/** Whether the first `parts` of a pattern match the first `names` of a path to their end. */
function matchEnd(globs: readonly Part[], parts: number, names: readonly string[], many: number, anchored: boolean): boolean {
  if (parts === 0) return !anchored || many === 0
  const glob = globs[parts - 1]
  if (glob === '**') {
    for (let left = many; left >= 0; left--) if (matchEnd(globs, parts - 1, names, left, anchored)) return true
    return false
  }
  const name = names[many - 1]
  return glob !== undefined && name !== undefined && glob(name) && matchEnd(globs, parts - 1, names, many - 1, anchored)
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
