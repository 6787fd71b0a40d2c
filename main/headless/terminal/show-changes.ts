import type { ChangeCounts, GrownFolder, PathChange } from '../../contract/procedures/files.ts'
import { printable } from '../../contract/words/printable.ts'
import type { Screen } from './screen.ts'
import { table } from './table.ts'
import { bytesInWords, count, counted } from './words.ts'

const signs = {
  added: ['+ added', 'good'],
  removed: ['- removed', 'bad'],
  modified: ['~ changed', 'attention'],
  renamed: ['> renamed', 'attention'],
  type: ['! another kind', 'attention'],
  metadata: ['. times, rights', 'faint'],
} as const

/** `4 added (2.3 kB), 1 removed (2 bytes), 2 changed (+27 bytes), 1 renamed` */
export function changesInWords(counts: ChangeCounts): string {
  const { added, removed, modified, renamed, metadata, bytesAdded, bytesRemoved, bytesGrown } = counts
  const parts: (readonly [number, string])[] = [
    [added, `added (${bytesInWords(bytesAdded)})`],
    [removed, `removed (${bytesInWords(bytesRemoved)})`],
    [modified, `changed (${difference(bytesGrown)})`],
    [renamed, 'renamed'],
    [metadata, 'with other times or rights'],
  ]
  const some = parts
    .filter(([number]) => number > 0)
    .map(([number, text], at) => `${at === 0 ? counted(number, 'file') : count(number)} ${text}`)
  return some.length === 0 ? 'Nothing changed.' : some.join(', ')
}

/**
 * Changes as lines, at most so many; a folder that came or went as a whole is one of them. `left`: how many lines are left out. Pure.
 */
export function changeLines(changes: readonly PathChange[], most: number, paint: Screen['paint']): { lines: string[]; left: number } {
  const rows = folded(changes)
  const shown = rows.slice(0, most).map(({ one, files, bytes }) => {
    const { path, formerPath, change, before, after } = one
    const [sign, style] = signs[change]
    const isFolder = (after ?? before)?.type === 'dir'
    const name = `${formerPath === null ? '' : `${printable(formerPath)} -> `}${printable(path)}${isFolder ? '/' : ''}`
    return [paint(style, sign), isFolder ? (files > 0 ? `${counted(files, 'file')}, ${bytesInWords(bytes)}` : 'folder') : sizes(one), name]
  })
  return { lines: table(shown), left: Math.max(0, rows.length - most) }
}

/** The folders that grew most, as lines. Pure. */
export function grownLines(grown: readonly GrownFolder[], paint: Screen['paint']): string[] {
  if (grown.length === 0) return ['Nothing changed.']
  const rows = grown.map(({ folder, bytesBefore, bytesAfter, filesBefore, filesAfter, changes }) => {
    const bytes = bytesAfter - bytesBefore
    const files = filesAfter - filesBefore
    const style = bytes > 0 ? 'attention' : 'faint'
    return [
      paint(style, difference(bytes)),
      `to ${bytesInWords(bytesAfter)}`,
      files === 0 ? '' : `${files > 0 ? '+' : '-'}${counted(Math.abs(files), 'file')}`,
      counted(changes, 'change'),
      folder === '' ? '(all of it)' : `${printable(folder)}/`,
    ]
  })
  return table(rows, [0])
}

type Row = { readonly one: PathChange; files: number; bytes: number }

/** A folder that was added or removed takes in all below it that was as well. */
function folded(changes: readonly PathChange[]): Row[] {
  const rows: Row[] = []
  const folders = new Map<string, Row>()
  for (const one of changes) {
    const { path, change, before, after } = one
    const state = after ?? before
    const above = change === 'added' || change === 'removed' ? topmost(path, change, folders) : undefined
    if (above !== undefined) {
      if (state?.type !== 'dir') above.files += 1
      above.bytes += state?.size ?? 0
      continue
    }
    const row = { one, files: 0, bytes: 0 }
    rows.push(row)
    if (state?.type === 'dir' && (change === 'added' || change === 'removed')) folders.set(`${change} ${path}`, row)
  }
  return rows
}

function topmost(path: string, change: string, folders: ReadonlyMap<string, Row>): Row | undefined {
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const row = folders.get(`${change} ${path.slice(0, slash)}`)
    if (row !== undefined) return row
  }
  return undefined
}

function sizes({ change, before, after }: PathChange): string {
  if (change === 'modified' && before?.type === 'file' && after?.type === 'file')
    return `${bytesInWords(after.size)} (${difference(after.size - before.size)})`
  const state = after ?? before
  return state?.type === 'symlink' ? 'link' : bytesInWords(state?.size ?? 0)
}

function difference(bytes: number): string {
  return bytes === 0 ? 'same size' : `${bytes > 0 ? '+' : '-'}${bytesInWords(Math.abs(bytes))}`
}
