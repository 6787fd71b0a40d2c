import type { Node } from 'jsonc-parser'

/** What a node says, as plain objects and lists. (jsonc-parser's own are without prototype, and unequal to any that are written in code.) */
export function plainValue(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(plainValue)
  if (node.type !== 'object') return node.value
  return Object.fromEntries((node.children ?? []).map(({ children: [name, value] = [] }) => [name?.value, value && plainValue(value)]))
}
