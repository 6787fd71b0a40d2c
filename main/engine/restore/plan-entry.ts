import type { OverwritePolicy } from '../../contract/overwrite-policy.ts'
import type { EntryFate } from './restore-preview.ts'

/** An entry of a snapshot, as far as its fate depends on it. `mtime` in nanoseconds since 1970; `permissions` are Unix's twelve bits. */
export type SnapshotSide = {
  readonly kind: 'file' | 'folder' | 'link' | 'special' | 'unrestorable'
  readonly size: number
  readonly mtime: bigint
  readonly permissions: number
  readonly uid: number
  readonly gid: number
}

/** What is at its place in the target, links not followed. `emptyFolder`: a folder with nothing in it. */
export type DiskSide = {
  readonly kind: 'file' | 'folder' | 'link' | 'special'
  readonly emptyFolder: boolean
  readonly size: number
  readonly mtime: bigint
  readonly permissions: number
  readonly uid: number
  readonly gid: number
}

/**
 * What is known of the contents of two files of one size, or of where two links lead: nothing yet, that they are the same, that they differ, or that
 * they are to be taken for the same if their times are.
 */
export type Content = 'unknown' | 'same' | 'differs' | 'by-time'

/**
 * The fate of an entry. `compare`: it hangs on the content, which is not known yet. `newer`: what is there is newer than the snapshot. `trusted`: taken
 * for the same by size and time. `stays`: restic has to be kept away from it, for its policies are about files only.
 */
export type Planned = {
  readonly fate: EntryFate | 'compare'
  readonly why?: string
  readonly newer?: boolean
  readonly trusted?: boolean
  readonly stays?: boolean
}

/** What the decision is made by, besides the two sides. `owners`: whether a restore can give back owners, so that a wrong one is a difference. */
export type PlanBy = { readonly policy: OverwritePolicy; readonly special: boolean; readonly owners: boolean; readonly content: Content }

/**
 * What a restore does with one entry. Pure; a restore does what this says, and restic is kept away from what it would treat otherwise.
 *
 * | in the snapshot, on the disk | always | if-changed | if-newer | never | keep-both |
 * |---|---|---|---|---|---|
 * | anything, nothing | added | added | added | added | added |
 * | file, file | by content | same size and time: taken for identical; else by content | disk newer: stays; same time: stays; else by content | stays | by content; differs: beside |
 * | link, link | by where it leads | by where it leads | stays | stays | by where it leads; differs: beside |
 * | file, link | overwritten | overwritten | in conflict | in conflict | beside |
 * | link, file | overwritten | overwritten | by time, as a file | stays | beside |
 * | folder, folder | rights, owner and time are set | the same | the same | the same | stays as it is |
 * | folder, file or link | overwritten | overwritten | in conflict | in conflict | beside, with all that is in it |
 * | file or link, empty folder | overwritten | overwritten | in conflict | in conflict | beside |
 * | file or link, full folder | in conflict | in conflict | in conflict | in conflict | beside |
 * | anything else, FIFO, socket or device | in conflict | in conflict | in conflict | in conflict | beside |
 * | FIFO or device, FIFO or device | stays | stays | stays | stays | stays |
 * | FIFO or device, anything else | left out unless asked for; then as a link | the same | the same | the same | the same |
 * | socket | left out | left out | left out | left out | left out |
 *
 * By content: the same is identical (or metadata-only, where rights, time or owner differ), another is overwritten. Size and time alone decide
 * only where the table says so.
 */
export function planEntry(entry: SnapshotSide, disk: DiskSide | undefined, by: PlanBy): Planned {
  if (entry.kind === 'unrestorable') return { fate: 'left-out', why: 'sockets are made by programs, not by a restore', stays: true }
  if (entry.kind === 'special' && disk?.kind === 'special') return { fate: 'kept', stays: true }
  if (entry.kind === 'special' && !by.special)
    return { fate: 'left-out', why: 'FIFOs and devices come back with --special only', stays: true }
  if (disk === undefined) return { fate: 'added' }
  if (by.policy === 'keep-both') return planBeside(entry, disk, by)
  if (disk.kind === 'special') return conflict('a FIFO, socket or device of that name is in the way')
  const protects = by.policy === 'never' || by.policy === 'if-newer'
  if (disk.kind === 'folder' && entry.kind === 'folder') return sameContent(entry, disk, by)
  if (disk.kind === 'folder')
    return protects || !disk.emptyFolder ? conflict('a folder of that name is there and stays') : { fate: 'overwritten' }
  if (protects && entry.kind === 'folder') return conflict(`a ${disk.kind} of that name is there and stays`)
  if (protects && disk.kind === 'link')
    return entry.kind === 'link' ? { fate: 'kept', stays: true } : conflict('a link of that name is there and stays')
  return planOver(entry, disk, by)
}

/** A file or link (or, asked for, a FIFO) over a file or link. */
function planOver(entry: SnapshotSide, disk: DiskSide, by: PlanBy): Planned {
  const newer = disk.mtime > entry.mtime
  if (by.policy === 'never') return { fate: 'kept' }
  if (by.policy === 'if-newer' && newer) return { fate: 'newer-on-disk-kept', newer }
  if (by.policy === 'if-newer' && disk.mtime === entry.mtime) return { fate: 'kept' }
  if (entry.kind === 'folder' || entry.kind !== disk.kind) return { fate: 'overwritten', newer }
  if (entry.kind === 'link') return planLink(entry, disk, by, newer)
  if (entry.size !== disk.size) return { fate: 'overwritten', newer }
  if (by.policy === 'if-changed' && disk.mtime === entry.mtime) return { ...sameContent(entry, disk, by), trusted: true }
  return planByContent(entry, disk, by, newer)
}

function planLink(entry: SnapshotSide, disk: DiskSide, by: PlanBy, newer: boolean): Planned {
  if (entry.kind !== 'link') return { fate: 'overwritten', newer }
  return planByContent(entry, disk, by, newer)
}

function planByContent(entry: SnapshotSide, disk: DiskSide, by: PlanBy, newer: boolean): Planned {
  if (by.content === 'unknown') return { fate: 'compare', newer }
  if (by.content === 'differs' || (by.content === 'by-time' && disk.mtime !== entry.mtime)) return { fate: 'overwritten', newer }
  return { ...sameContent(entry, disk, by), ...(by.content === 'by-time' ? { trusted: true } : {}) }
}

function sameContent(entry: SnapshotSide, disk: DiskSide, { owners }: PlanBy): Planned {
  const same =
    entry.mtime === disk.mtime &&
    (entry.kind === 'link' || entry.permissions === disk.permissions) &&
    (!owners || (entry.uid === disk.uid && entry.gid === disk.gid))
  return { fate: same ? 'identical' : 'metadata-only' }
}

/** Everything is restored beside first and moved from there, so nothing is in the way, and nothing that is there is touched. */
function planBeside(entry: SnapshotSide, disk: DiskSide, by: PlanBy): Planned {
  if (entry.kind === 'folder' && disk.kind === 'folder') return { fate: 'identical' }
  if (entry.kind !== disk.kind || entry.kind === 'special' || entry.size !== disk.size) return { fate: 'beside' }
  if (by.content === 'unknown') return { fate: 'compare' }
  const differs = by.content === 'differs' || (by.content === 'by-time' && disk.mtime !== entry.mtime)
  return differs ? { fate: 'beside' } : { fate: 'identical', ...(by.content === 'by-time' ? { trusted: true } : {}) }
}

function conflict(why: string): Planned {
  return { fate: 'in-conflict', why, stays: true }
}
