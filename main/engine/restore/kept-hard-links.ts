/** Files of a snapshot that stay as they are on the disk, and those that are written, by the number that hard links share. */
export type KeptHardLinks = {
  readonly kept: (path: string, inode: number) => void
  readonly written: (inode: number) => void
  /** Paths of files that stay and are hard links of one that is written. */
  readonly ofWritten: () => string[]
}

/**
 * Finds what restic has to be kept away from: of the names of one file it writes the first and links the others to it, also where the first is one that
 * its policy leaves alone. The other name would then have the content of what is on the disk, and that the rights and times of the snapshot.
 */
export function keptHardLinks(): KeptHardLinks {
  const kept = new Map<number, string[]>()
  const written = new Set<number>()
  return {
    kept: (path, inode) => {
      if (inode === 0) return
      const paths = kept.get(inode)
      if (paths === undefined) kept.set(inode, [path])
      else paths.push(path)
    },
    written: (inode) => {
      if (inode !== 0) written.add(inode)
    },
    ofWritten: () => [...kept].flatMap(([inode, paths]) => (written.has(inode) ? paths : [])),
  }
}
