import { escapeGlob } from 'restic-wrapper'

/** What restic is told to save: the paths of a list, and patterns that keep out what is in folders which stand for themselves. Both as bytes in latin1. */
export type ToSave = { readonly paths: readonly string[]; readonly excludes: readonly string[] }

/**
 * How restic saves just what is touched: files and links by name, the folders on the way to them with their own rights and times; a folder that nothing
 * touched is in is named itself, and its content is kept out by a pattern. Pure.
 * @param target real path of the folder that the paths are relative to, one character per byte
 * @param touched folders end with a slash
 */
export function pathsToSave(target: string, touched: readonly string[]): ToSave {
  const onTheWay = new Set<string>()
  for (const path of touched)
    for (
      let cut = path.lastIndexOf('/', path.length - 2);
      cut > 0 && !onTheWay.has(path.slice(0, cut + 1));
      cut = path.lastIndexOf('/', cut - 1)
    )
      onTheWay.add(path.slice(0, cut + 1))
  const paths: string[] = []
  const excludes: string[] = []
  for (const path of touched) {
    if (!path.endsWith('/')) paths.push(path)
    // A list of patterns has one in each line: of such a folder the rights and times are not kept.
    else if (!onTheWay.has(path) && !path.includes('\n') && !target.includes('\n')) {
      paths.push(path.slice(0, -1))
      excludes.push(`${escapeGlob(`${target === '/' ? '' : target}/${path}`).replaceAll('$', '$$$$')}*`)
    }
  }
  return { paths, excludes }
}
