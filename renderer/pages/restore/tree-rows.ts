/** An open folder of the tree: how many entries it holds, and which of them, by their place in it, are open folders. */
type OpenFolder = { readonly total: number; readonly open: ReadonlyMap<number, string> }

/** The open folders by path; the root, which always is, by the empty one. What lies in them is not held here: there may be a million of it. */
export type OpenFolders = ReadonlyMap<string, OpenFolder>

/** Where a row of the tree is: the place in its folder, how deep, and in which row the folder itself stands (-1 for the root). */
export type RowPlace = { readonly folder: string; readonly index: number; readonly depth: number; readonly parent: number }

/** How many rows a folder takes below its own. Pure. */
export function rowsIn(folders: OpenFolders, folder = ''): number {
  const { total = 0, open = new Map<number, string>() } = folders.get(folder) ?? {}
  return [...open.values()].reduce((sum, path) => sum + rowsIn(folders, path), total)
}

/** What stands in a row; `undefined` beyond the end. Pure. */
export function placeOfRow(folders: OpenFolders, row: number): RowPlace | undefined {
  return row < 0 || row >= rowsIn(folders) ? undefined : placeIn(folders, { folder: '', depth: 0, parent: -1 }, row)
}

type In = Omit<RowPlace, 'index'>

function placeIn(folders: OpenFolders, at: In, row: number): RowPlace {
  // Open folders in the order of their places: each moves what comes behind it.
  let moved = 0
  for (const [index, path] of inOrder(folders, at.folder)) {
    if (row <= index + moved) break
    const inside = rowsIn(folders, path)
    const first = index + moved + 1
    if (row < first + inside) {
      const parent = at.parent + first
      return placeIn(folders, { folder: path, depth: at.depth + 1, parent }, row - first)
    }
    moved += inside
  }
  return { ...at, index: row - moved }
}

/** In which row something stands, by its folder (which is open, as are those above it) and its place there. Pure. */
export function rowOf(folders: OpenFolders, folder: string, index: number): number {
  const before = inOrder(folders, folder)
    .filter(([at]) => at < index)
    .reduce((sum, [, path]) => sum + rowsIn(folders, path), 0)
  return rowOfFolder(folders, folder) + 1 + index + before
}

/** In which row an open folder stands; -1 for the root. */
function rowOfFolder(folders: OpenFolders, folder: string): number {
  if (folder === '') return -1
  for (const [above, { open }] of folders) for (const [index, path] of open) if (path === folder) return rowOf(folders, above, index)
  return -1
}

/** Opens a folder that stands at a place in another one. Pure. */
export function openFolder(
  folders: OpenFolders,
  { folder, index }: Pick<RowPlace, 'folder' | 'index'>,
  path: string,
  total: number,
): OpenFolders {
  const above = folders.get(folder) ?? { total: 0, open: new Map() }
  return new Map(folders).set(folder, { ...above, open: new Map(above.open).set(index, path) }).set(path, { total, open: new Map() })
}

/** Closes a folder, and with it all that is open in it. Pure. */
export function closeFolder(folders: OpenFolders, path: string): OpenFolders {
  const left = [...folders].filter(([one]) => one !== path && !one.startsWith(`${path}/`))
  return new Map(left.map(([one, { total, open }]) => [one, { total, open: new Map([...open].filter(([, at]) => at !== path)) }]))
}

function inOrder(folders: OpenFolders, folder: string): readonly (readonly [number, string])[] {
  return [...(folders.get(folder)?.open ?? [])].sort(([one], [other]) => one - other)
}
