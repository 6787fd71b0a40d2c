import { createScanner, type Edit, type Node } from 'jsonc-parser'
import { formAt, valueText } from './write-value.ts'

// jsonc-parser's own `modify` takes comments that stand beside a neighbour for a part of what it removes, and moves those at the end of a
// line to the line after; these two know whose line a comment is on.

/** The edits that add a property behind the last one of an object, and behind the comment that this one may have. */
export function appendEdits(text: string, object: Node, name: string, value: unknown): Edit[] {
  const last = object.children?.at(-1)
  const property = (at: number) => `${JSON.stringify(name)}: ${valueText(text, at, value)}`
  const { indent, unit, end } = formAt(text, object.offset)
  const close = object.offset + object.length - 1
  if (last === undefined) {
    const comments = text.slice(object.offset + 1, close).trim() !== ''
    if (comments || object.parent === undefined)
      return [insert(close, `${startsLine(text, close) ? unit : `${end}${indent}${unit}`}${property(close)}${end}${indent}`)]
    return [{ offset: object.offset, length: object.length, content: `{ ${property(object.offset)} }` }]
  }
  const lastEnd = last.offset + last.length
  const comma = commaAfter(text, lastEnd)
  const behind = endOfLine(text, (comma ?? lastEnd - 1) + 1, close)
  const edits = comma === undefined ? [insert(lastEnd, ',')] : []
  // The bracket stands in the same line: so does the new one.
  if (behind === undefined) return [...edits, insert((comma ?? lastEnd - 1) + 1, ` ${property(last.offset)}`)]
  const form = formAt(text, last.offset)
  const deeper = startsLine(text, last.offset) ? form.indent : `${indent}${unit}`
  return [...edits, insert(behind, `${end}${deeper}${property(last.offset)}${comma === undefined ? '' : ','}`)]
}

/** The edits that take a property out, with one comma and the line that becomes empty. Comments stay. */
export function removeEdits(text: string, property: Node): Edit[] {
  const siblings = property.parent?.children ?? []
  const place = siblings.indexOf(property)
  const end = property.offset + property.length
  const comma = commaAfter(text, end)
  const before = siblings[place - 1]
  const other = comma === undefined && before !== undefined ? commaAfter(text, before.offset + before.length) : undefined
  const own = comma !== undefined && text.slice(end, comma).trim() === '' ? comma + 1 : end
  const edits = [wholeLine(text, property.offset, own)]
  if (comma !== undefined && own === end) edits.push({ offset: comma, length: 1, content: '' })
  if (other !== undefined) edits.push({ offset: other, length: 1, content: '' })
  return edits
}

function insert(offset: number, content: string): Edit {
  return { offset, length: 0, content }
}

/** A range, with the blanks around it if nothing else is in its lines, else with those behind it. */
function wholeLine(text: string, from: number, to: number): Edit {
  const [blanks = ''] = /^[ \t]*/.exec(text.slice(to)) ?? []
  const [lineEnd = ''] = /^(?:\r\n|\n|\r)/.exec(text.slice(to + blanks.length)) ?? []
  if (startsLine(text, from) && lineEnd !== '') {
    const start = from - (/[ \t]*$/.exec(text.slice(0, from))?.[0].length ?? 0)
    return { offset: start, length: to + blanks.length + lineEnd.length - start, content: '' }
  }
  return { offset: from, length: to + blanks.length - from, content: '' }
}

function startsLine(text: string, offset: number): boolean {
  return /(?:^|[\r\n])[ \t]*$/.test(text.slice(0, offset))
}

/** Where the comma behind a property is, comments aside. */
function commaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true)
  scanner.setPosition(offset)
  scanner.scan()
  return text[scanner.getTokenOffset()] === ',' ? scanner.getTokenOffset() : undefined
}

/** The end of the line, behind what comments there are in it; `undefined` when the object ends in this line. */
function endOfLine(text: string, offset: number, close: number): number | undefined {
  const scanner = createScanner(text, false)
  scanner.setPosition(offset)
  for (;;) {
    scanner.scan()
    const at = scanner.getTokenOffset()
    if (at >= close) return undefined
    if (text[at] === '\n' || text[at] === '\r') return at
  }
}
