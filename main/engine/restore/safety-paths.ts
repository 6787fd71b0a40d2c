import { escapeGlob } from 'restic-wrapper'

/**
 * What restic is told to save. `paths` and `listed` hold one character per byte: `listed` are patterns for a file of them, one in each line; `patterns`
 * are those for the command line, as text, for names that hold a line break.
 */
export type ToSave = { readonly paths: readonly string[]; readonly listed: readonly string[]; readonly patterns: readonly string[] }

/**
 * How restic saves just what is touched: files and links by name, the folders on the way to them with their own rights and times; a folder that nothing
 * touched is in is named itself, and its content is kept out by a pattern. Pure.
 * @param target real path of the folder that the paths are relative to, one character per byte
 * @param touched folders end with a slash
 */
export function pathsToSave(target: string, touched: readonly string[]): ToSave {
  const root = target === '/' ? '' : target
  const onTheWay = new Set<string>()
  const toSave = { paths: [] as string[], listed: [] as string[], patterns: [] as string[] }
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
      const text = textOf(pattern)
      // Neither a list nor a command line can hold some names: of such an empty folder the rights and times are not kept.
      if (pattern.includes('\n') && text === undefined) continue
      if (!pattern.includes('\n') || text === undefined) toSave.listed.push(pattern.replaceAll('$', '$$$$'))
      else toSave.patterns.push(text)
      save(path.slice(0, -1))
    }
  }
  return toSave
}

/** Bytes as text, where they are some. */
function textOf(bytes: string): string | undefined {
  const text = Buffer.from(bytes, 'latin1').toString('utf8')
  return text.includes('\uFFFD') ? undefined : text
}
