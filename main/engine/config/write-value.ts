import { isObject } from './resolve-places.ts'

/** A value as JSON, indented as the line that it begins in. Short ones stay in one line. */
export function valueText(text: string, offset: number, value: unknown): string {
  const short = oneLine(value)
  if (short.length <= 100) return short
  const { indent, end, unit } = formAt(text, offset)
  return JSON.stringify(value, undefined, unit).replaceAll('\n', `${end}${indent}`)
}

/** How the line at `offset` is indented, by what another level would be, and how lines end. */
export function formAt(text: string, offset: number): { indent: string; unit: string; end: string } {
  const line = text.slice(Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1)
  const [indent = ''] = /^[ \t]*/.exec(line) ?? []
  const [, unit = '  '] = /^([ \t]+)\S/m.exec(text) ?? []
  return { indent, unit: unit.startsWith('\t') ? '\t' : unit, end: text.includes('\r\n') ? '\r\n' : '\n' }
}

/** `{ "last": 30, "only": ["a", "b"] }`, as a person would write it. */
function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`
  if (!isObject(value)) return JSON.stringify(value) ?? 'null'
  const inside = Object.entries(value).filter(([, one]) => one !== undefined)
  return inside.length === 0 ? '{}' : `{ ${inside.map(([name, one]) => `${JSON.stringify(name)}: ${oneLine(one)}`).join(', ')} }`
}
