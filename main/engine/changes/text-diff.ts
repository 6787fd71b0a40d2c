import { structuredPatch } from 'diff'
import type { Difference, Entry } from './entry.ts'
import { prettyJson } from './pretty-json.ts'

/** Some lines that differ, with three around them. Lines begin with a space, `-`, `+` or (as in "\ No newline at end of file") `\`. */
type Hunk = {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  readonly lines: readonly string[]
}

/**
 * How a file differs, for a person. `json`: compared with one value a line. `binary`: not text, so only that it differs is told, and `not-read`: too large,
 * or too many before it.
 */
export type FileDiff = Pick<Difference, 'path' | 'change'> & {
  readonly how: 'text' | 'json' | 'binary' | 'not-read'
  readonly before: Side | null
  readonly after: Side | null
  readonly linesAdded: number
  readonly linesRemoved: number
  readonly hunks: readonly Hunk[]
}

/** One of both states of a file. */
type Side = { readonly kind: Entry['kind']; readonly bytes: number; readonly sha256: string }

/** More differences than this are not looked for: the time grows with their square, and nobody reads them. */
const mostEdits = 2_000
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** What a person sees of a difference. Pure. */
export function textDiff({ path, change, before, after }: Difference): FileDiff {
  const of = { path, change, before: sideOf(before), after: sideOf(after), linesAdded: 0, linesRemoved: 0, hunks: [] }
  const [one, other] = [bytesOf(before), bytesOf(after)]
  if (one === undefined || other === undefined) return { ...of, how: 'not-read' }
  const [old, now] = [textOf(one), textOf(other)]
  if (old === undefined || now === undefined) return { ...of, how: 'binary' }
  const pretty = [old, now].map((text) => (text === '' ? '' : prettyJson(text)))
  const [prettyOld, prettyNow] = pretty
  // Where only white space differs, formatting both would leave nothing to see.
  const json = prettyOld !== undefined && prettyNow !== undefined && prettyOld !== prettyNow
  const hunks = json ? hunksOf(prettyOld, prettyNow) : hunksOf(old, now)
  const count = (sign: string) => hunks.reduce((sum, { lines }) => sum + lines.filter((line) => line.startsWith(sign)).length, 0)
  return { ...of, how: json ? 'json' : 'text', hunks, linesAdded: count('+'), linesRemoved: count('-') }
}

function sideOf(entry: Entry | null): Side | null {
  return entry && { kind: entry.kind, bytes: entry.size, sha256: entry.sha256 }
}

/** The bytes to compare: of a link, where it leads; of nothing, none; `undefined` when they were not read. */
function bytesOf(entry: Entry | null): Buffer | undefined {
  if (entry === null) return Buffer.alloc(0)
  if (entry.target !== null) return Buffer.from(entry.target)
  return entry.content ?? undefined
}

function textOf(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function hunksOf(old: string, now: string): Hunk[] {
  const patch = structuredPatch('', '', old, now, '', '', { context: 3, maxEditLength: mostEdits })
  if (patch === undefined) return [replacement(old, now)]
  return patch.hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => numbered({ oldStart, oldLines, newStart, newLines, lines }))
}

/** All lines between the first and the last that differ, as removed and added: right, if not the shortest way to say it. */
function replacement(old: string, now: string): Hunk {
  const [one, other] = [linesOf(old), linesOf(now)]
  let start = 0
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1
  let end = 0
  while (end < one.length - start && end < other.length - start && one.at(-1 - end) === other.at(-1 - end)) end += 1
  const removed = one.slice(start, one.length - end)
  const added = other.slice(start, other.length - end)
  const lines = [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)]
  return numbered({ oldStart: start + 1, oldLines: removed.length, newStart: start + 1, newLines: added.length, lines })
}

/** A side without lines is named by the line before it, as everywhere in diffs. */
function numbered({ oldStart, oldLines, newStart, newLines, lines }: Hunk): Hunk {
  return { oldStart: oldStart - (oldLines === 0 ? 1 : 0), oldLines, newStart: newStart - (newLines === 0 ? 1 : 0), newLines, lines }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
