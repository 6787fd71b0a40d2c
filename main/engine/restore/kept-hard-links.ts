/** Files of a snapshot that stay as they are on the disk, and those that are added, by the number that hard links share. */
export type KeptHardLinks = {
  readonly kept: (path: string, inode: number) => void
  readonly added: (inode: number) => void
  /** Paths of files that stay and are hard links of one that is added. */
  readonly ofAdded: () => string[]
}

/**
 * Finds what restic has to be kept away from: of the names of one file it writes the first and links the others to it, also where the first is one that
 * its policy leaves alone. The added name would then have the content of what is on the disk.
 */
export function keptHardLinks(): KeptHardLinks {
  const kept = new Map<number, string[]>()
  const added = new Set<number>()
  return {
    kept: (path, inode) => {
      if (inode === 0) return
      const paths = kept.get(inode)
      if (paths === undefined) kept.set(inode, [path])
      else paths.push(path)
    },
    added: (inode) => {
      if (inode !== 0) added.add(inode)
    },
    ofAdded: () => [...kept].flatMap(([inode, paths]) => (added.has(inode) ? paths : [])),
  }
}
