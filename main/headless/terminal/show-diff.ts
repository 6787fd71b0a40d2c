import type { FileDiff } from '../../engine/changes/text-diff.ts'
import { printable } from './printable.ts'
import type { Screen } from './screen.ts'
import { bytesInWords, counted } from './words.ts'

/** A change of a file as lines for a terminal, in the manner of git. Control characters in it are shown, not sent. */
export function diffLines(file: FileDiff, paint: Screen['paint']): string[] {
  const { path, change, before, after, how, hunks } = file
  const words = { added: 'added', removed: 'removed', modified: 'changed' }[change]
  const lines = [paint('strong', `${printable(path)}  (${words}${how === 'json' ? ', compared with one value a line' : ''})`)]
  const kinds = [before, after].map((side) => (side === null ? 'nothing' : side.kind === 'link' ? 'a link' : 'a file'))
  if (kinds.includes('a link')) lines.push(paint('faint', `  ${kinds[0]} before, ${kinds[1]} now; of a link: where it leads`))
  if (how === 'binary' || how === 'not-read') {
    const size = (side: typeof before) => (side === null ? 'nothing' : bytesInWords(side.bytes))
    const why = how === 'binary' ? 'not text' : 'too large, or one of too many, to be shown'
    return [...lines, paint('faint', `  ${why}: ${size(before)} before, ${size(after)} now`)]
  }
  for (const { oldStart, oldLines, newStart, newLines, lines: inside } of hunks) {
    lines.push(paint('faint', `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`))
    for (const line of inside) lines.push(paintLine(line, paint))
  }
  if (hunks.length === 0) lines.push(paint('faint', '  empty'))
  return lines
}

/** `2 files changed, 3 lines added, 1 removed` */
export function diffSummary(files: readonly FileDiff[]): string {
  const added = files.reduce((sum, { linesAdded }) => sum + linesAdded, 0)
  const removed = files.reduce((sum, { linesRemoved }) => sum + linesRemoved, 0)
  return `${counted(files.length, 'file')} changed, ${counted(added, 'line')} added, ${removed} removed`
}

function paintLine(line: string, paint: Screen['paint']): string {
  // Tabs are what they are in a text; everything else that could command a terminal is not.
  const shown = line.split('\t').map(printable).join('\t')
  if (line.startsWith('+')) return paint('good', shown)
  if (line.startsWith('-')) return paint('bad', shown)
  return line.startsWith('\\') ? paint('faint', shown) : shown
}
