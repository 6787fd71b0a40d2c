import { printable } from '../../contract/words/printable.ts'
import type { FileDiff } from '../../engine/changes/text-diff.ts'
import { diffLine } from './diff-line.ts'
import type { Screen } from './screen.ts'
import { bytesInWords, counted } from './words.ts'

/** A change of a file as lines for a terminal, in the manner of git. Control characters in it are shown, not sent. */
export function diffLines(file: FileDiff, screen: Pick<Screen, 'paint' | 'lineWidth'>): string[] {
  const { paint } = screen
  const { path, change, how } = file
  const words = { added: 'added', removed: 'removed', modified: 'changed' }[change]
  return [
    paint('strong', `${printable(path)}  (${words}${how === 'json' ? ', compared with one value a line' : ''})`),
    ...bodyLines(file, screen),
  ]
}

/** The same without the name of the file. */
export function bodyLines(file: FileDiff, screen: Pick<Screen, 'paint' | 'lineWidth'>): string[] {
  const { paint } = screen
  const { before, after, how, hunks, notes, coarse } = file
  const lines: string[] = []
  const kinds = [before, after].map((side) => (side === null ? 'nothing' : side.kind === 'link' ? 'a link' : 'a file'))
  if (kinds.includes('a link')) lines.push(paint('faint', `  ${kinds[0]} before, ${kinds[1]} now; of a link: where it leads`))
  if (how === 'binary' || how === 'not-read') {
    const size = (side: typeof before) =>
      side === null ? 'nothing' : `${bytesInWords(side.bytes)}${how === 'binary' && side.is !== null ? ` (${side.is})` : ''}`
    const why = how === 'binary' ? 'not text' : 'too large, or one of too many, to be shown'
    return [...lines, paint('faint', `  ${why}: ${size(before)} before, ${size(after)} now`)]
  }
  for (const note of notes) lines.push(paint('faint', `  ${note}`))
  if (coarse) lines.push(paint('faint', '  too different to be compared line by line: all that was there, and all that is there'))
  for (const { oldStart, oldLines, newStart, newLines, context, lines: inside, marks } of hunks) {
    lines.push(paint('faint', `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@${context === null ? '' : ` ${printable(context)}`}`))
    for (const [number, line] of inside.entries()) lines.push(diffLine(line, marks[number] ?? [], screen))
  }
  if (hunks.length === 0 && notes.length === 0) lines.push(paint('faint', before?.bytes || after?.bytes ? '  no line differs' : '  empty'))
  return lines
}

/** `2 files changed, 3 lines added, 1 removed` */
export function diffSummary(files: readonly FileDiff[]): string {
  const added = files.reduce((sum, { linesAdded }) => sum + linesAdded, 0)
  const removed = files.reduce((sum, { linesRemoved }) => sum + linesRemoved, 0)
  return `${counted(files.length, 'file')} changed, ${counted(added, 'line')} added, ${removed} removed`
}
