import type { DatabaseSync } from 'node:sqlite'

/** What an entry of a snapshot is, in restic's words. */
export type EntryType = 'file' | 'dir' | 'symlink' | 'fifo' | 'socket' | 'dev' | 'chardev' | 'irregular'

/** The index of one repository, open for questions. Several processes may ask while another one adds to it. */
export type SnapshotIndex = {
  readonly database: DatabaseSync
  readonly close: () => void
}

/** How something was at one time. `size` in bytes, 0 for all but files; `mtime` in RFC 3339, UTC, with nanoseconds; `mode` as restic has it (Go's FileMode). */
export type EntryState = {
  readonly type: EntryType
  readonly size: number
  readonly mtime: string
  readonly mode: number
}

/** An entry of a snapshot. Paths have no leading slash, and are relative to the snapshot's root. */
export type IndexedEntry = EntryState & {
  readonly path: string
  readonly name: string
}

/** A path that a search found, as it was in the newest snapshot that has it. */
export type FoundPath = IndexedEntry & {
  /** How many snapshots have it, and the ids and times (RFC 3339) of the oldest and newest of them. */
  readonly snapshots: number
  readonly oldest: { readonly id: string; readonly time: string }
  readonly newest: { readonly id: string; readonly time: string }
  /** Whether the newest snapshot of the same machine and folders has it no more. */
  readonly gone: boolean
}

/** A stretch of snapshots in which a file did not change. */
export type FileVersion = EntryState & {
  /** Ids of the snapshots that have it like this, oldest first, and the times of the first and last of them. */
  readonly snapshots: readonly string[]
  readonly from: string
  readonly to: string
  /** Equal numbers are equal contents. Unequal ones of one size may be equal as well: only restic can tell. */
  readonly content: number
}

/** What became of one path between two snapshots. */
export type IndexedChange = {
  readonly path: string
  readonly change: 'added' | 'removed' | 'modified' | 'renamed' | 'metadata' | 'type'
  /** Where it was before, of what was renamed. */
  readonly formerPath: string | null
  readonly before: EntryState | null
  readonly after: EntryState | null
  /** Of what is called modified: the content may be the same, for size and type are; ask restic. */
  readonly unsure: boolean
}

/** A folder and how its content grew, with everything below it. Bytes are those of files, before deduplication. */
export type GrownFolder = {
  readonly folder: string
  readonly bytesBefore: number
  readonly bytesAfter: number
  readonly filesBefore: number
  readonly filesAfter: number
  /** Files added, removed or modified below it. */
  readonly changes: number
}
