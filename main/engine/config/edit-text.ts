import { isDeepStrictEqual } from 'node:util'
import { applyEdits, findNodeAtLocation, type Node, parseTree } from 'jsonc-parser'
import { appendEdits, removeEdits } from './edit-object.ts'
import { plainValue } from './plain-value.ts'
import { isObject } from './resolve-places.ts'
import { valueText } from './write-value.ts'

/** A value that is to stand at `path`, by way of names only; lists are replaced as a whole. `undefined`: nothing is to stand there. */
export type ConfigurationEdit = { readonly path: readonly string[]; readonly value: unknown }

/**
 * Makes edits in the text of an object. Where an object is to stand in place of another, only what differs is touched, so that comments in
 * it stay. The text must be one that the parser takes.
 */
export function editText(text: string, edits: readonly ConfigurationEdit[]): string {
  let now = text
  for (const edit of edits) for (const step of stepsOf(valueAt(rootOf(now), edit.path), edit)) now = apply(now, step)
  return now
}

/** The same on plain values: what the text must say afterwards. */
export function withEdits(value: unknown, edits: readonly ConfigurationEdit[]): unknown {
  return edits.reduce((whole, { path, value: replaced }) => put(whole, path, replaced), value)
}

function put(value: unknown, [first, ...rest]: readonly string[], replaced: unknown): unknown {
  if (first === undefined) return replaced
  const inside = isObject(value) ? value : {}
  if (replaced === undefined && inside[first] === undefined) return value
  const next = put(inside[first], rest, replaced)
  if (next !== undefined) return { ...inside, [first]: next }
  return Object.fromEntries(Object.entries(inside).filter(([name]) => name !== first))
}

function stepsOf(old: unknown, { path, value }: ConfigurationEdit): ConfigurationEdit[] {
  if (isDeepStrictEqual(old, value)) return []
  if (!isObject(old) || !isObject(value)) return [{ path, value }]
  const names = new Set([...Object.keys(old), ...Object.keys(value)])
  return [...names].flatMap((name) => stepsOf(old[name], { path: [...path, name], value: value[name] }))
}

function apply(text: string, { path, value }: ConfigurationEdit): string {
  const root = rootOf(text)
  const there = findNodeAtLocation(root, [...path])
  if (value === undefined) return there?.parent ? applyEdits(text, removeEdits(text, there.parent)) : text
  if (there !== undefined)
    return applyEdits(text, [{ offset: there.offset, length: there.length, content: valueText(text, there.offset, value) }])
  const name = path.at(-1)
  if (name === undefined) return text
  const parent = findNodeAtLocation(root, path.slice(0, -1))
  // Nothing to put it into: the whole of it is made, from the top down.
  if (parent?.type !== 'object') return apply(text, { path: path.slice(0, -1), value: { [name]: value } })
  return applyEdits(text, appendEdits(text, parent, name, value))
}

function valueAt(root: Node, path: readonly string[]): unknown {
  const node = findNodeAtLocation(root, [...path])
  return node === undefined ? undefined : plainValue(node)
}

function rootOf(text: string): Node {
  const root = parseTree(text, [], { allowTrailingComma: true })
  if (root === undefined) throw new Error('There is no value in this text.')
  return root
}
