import { z } from 'zod'

/** What an entry of a snapshot is, in restic's words. */
export const EntryType = z.enum(['file', 'dir', 'symlink', 'fifo', 'socket', 'dev', 'chardev', 'irregular'])
/** See {@link EntryType}. */
export type EntryType = z.infer<typeof EntryType>

/** How something was at one time. `size` in bytes, 0 for all but files; `mtime` with nanoseconds; `mode` as restic has it (Go's FileMode). */
export const EntryState = z.object({ type: EntryType, size: z.number(), mtime: z.string(), mode: z.number() })

/** An entry of a snapshot. Paths have no leading slash, and are relative to the snapshot's root; bytes that are no UTF-8 stand as U+FFFD. */
export const Entry = EntryState.extend({ path: z.string(), name: z.string() })
/** See the schema of this name. */
export type Entry = z.infer<typeof Entry>

/** What a file is, by its first bytes. `words` tells it to a person (`Markdown`); `encoding` null is no text. */
export const FileKind = z.object({
  kind: z.enum(['empty', 'text', 'image', 'pdf', 'audio', 'video', 'archive', 'database', 'document', 'font', 'program', 'binary']),
  format: z.string(),
  words: z.string(),
  encoding: z.enum(['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'latin1']).nullable(),
})
/** See the schema of this name. */
export type FileKind = z.infer<typeof FileKind>
