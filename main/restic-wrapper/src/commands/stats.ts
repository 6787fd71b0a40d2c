import { compact, count, optionalCount } from '../messages/json.ts'
import { filterFlags, one, operands, type SnapshotFilter } from './flags.ts'
import { type Plan, quietWork } from './plan.ts'
import { objectReader } from './reader.ts'
import type { Announcement } from './snapshots.ts'

/** What to count. */
export type StatsOptions = SnapshotFilter & {
  readonly ids?: readonly string[]
  /** `restore-size` (default): as restored; `raw-data`: as stored. */
  readonly mode?: 'restore-size' | 'files-by-contents' | 'blobs-per-file' | 'raw-data'
}

/** Bytes and numbers; some come with some modes only. */
export type Stats = {
  readonly totalSize: number
  readonly snapshotsCount: number
  readonly totalFileCount?: number
  readonly totalBlobCount?: number
  readonly totalUncompressedSize?: number
  readonly compressionRatio?: number
  /** Percent. */
  readonly compressionProgress?: number
  /** Percent. */
  readonly compressionSpaceSaving?: number
}

/** @see https://restic.readthedocs.io/en/stable/manual_rest.html#getting-information-about-repository-data */
export function planStats(options: StatsOptions): Plan<Announcement, Stats> {
  return {
    name: 'stats',
    args: ['stats', ...one('mode', options.mode), ...filterFlags(options), ...operands(...(options.ids ?? []))],
    json: true,
    announces: true,
    limits: quietWork,
    reader: objectReader((json) =>
      json.total_size === undefined && json.snapshots_count === undefined
        ? undefined
        : compact({
            totalSize: count(json.total_size),
            snapshotsCount: count(json.snapshots_count),
            totalFileCount: optionalCount(json.total_file_count),
            totalBlobCount: optionalCount(json.total_blob_count),
            totalUncompressedSize: optionalCount(json.total_uncompressed_size),
            compressionRatio: optionalCount(json.compression_ratio),
            compressionProgress: optionalCount(json.compression_progress),
            compressionSpaceSaving: optionalCount(json.compression_space_saving),
          }),
    ),
  }
}
