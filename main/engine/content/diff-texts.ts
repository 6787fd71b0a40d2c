import { structuredPatch } from 'diff'
import { lineContext } from './line-context.ts'
import { type JsonLine, prettyJson } from './pretty-json.ts'
import { type Mark, wordMarks } from './word-marks.ts'

/**
 * Some lines that differ, with three around them. Lines begin with a space, `-`, `+` or (as in "\ No newline at end of file") `\`. `marks`: which words of each
 * line differ. `context`: what they stand under, such as a heading or a JSON path.
 */
export type Hunk = {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  readonly context: string | null
  readonly lines: readonly string[]
  readonly marks: readonly (readonly Mark[])[]
}

/**
 * How two texts differ. `json`: compared with one value a line, and line numbers are of those. `coarse`: too different to be compared line by line, so all
 * between the first and the last difference stands there as removed and added. `notes` are sentences on what the hunks cannot show.
 */
export type TextDiff = {
  readonly how: 'text' | 'json'
  readonly hunks: readonly Hunk[]
  readonly linesAdded: number
  readonly linesRemoved: number
  readonly coarse: boolean
  readonly notes: readonly string[]
}

/** What the texts are. `sortKeys`: members of JSON objects that were only moved do not count. `asWritten`: JSON is compared line by line as it stands, too. */
export type TextDiffOptions = { readonly format?: string; readonly sortKeys?: boolean; readonly asWritten?: boolean }

/** More differences than this are not looked for: the time grows with their square, and nobody reads them. */
const mostEdits = 2_000
/** Milliseconds after which it is said coarsely. */
const timeout = 3_000

/** Compares two texts line by line, and word by word within lines that are alike. Pure, but that a slow machine may end up with a coarser answer. */
export function diffTexts(old: string, now: string, options: TextDiffOptions = {}): TextDiff {
  const { format = 'plain', sortKeys = false, asWritten = false } = options
  const [one, other] = [plainLineEnds(old), plainLineEnds(now)]
  const notes = one.windows === other.windows || old === '' || now === '' ? [] : [lineEndsNote(one.windows)]
  const json = asWritten ? undefined : jsonSides(one.text, other.text, sortKeys)
  const [before, after] = json === undefined ? [one.text, other.text] : [joinLines(json.old), joinLines(json.now)]
  // The last value of a list gets a comma when another one follows it: that is no change of it.
  const comparator = (left: string, right: string) => withoutComma(left) === withoutComma(right)
  const wish = { context: 3, maxEditLength: mostEdits, timeout, ...(json === undefined ? {} : { comparator }) }
  const patch = before === after ? { hunks: [] } : structuredPatch('', '', before, after, '', '', wish)
  const raw: RawHunk[] = patch === undefined ? [replacement(before, after)] : patch.hunks.map(plainHunk)
  const contextOf = json === undefined ? textContext(one.text, other.text, format) : jsonContext(json)
  const hunks = raw.map((hunk) => ({
    ...numbered(hunk),
    context: contextOf(hunk),
    marks: patch === undefined ? hunk.lines.map(() => []) : wordMarks(hunk.lines),
  }))
  const count = (sign: string) => hunks.reduce((sum, { lines }) => sum + lines.filter((line) => line.startsWith(sign)).length, 0)
  return {
    how: json === undefined ? 'text' : 'json',
    hunks,
    linesAdded: count('+'),
    linesRemoved: count('-'),
    coarse: patch === undefined,
    notes,
  }
}

type RawHunk = Omit<Hunk, 'context' | 'marks'>

function plainHunk({ oldStart, oldLines, newStart, newLines, lines }: RawHunk): RawHunk {
  return { oldStart, oldLines, newStart, newLines, lines }
}

/** Line ends of Windows, where all are, are no part of the lines. */
function plainLineEnds(text: string): { readonly text: string; readonly windows: boolean } {
  const windows = text.includes('\r\n') && !/(?:^|[^\r])\n/.test(text)
  return { text: windows ? text.replaceAll('\r\n', '\n') : text, windows }
}

function lineEndsNote(before: boolean): string {
  return before ? 'Its lines ended as on Windows, and now they do not.' : 'Its lines end as on Windows now, and did not before.'
}

type JsonSides = { readonly old: JsonLine[]; readonly now: JsonLine[] }

/** Both sides with one value a line; `undefined` where one is no JSON, or where nothing would be left to see, for only white space or order differ. */
function jsonSides(old: string, now: string, sortKeys: boolean): JsonSides | undefined {
  const pretty = (text: string, sorted: boolean) => (text === '' ? [] : prettyJson(text, sorted))
  for (const sorted of sortKeys ? [true, false] : [false]) {
    const [one, other] = [pretty(old, sorted), pretty(now, sorted)]
    if (one === undefined || other === undefined) return undefined
    if (joinLines(one) !== joinLines(other)) return { old: one, now: other }
  }
  return undefined
}

function withoutComma(line: string): string {
  return line.replace(/,?\n$/, '')
}

function joinLines(lines: readonly JsonLine[]): string {
  return lines.map(({ line }) => `${line}\n`).join('')
}

/** Where the first line that differs stands, in the new text if it is there, else in the old one. */
function firstDifference({ lines, oldStart, newStart }: RawHunk): { readonly side: 'old' | 'now'; readonly line: number } {
  const same = lines.findIndex((line) => !line.startsWith(' '))
  return lines.some((line) => line.startsWith('+'))
    ? { side: 'now', line: newStart - 1 + same }
    : { side: 'old', line: oldStart - 1 + same }
}

function textContext(old: string, now: string, format: string): (hunk: RawHunk) => string | null {
  const contexts = { old: lineContext(old.split('\n'), format), now: lineContext(now.split('\n'), format) }
  return (hunk) => {
    const { side, line } = firstDifference(hunk)
    return contexts[side]?.(line) ?? null
  }
}

function jsonContext(json: JsonSides): (hunk: RawHunk) => string | null {
  return (hunk) => {
    const { side, line } = firstDifference(hunk)
    return json[side][line]?.path || null
  }
}

/** All lines between the first and the last that differ, as removed and added: right, if not the shortest way to say it. */
function replacement(old: string, now: string): RawHunk {
  const [one, other] = [linesOf(old), linesOf(now)]
  let start = 0
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1
  let end = 0
  while (end < one.length - start && end < other.length - start && one.at(-1 - end) === other.at(-1 - end)) end += 1
  const removed = one.slice(start, one.length - end)
  const added = other.slice(start, other.length - end)
  const lines = [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)]
  return { oldStart: start + 1, oldLines: removed.length, newStart: start + 1, newLines: added.length, lines }
}

/** A side without lines is named by the line before it, as everywhere in diffs. */
function numbered({ oldStart, oldLines, newStart, newLines, lines }: RawHunk): RawHunk {
  return { oldStart: oldStart - (oldLines === 0 ? 1 : 0), oldLines, newStart: newStart - (newLines === 0 ? 1 : 0), newLines, lines }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}
