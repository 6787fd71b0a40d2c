import type { OverwritePolicy } from '../../contract/overwrite-policy.ts'

/**
 * What becomes of an entry of a snapshot in a restore. `metadata-only`: the content is the same, and rights, times or owner are set as they were;
 * `kept`: what is there stays, because the policy says so; `beside`: it is put next to what is there (keep-both); `in-conflict`: it cannot be brought
 * back for what is in its way; `left-out`: FIFOs and devices, unless they were asked for, and sockets.
 */
export const entryFates = [
  'added',
  'overwritten',
  'metadata-only',
  'identical',
  'newer-on-disk-kept',
  'kept',
  'beside',
  'in-conflict',
  'left-out',
] as const

/** See {@link entryFates}. */
export type EntryFate = (typeof entryFates)[number]

/** How many entries something is true of. `bytes` are those of the files in the snapshot; `examples` the first few paths, relative to the target, as shown. */
export type Tally = { readonly entries: number; readonly files: number; readonly bytes: number; readonly examples: readonly string[] }

/** An entry that is not brought back, and why: half a sentence. */
export type NotRestored = { readonly path: string; readonly why: string }

/** Some of a list, and how long all of it is. */
export type FirstOf<Value> = { readonly count: number; readonly first: readonly Value[] }

/** What a restore is going to do, before the first byte. Paths are relative to the target unless said otherwise. */
export type RestorePreview = {
  readonly snapshot: string
  readonly label: string | null
  /** Absolute; no part of it is a link. */
  readonly target: string
  /** `null`: nothing was said, for there is nothing to overwrite. */
  readonly policy: OverwritePolicy | null
  readonly fates: Readonly<Record<EntryFate, Tally>>
  readonly conflicts: FirstOf<NotRestored>
  /** FIFOs, devices and sockets of the snapshot that are not made. */
  readonly leftOut: FirstOf<NotRestored>
  /** Files that are newer on the disk and are overwritten all the same: part of `overwritten`. */
  readonly newerOverwritten: Tally
  /** Taken for the same by size and time, or by time alone (links), not by their content: part of `identical` and `metadata-only`. */
  readonly trusted: Tally
  /** Files that lose their setuid and setgid bits. */
  readonly unprivileged: FirstOf<string>
  /** Entries whose owner cannot be given back, for only root can do that. */
  readonly foreignOwners: number
  /** Names that the target's file system would merge into one. */
  readonly collisions: FirstOf<readonly [string, string]>
  /** Names that no honest snapshot has: `..`, with a slash or NUL in it, empty, twice. As they stand in the snapshot. */
  readonly hostile: FirstOf<string>
  /** Folders of the target that may not be written to. */
  readonly notWritable: FirstOf<string>
  /** Bytes that the restore needs on the target's disk, and that are free there. */
  readonly needed: number
  readonly free: number
}
