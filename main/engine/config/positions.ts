import { findNodeAtLocation, type Node } from 'jsonc-parser'

/** The way to a value in the configuration. */
export type ValuePath = readonly (string | number)[]

/** Line and column, from 1, of an offset. Columns count UTF-16 units, as editors do; `\r\n` is one end of a line. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  let line = 1
  let start = 0
  for (const { 0: end, index } of text.slice(0, offset).matchAll(/\r\n|\r|\n/g)) {
    line += 1
    start = index + end.length
  }
  return { line, column: offset - start + 1 }
}

/** The way to a value as the file has it: what may be one or a list of several is a list once parsed. */
export function asWritten(root: Node, path: ValuePath): ValuePath {
  const written: (string | number)[] = []
  for (const part of path) {
    const node = findNodeAtLocation(root, written)
    if (typeof part === 'string' || node?.type === 'array' || node === undefined) written.push(part)
  }
  return written
}

/** The longest beginning of `path` that is in the file, and where that is. A name that is not allowed is found at the name itself. */
export function locate(root: Node, path: ValuePath, atName: boolean): { path: ValuePath; offset: number } {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length))
    if (node === undefined) continue
    const name = atName && length === path.length && node.parent?.type === 'property' ? node.parent : node
    return { path: path.slice(0, length), offset: name.offset }
  }
  return { path: [], offset: root.offset }
}

/** `plans.daily.sources[0]`; names that are unusual are quoted and cut short. */
export function pathText(path: ValuePath): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else if (/^[\w$-]{1,80}$/.test(part)) text += text === '' ? part : `.${part}`
    else text += `[${JSON.stringify(part.length > 60 ? `${part.slice(0, 60).toWellFormed()}...` : part)}]`
  }
  return text
}
