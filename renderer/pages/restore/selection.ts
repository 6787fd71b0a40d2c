/**
 * What is chosen of a snapshot: files and folders by path, the root by the empty one. A folder stands for all that is in it, so none of them lies in another.
 * The tree is never whole in memory: a selection knows nothing of what there is, only of what was chosen.
 */
export type Selection = ReadonlySet<string>

/** How much of an entry is chosen: all of it, something in it, nothing. */
export type Chosen = 'all' | 'some' | 'none'

/** A selection of these paths. */
export function selectionOf(paths: Iterable<string>): Selection {
  const all = new Set(paths)
  return new Set([...all].filter((path) => !foldersAbove(path).some((folder) => all.has(folder))))
}

/** Answers for each path how much of it is chosen; quick for any number of rows. Pure. */
export function chosenIn(selection: Selection): (path: string) => Chosen {
  const above = new Set([...selection].flatMap(foldersAbove))
  return (path) => {
    if (selection.has(path) || foldersAbove(path).some((folder) => selection.has(folder))) return 'all'
    return above.has(path) ? 'some' : 'none'
  }
}

/** Adds an entry with all that is in it. Pure. */
export function choose(selection: Selection, path: string): Selection {
  return selectionOf([...selection, path])
}

/**
 * The folders whose entries have to be known before an entry can be taken out of the selection: those from the chosen one on, down to the one that it lies
 * in. None where it was chosen itself. Pure.
 */
export function foldersToKnow(selection: Selection, path: string): readonly string[] {
  const above = foldersAbove(path)
  const from = above.findIndex((folder) => selection.has(folder))
  return from < 0 ? [] : above.slice(from)
}

/**
 * Takes an entry out, with all that is in it. Of a chosen folder above it, everything else stays chosen: name by name.
 * @param entriesOf the paths in each of {@link foldersToKnow}
 */
export function unchoose(selection: Selection, path: string, entriesOf: (folder: string) => readonly string[]): Selection {
  const folders = foldersToKnow(selection, path)
  const way = new Set([...folders, path])
  const left = [...selection].filter((one) => !way.has(one) && !isIn(one, path))
  return new Set([...left, ...folders.flatMap((folder) => entriesOf(folder).filter((entry) => !way.has(entry)))])
}

/** The folders that a path lies in, outermost (the root) first. */
export function foldersAbove(path: string): string[] {
  if (path === '') return []
  const above = ['']
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) above.push(path.slice(0, at))
  return above
}

function isIn(path: string, folder: string): boolean {
  return folder === '' ? path !== '' : path.startsWith(`${folder}/`)
}
