import {
  type BackupItem,
  type BackupProgress,
  type BackupSummary,
  parseBackupItem,
  parseBackupProgress,
  parseBackupSummary,
} from '../messages/backup.ts'
import { each, on, one, operands, tagProblem } from './flags.ts'
import type { FailureEvent, Plan, Reader, RetryingEvent } from './plan.ts'

/** What to back up, and how. */
export type BackupOptions = {
  /** Relative to `cwd`. With `cwd` in the folder and `['.']`, paths in the snapshot begin at that folder. Default `['.']`, or none with `filesFromRaw`. */
  readonly paths?: readonly string[]
  /**
   * A file that lists more of them, each ended by a zero byte, as raw bytes: the only way for many, and for names that are no UTF-8. An empty list is a
   * failure; what has vanished is left out and told, as with `paths`.
   */
  readonly filesFromRaw?: string
  /** Resolve it first: a source that is a symlink stores only the link, with exit 0. */
  readonly cwd: string
  readonly host?: string
  readonly tags?: readonly string[]
  /** How the parent is chosen: `host,tags`, ... */
  readonly groupBy?: string
  readonly parent?: string
  readonly excludes?: readonly string[]
  /** Like `excludes`, whatever the case. */
  readonly iexcludes?: readonly string[]
  readonly excludeFile?: string
  readonly excludeCaches?: boolean
  /** `filename` or `filename:header`. */
  readonly excludeIfPresent?: readonly string[]
  /** `500M`. */
  readonly excludeLargerThan?: string
  readonly oneFileSystem?: boolean
  readonly skipIfUnchanged?: boolean
  /** Read everything again. */
  readonly force?: boolean
  /** `2012-11-01 22:08:41`, local time. */
  readonly time?: string
  /** Hand out every item as an event; a slow consumer then holds the backup back. */
  readonly verbose?: boolean
  readonly readConcurrency?: number
  readonly noScan?: boolean
  readonly dryRun?: boolean
}

/** What a backup tells while it runs. */
export type BackupEvent = BackupProgress | BackupItem | FailureEvent | RetryingEvent

/** @see https://restic.readthedocs.io/en/stable/040_backup.html */
export function planBackup(options: BackupOptions): Plan<BackupEvent, BackupSummary> {
  const paths = options.paths ?? (options.filesFromRaw === undefined ? ['.'] : [])
  const args = [
    'backup',
    ...one('host', options.host),
    ...each('tag', options.tags),
    ...one('group-by', options.groupBy),
    ...one('parent', options.parent),
    ...each('exclude', options.excludes),
    ...each('iexclude', options.iexcludes),
    ...one('files-from-raw', options.filesFromRaw),
    ...one('exclude-file', options.excludeFile),
    ...on('exclude-caches', options.excludeCaches),
    ...each('exclude-if-present', options.excludeIfPresent),
    ...one('exclude-larger-than', options.excludeLargerThan),
    ...on('one-file-system', options.oneFileSystem),
    ...on('skip-if-unchanged', options.skipIfUnchanged),
    ...on('force', options.force),
    ...one('time', options.time),
    ...(options.verbose ? ['--verbose=2'] : []),
    ...one('read-concurrency', options.readConcurrency),
    ...on('no-scan', options.noScan),
    ...on('dry-run', options.dryRun),
    ...operands(...paths),
  ]
  return {
    name: 'backup',
    args,
    cwd: options.cwd,
    json: true,
    announces: true,
    keepsPartial: true,
    rows: options.verbose === true,
    reader: backupReader,
    refusal: paths.length === 0 && options.filesFromRaw === undefined ? 'there is nothing to back up' : tagProblem(options.tags),
  }
}

/** Reads `status`, `verbose_status` and `summary` lines. */
function backupReader(): Reader<BackupEvent, BackupSummary> {
  let summary: BackupSummary | undefined
  return {
    json(json, sink) {
      switch (json.message_type) {
        case 'status': {
          const progress = parseBackupProgress(json)
          // The scan may find more files while nothing gets stored: totals do not count as getting on.
          sink.progress(progress, `${progress.filesDone}/${progress.bytesDone}/${progress.percent === 0 ? progress.totalFiles : ''}`)
          break
        }
        case 'verbose_status':
          sink.emit(parseBackupItem(json))
          break
        case 'summary':
          summary = parseBackupSummary(json)
      }
    },
    errorText(line, sink) {
      const item = /^(.+) does not exist, skipping$/.exec(line)?.[1]
      if (item !== undefined) sink.failure({ item, message: 'does not exist', during: 'scan' })
      return item !== undefined
    },
    result: () => summary,
  }
}
