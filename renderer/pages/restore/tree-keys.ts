/** The row that a key is pressed on. `full`: an open folder with something in it; `parent`: the row of the folder that it lies in, -1 for none. */
export type KeyedRow = {
  readonly row: number
  readonly rows: number
  /** How many rows are seen at once. */
  readonly page: number
  readonly parent: number
  readonly folder: boolean
  readonly open: boolean
  readonly full: boolean
}

/** What a key does in a tree. */
export type Act =
  | { readonly act: 'go'; readonly row: number }
  | { readonly act: 'open' | 'close' | 'toggle' }
  | { readonly act: 'type'; readonly letter: string }

/** What a key does in a tree, as in every tree of files; `undefined`: nothing, it is the browser's. Pure. */
export function treeAct(key: string, { row, rows, page, parent, folder, open, full }: KeyedRow): Act | undefined {
  const go = (to: number): Act => ({ act: 'go', row: to })
  switch (key) {
    case 'ArrowDown':
      return go(row + 1)
    case 'ArrowUp':
      return go(row - 1)
    case 'PageDown':
      return go(row + Math.max(1, page))
    case 'PageUp':
      return go(row - Math.max(1, page))
    case 'Home':
      return go(0)
    case 'End':
      return go(rows - 1)
    case 'ArrowRight':
      if (!folder) return undefined
      if (!open) return { act: 'open' }
      return full ? go(row + 1) : undefined
    case 'ArrowLeft':
      if (open) return { act: 'close' }
      return parent < 0 ? undefined : go(parent)
    case 'Enter':
      if (!folder) return { act: 'toggle' }
      return { act: open ? 'close' : 'open' }
    case ' ':
      return { act: 'toggle' }
    default:
      return key.length === 1 ? { act: 'type', letter: key.toLowerCase() } : undefined
  }
}
