/** What a snapshot holds at one path. Folders are no entries: a change is one of files and links. */
export type Entry = {
  readonly kind: 'file' | 'link'
  readonly size: number
  /** Of a file's content, as hex; of a link, of where it leads. */
  readonly sha256: string
  /** Where a link leads. */
  readonly target: string | null
  /** A file's content, where it was asked for and is not too large. */
  readonly content: Buffer | null
}

/** One path that two snapshots differ in. */
export type Difference = {
  readonly path: string
  readonly change: 'added' | 'removed' | 'modified'
  readonly before: Entry | null
  readonly after: Entry | null
}
