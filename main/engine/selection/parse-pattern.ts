import { fail } from '../problem-error.ts'
import { compileGlob } from './glob.ts'

/**
 * A pattern in pieces. `parts` are what stands between its slashes; `**` among them stands for any number of folders, none included. Not anchored, it may
 * begin at any depth. What is below something that it matches belongs to it, so it never ends in `**`. No parts: everything.
 */
export type ParsedPattern = { readonly negated: boolean; readonly anchored: boolean; readonly parts: readonly string[] }

/** restic's time grows with a power of these. */
const mostDoubleStars = 4

/**
 * Reads a pattern relative to a vault by restic's rules: a leading `!` negates it, a leading `/` is the vault itself, and the rest is cleaned as Go cleans a
 * path (`a//b/./c/` is `a/b/c`). Throws a problem for one that is malformed.
 * @returns `null` for one that can match nothing: an empty one, or one that leads out of the vault
 */
export function parsePattern(pattern: string): ParsedPattern | null {
  const problem = patternProblem(pattern)
  if (problem !== null)
    return fail('pattern-not-valid', `The pattern "${pattern}" ${problem}.`, 'Mend it in the configuration: vaultkeeper config path')
  return parse(pattern)
}

/** Why a pattern cannot be used, as the end of a sentence that begins with the pattern; `null` for one that can. */
export function patternProblem(pattern: string): string | null {
  if (pattern.includes('\0')) return 'holds a character that no file name can hold'
  const parsed = parse(pattern)
  if (parsed === null) return null
  if (parsed.parts.filter((part) => part === '**').length > mostDoubleStars) return `holds "**" more than ${mostDoubleStars} times`
  const bad = parsed.parts.find((part) => compileGlob(toBytes(part)) === undefined)
  return bad === undefined ? null : `is malformed at "${bad}": a "[" is not closed, or nothing follows a "\\"`
}

/** A text as a byte string: one character per byte of its UTF-8. */
export function toBytes(text: string): string {
  return Buffer.from(text).toString('latin1')
}

function parse(pattern: string): ParsedPattern | null {
  const negated = pattern.startsWith('!')
  const written = negated ? pattern.slice(1) : pattern
  const text = process.platform === 'win32' ? written.replaceAll('\\', '/') : written
  if (text === '') return null
  const rooted = text.startsWith('/')
  const cleaned = clean(text, rooted)
  if (cleaned === null) return null
  const parts = cleaned.filter((part, index) => part !== '**' || cleaned[index - 1] !== '**')
  while (parts.at(-1) === '**') parts.pop()
  const anywhere = parts[0] === '**'
  if (anywhere) parts.shift()
  // A lone `**` is everything, wherever it would begin.
  return { negated, anchored: (rooted && !anywhere) || parts.length === 0, parts }
}

/** The parts of a path as Go's filepath.Clean leaves them; `null` when nothing in the vault can be meant. */
function clean(text: string, rooted: boolean): string[] | null {
  const parts: string[] = []
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.length > 0) parts.pop()
    else if (!rooted) return null
  }
  return parts.length === 0 && !rooted ? null : parts
}
