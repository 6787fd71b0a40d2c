import { findNodeAtLocation, type Node } from 'jsonc-parser'
import type { Migration, TextEdit } from './migration.ts'

/**
 * Version 0 is the file before it had a version. Its plans said `cron`, `vaults`, `repository` and `keepLast` for what is `schedule`,
 * `sources`, `repositories` and `keep` now. Where both are there, the old name stays and is refused: nobody can tell which was meant.
 */
export const planNames: Migration = {
  from: 0,
  plan: (root) => {
    const edits: TextEdit[] = []
    const moved: { from: (string | number)[]; to: (string | number)[] }[] = []
    for (const { name: plan, value } of propertiesOf(findNodeAtLocation(root, ['plans']))) {
      const names = propertiesOf(value).map(({ name }) => name)
      const replace = (property: Property, to: string, content?: string) => {
        if (names.includes(to)) return
        edits.push({ offset: property.key.offset, length: property.key.length, content: JSON.stringify(to) })
        if (content !== undefined) edits.push({ offset: property.value.offset, length: property.value.length, content })
        moved.push({ from: ['plans', plan, property.name], to: ['plans', plan, to] })
      }
      for (const property of propertiesOf(value)) {
        const { name, value: old } = property
        if (name === 'cron') replace(property, 'schedule')
        if (name === 'vaults') replace(property, 'sources')
        if (name === 'repository' && old.type === 'string') replace(property, 'repositories', `[${JSON.stringify(old.value)}]`)
        if (name === 'keepLast' && old.type === 'number') replace(property, 'keep', `{ "last": ${JSON.stringify(old.value)} }`)
      }
    }
    return { edits, moved }
  },
}

type Property = { readonly name: string; readonly key: Node; readonly value: Node }

function propertiesOf(node: Node | undefined): Property[] {
  if (node?.type !== 'object') return []
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key === undefined || value === undefined ? [] : [{ name: String(key.value), key, value }],
  )
}
