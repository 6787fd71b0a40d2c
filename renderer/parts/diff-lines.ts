import type { FileDiff } from '../../main/contract/procedures/file-diff.ts'

/** One line of a diff as it is shown. `marks`: from and to (exclusive) of what differs in `text`. */
export type DiffLine = {
  readonly kind: 'same' | 'added' | 'removed' | 'note'
  readonly old: number | null
  readonly now: number | null
  readonly text: string
  readonly marks: readonly (readonly [number, number])[]
}

/** Some lines that belong together. `left`: how many lines before them are as they were, and not shown. */
export type DiffBlock = { readonly left: number; readonly context: string | null; readonly lines: readonly DiffLine[] }

/** Longer lines are cut: nobody reads them, and a browser takes seconds for a line of a megabyte. */
export const longestLine = 2_000

/** The lines of a diff with their numbers, block by block, at most so many lines. Pure. */
export function diffBlocks(hunks: FileDiff['hunks'], most: number): { readonly blocks: readonly DiffBlock[]; readonly hidden: number } {
  const blocks: DiffBlock[] = []
  let room = most
  let end = 0
  for (const { oldStart, oldLines, newStart, context, lines, marks } of hunks) {
    // A side without lines is named by the line before it.
    const first = oldStart + (oldLines === 0 ? 1 : 0)
    const shown = lines.slice(0, room)
    if (shown.length > 0) blocks.push({ left: Math.max(0, first - end - 1), context, lines: numbered(shown, marks, first, newStart) })
    room -= shown.length
    end = first + oldLines - 1
  }
  return { blocks, hidden: hunks.reduce((sum, { lines }) => sum + lines.length, 0) - (most - room) }
}

function numbered(lines: readonly string[], marks: FileDiff['hunks'][number]['marks'], oldStart: number, newStart: number): DiffLine[] {
  let [old, now] = [oldStart, newStart]
  return lines.map((line, at) => {
    const [sign, text] = [line.charAt(0), line.slice(1)]
    const of = { text, marks: marks[at] ?? [] }
    if (sign === '+') return { ...of, kind: 'added', old: null, now: now++ }
    if (sign === '-') return { ...of, kind: 'removed', old: old++, now: null }
    if (sign === '\\') return { kind: 'note', old: null, now: null, text: 'No line break at the end', marks: [] }
    return { ...of, kind: 'same', old: old++, now: now++ }
  })
}

/** A line in pieces, those that differ marked; what is too long is cut. Pure. */
export function piecesOf({
  text,
  marks,
}: Pick<DiffLine, 'text' | 'marks'>): readonly { readonly text: string; readonly differs: boolean }[] {
  const shown = text.slice(0, longestLine)
  const pieces: { text: string; differs: boolean }[] = []
  let at = 0
  for (const [from, to] of marks) {
    if (from >= shown.length) break
    if (from > at) pieces.push({ text: shown.slice(at, from), differs: false })
    pieces.push({ text: shown.slice(from, to), differs: true })
    at = to
  }
  if (at < shown.length) pieces.push({ text: shown.slice(at), differs: false })
  return pieces
}
