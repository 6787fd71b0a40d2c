import { compact, count, type Json, optionalCount, optionalText, text, texts } from './json.ts'

/** How far a backup is. Numbers can go back: `percent` counts against a total that is still being found. */
export type BackupProgress = {
  readonly type: 'progress'
  /** 0 to 1. */
  readonly percent: number
  readonly totalFiles: number
  readonly filesDone: number
  readonly totalBytes: number
  readonly bytesDone: number
  readonly secondsElapsed: number
  readonly secondsRemaining?: number
  readonly currentFiles: readonly string[]
}

/** One file or folder that was handled (`verbose`). */
export type BackupItem = {
  readonly type: 'item'
  /** `new`, `unchanged`, `modified`, `scan_finished`. */
  readonly action: string
  /** Empty with `scan_finished`. */
  readonly path: string
  /** Bytes of data that were new. */
  readonly dataSize: number
  readonly dataSizeInRepository: number
  readonly metadataSize: number
}

/** What a backup did. Sizes in bytes, durations in seconds, times in RFC 3339. */
export type BackupSummary = {
  /** Absent when nothing changed (`skipIfUnchanged`) and in a dry run: the id that restic prints then does not exist. */
  readonly snapshotId?: string
  readonly dryRun: boolean
  readonly filesNew: number
  readonly filesChanged: number
  readonly filesUnmodified: number
  readonly dirsNew: number
  readonly dirsChanged: number
  readonly dirsUnmodified: number
  readonly dataBlobs: number
  readonly treeBlobs: number
  /** Before compression. */
  readonly dataAdded: number
  /** As stored. */
  readonly dataAddedPacked: number
  /** 0 with exit 0 can mean that the source was a symlink. */
  readonly totalFilesProcessed: number
  readonly totalBytesProcessed: number
  readonly totalDuration: number
  readonly backupStart?: string
  readonly backupEnd?: string
}

/** @see https://restic.readthedocs.io/en/stable/075_scripting.html#backup */
export function parseBackupProgress(json: Json): BackupProgress {
  return compact({
    type: 'progress' as const,
    percent: Math.min(1, Math.max(0, count(json.percent_done))),
    totalFiles: count(json.total_files),
    filesDone: count(json.files_done),
    totalBytes: count(json.total_bytes),
    bytesDone: count(json.bytes_done),
    secondsElapsed: count(json.seconds_elapsed),
    secondsRemaining: optionalCount(json.seconds_remaining),
    currentFiles: texts(json.current_files),
  })
}

/** Reads a `verbose_status` line. */
export function parseBackupItem(json: Json): BackupItem {
  return {
    type: 'item',
    action: text(json.action),
    path: text(json.item),
    dataSize: count(json.data_size),
    dataSizeInRepository: count(json.data_size_in_repo),
    metadataSize: count(json.metadata_size),
  }
}

/** Reads a `summary` line, and the summary kept in a snapshot. */
export function parseBackupSummary(json: Json): BackupSummary {
  const dryRun = json.dry_run === true
  return compact({
    snapshotId: dryRun ? undefined : optionalText(json.snapshot_id),
    dryRun,
    filesNew: count(json.files_new),
    filesChanged: count(json.files_changed),
    filesUnmodified: count(json.files_unmodified),
    dirsNew: count(json.dirs_new),
    dirsChanged: count(json.dirs_changed),
    dirsUnmodified: count(json.dirs_unmodified),
    dataBlobs: count(json.data_blobs),
    treeBlobs: count(json.tree_blobs),
    dataAdded: count(json.data_added),
    dataAddedPacked: count(json.data_added_packed),
    totalFilesProcessed: count(json.total_files_processed),
    totalBytesProcessed: count(json.total_bytes_processed),
    totalDuration: count(json.total_duration),
    backupStart: optionalText(json.backup_start),
    backupEnd: optionalText(json.backup_end),
  })
}
