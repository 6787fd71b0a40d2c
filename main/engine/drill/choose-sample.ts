/** A file of a snapshot: its path without leading slash, and its bytes. */
export type SampledFile = { readonly path: string; readonly size: number }

/** What a drill restores of a snapshot that is too large to be restored whole. */
export type Sample = {
  /** Files and folders, in the order of the snapshot; of a folder all that is in it. */
  readonly paths: readonly string[]
  readonly files: number
  readonly bytes: number
  /** The last file of it: the next sample goes on behind it. Empty where there is none. */
  readonly last: string
}

/** More files than this are not looked at one by one. */
const mostFiles = 200_000
/** restic holds each name against each path that it was asked for: so many comparisons are seconds. */
const mostComparisons = 50_000_000
/** Of the paths, in bytes: they stand on a command line. */
const mostText = 500_000

/**
 * Chooses files of a snapshot, in its order, from behind the last one of the time before until there are enough, going on at the beginning where it ends: so what was proven
 * longest ago comes first, and everything has its turn once before anything has it twice. The first one is always taken, also where it alone is more than enough. Pure.
 * @param files all of them, each folder's sorted by their bytes
 * @param after '' for the beginning
 * @param most bytes
 */
export async function chooseSample(files: AsyncIterable<SampledFile>, after: string, most: number): Promise<Sample> {
  const [behind, before] = [filling(most), filling(most)]
  const all = new Map<string, number>()
  let count = 0
  for await (const file of files) {
    count += 1
    for (const folder of foldersAbove(file.path)) all.set(folder, (all.get(folder) ?? 0) + 1)
    if (after === '' || inOrder(file.path, after) > 0) behind.add(file)
    else before.add(file)
  }
  const chosen = [...behind.files]
  let bytes = behind.bytes()
  if (!behind.isFull())
    for (const file of before.files) {
      if (chosen.length > 0 && bytes + file.size > most) break
      chosen.push(file)
      bytes += file.size
    }
  return withWholeFolders(chosen, all, Math.min(1000, Math.max(100, Math.floor(mostComparisons / Math.max(count, 1)))))
}

/** A list that takes what comes until the next one would be too much. */
function filling(most: number) {
  const files: SampledFile[] = []
  let bytes = 0
  let full = false
  return {
    files,
    bytes: () => bytes,
    isFull: () => full,
    add: (file: SampledFile) => {
      full ||= files.length >= mostFiles || (files.length > 0 && bytes + file.size > most)
      if (full) return
      files.push(file)
      bytes += file.size
    },
  }
}

/** Says "the folder" where all of its files are meant, and leaves off where it would take too many words. */
function withWholeFolders(chosen: readonly SampledFile[], all: ReadonlyMap<string, number>, mostPaths: number): Sample {
  const taken = new Map<string, number>()
  for (const { path } of chosen) for (const folder of foldersAbove(path)) taken.set(folder, (taken.get(folder) ?? 0) + 1)
  const paths = new Set<string>()
  const sample = { files: 0, bytes: 0, last: '' }
  let text = 0
  for (const { path, size } of chosen) {
    const named = foldersAbove(path).find((folder) => taken.get(folder) === all.get(folder)) ?? path
    if (!paths.has(named)) {
      text += Buffer.byteLength(named)
      if (paths.size > 0 && (paths.size >= mostPaths || text > mostText)) break
      paths.add(named)
    }
    sample.files += 1
    sample.bytes += size
    sample.last = path
  }
  return { paths: [...paths], ...sample }
}

/** The folders that a path lies in, the upper ones first; not the root. */
function foldersAbove(path: string): string[] {
  const folders: string[] = []
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) folders.push(path.slice(0, slash))
  return folders
}

/** The order of a snapshot: name by name, by their bytes. */
function inOrder(one: string, other: string): number {
  const [names, others] = [one.split('/'), other.split('/')]
  for (const [index, name] of names.entries()) {
    const beside = others[index]
    if (beside === undefined) return 1
    if (name !== beside) return Buffer.compare(Buffer.from(name), Buffer.from(beside))
  }
  return names.length - others.length
}
