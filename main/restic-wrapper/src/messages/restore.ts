import { count, type Json, text } from './json.ts'

/** How far a restore is. */
export type RestoreProgress = {
  readonly type: 'progress'
  /** 0 to 1. */
  readonly percent: number
  /** Files, folders and links. */
  readonly totalFiles: number
  readonly filesDone: number
  readonly filesSkipped: number
  readonly filesDeleted: number
  readonly totalBytes: number
  readonly bytesDone: number
  readonly bytesSkipped: number
  readonly secondsElapsed: number
}

/** One entry that was (or in a dry run: would be) handled. */
export type RestoreItem = {
  readonly type: 'item'
  /** `restored`, `updated`, `unchanged`, `deleted`. */
  readonly action: string
  /** In the snapshot; but absolute below the target with `deleted`. */
  readonly path: string
  readonly size: number
}

/**
 * What a restore did. It comes with errors too, and on a full disk restic counts bytes that it has not written: go by the outcome.
 * All zeros with `done` means that no filter matched.
 */
export type RestoreSummary = {
  readonly totalFiles: number
  readonly filesRestored: number
  readonly filesSkipped: number
  readonly filesDeleted: number
  readonly totalBytes: number
  readonly bytesRestored: number
  readonly bytesSkipped: number
  readonly secondsElapsed: number
}

/** @see https://restic.readthedocs.io/en/stable/075_scripting.html#restore */
export function parseRestoreProgress(json: Json): RestoreProgress {
  return {
    type: 'progress',
    percent: Math.min(1, Math.max(0, count(json.percent_done))),
    totalFiles: count(json.total_files),
    filesDone: count(json.files_restored),
    filesSkipped: count(json.files_skipped),
    filesDeleted: count(json.files_deleted),
    totalBytes: count(json.total_bytes),
    bytesDone: count(json.bytes_restored),
    bytesSkipped: count(json.bytes_skipped),
    secondsElapsed: count(json.seconds_elapsed),
  }
}

/** Reads a `verbose_status` line. */
export function parseRestoreItem(json: Json): RestoreItem {
  return { type: 'item', action: text(json.action), path: text(json.item), size: count(json.size) }
}

/** Reads a `summary` line. */
export function parseRestoreSummary(json: Json): RestoreSummary {
  return {
    totalFiles: count(json.total_files),
    filesRestored: count(json.files_restored),
    filesSkipped: count(json.files_skipped),
    filesDeleted: count(json.files_deleted),
    totalBytes: count(json.total_bytes),
    bytesRestored: count(json.bytes_restored),
    bytesSkipped: count(json.bytes_skipped),
    secondsElapsed: count(json.seconds_elapsed),
  }
}
