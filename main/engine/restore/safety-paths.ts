import { escapeGlob } from 'restic-wrapper'

/** What restic is told to save, one character per byte. `patterns`: what of it is kept out, for a file with one in each line. */
export type ToSave = { readonly paths: readonly string[]; readonly patterns: readonly string[] }

/** A line break in a pattern that stands in one line: the characters from the tab to the vertical tab, of which it is the one in the middle. */
const lineBreak = '[\t-\v]'

/**
 * How restic saves just what is touched: files and links by name, the folders on the way to them with their own rights and times; a folder that nothing
 * touched is in is named itself, and its content is kept out by a pattern. Pure.
 * @param target real path of the folder that the paths are relative to, one character per byte
 * @param touched folders end with a slash
 */
export function pathsToSave(target: string, touched: readonly string[]): ToSave {
  const root = target === '/' ? '' : target
  const onTheWay = new Set<string>()
  const toSave = { paths: [] as string[], patterns: [] as string[] }
  const save = (path: string) => {
    toSave.paths.push(path)
    for (let cut = path.lastIndexOf('/'); cut > 0 && !onTheWay.has(path.slice(0, cut + 1)); cut = path.lastIndexOf('/', cut - 1))
      onTheWay.add(path.slice(0, cut + 1))
  }
  // What is in a folder comes before it.
  for (const path of [...new Set(touched)].sort().reverse()) {
    if (!path.endsWith('/')) save(path)
    else if (!onTheWay.has(path)) {
      const pattern = `${escapeGlob(`${root}/${path}`)}*`
      toSave.patterns.push(pattern.replaceAll('$', '$$$$').replaceAll('\n', lineBreak))
      save(path.slice(0, -1))
    }
  }
  return toSave
}
