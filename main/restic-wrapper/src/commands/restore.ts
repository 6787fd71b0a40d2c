import {
  parseRestoreItem,
  parseRestoreProgress,
  parseRestoreSummary,
  type RestoreItem,
  type RestoreProgress,
  type RestoreSummary,
} from '../messages/restore.ts'
import { each, on, one, operands } from './flags.ts'
import type { FailureEvent, Plan, Reader, RetryingEvent } from './plan.ts'

/** What to restore, and where to. */
export type RestoreOptions = {
  /** A full id, or `id:/folder` for the content of that folder. */
  readonly snapshot: string
  /** Resolve it first: a target that is a symlink to a folder is replaced by a real folder. */
  readonly target: string
  /** Patterns, anchored if they begin with `/`: see `escapeGlob`. */
  readonly includes?: readonly string[]
  readonly excludes?: readonly string[]
  /** Default `always`: compares content and rewrites what differs. */
  readonly overwrite?: 'always' | 'if-changed' | 'if-newer' | 'never'
  /** Removes what is not in the snapshot, within the filters. */
  readonly delete?: boolean
  readonly dryRun?: boolean
  /** Reads again what was written (and only that). */
  readonly verify?: boolean
  /** Hand out every item as an event. With `dryRun` that is the exact plan. */
  readonly verbose?: boolean
  readonly sparse?: boolean
}

/** What a restore tells while it runs. */
export type RestoreEvent = RestoreProgress | RestoreItem | FailureEvent | RetryingEvent

/** @see https://restic.readthedocs.io/en/stable/050_restore.html */
export function planRestore(options: RestoreOptions): Plan<RestoreEvent, RestoreSummary> {
  return {
    name: 'restore',
    args: [
      'restore',
      `--target=${options.target}`,
      ...each('include', options.includes),
      ...each('exclude', options.excludes),
      ...one('overwrite', options.overwrite),
      ...on('delete', options.delete),
      ...on('dry-run', options.dryRun),
      ...on('verify', options.verify),
      ...on('sparse', options.sparse),
      ...(options.verbose ? ['--verbose=2'] : []),
      ...operands(options.snapshot),
    ],
    json: true,
    announces: true,
    keepsPartial: true,
    rows: options.verbose === true,
    reader: () => restoreReader(options.verify === true),
    refusal: options.target === '' ? 'the target is empty' : options.snapshot === '' ? 'the snapshot is empty' : undefined,
  }
}

/** Reads `status`, `verbose_status` and `summary` lines. What is verified is read behind the summary, and in JSON mode without a word. */
function restoreReader(verifies: boolean): Reader<RestoreEvent, RestoreSummary> {
  let summary: RestoreSummary | undefined
  return {
    json(json, sink) {
      switch (json.message_type) {
        case 'status': {
          const progress = parseRestoreProgress(json)
          const { filesDone, filesSkipped, filesDeleted, bytesDone, bytesSkipped } = progress
          sink.progress(progress, `${filesDone}/${filesSkipped}/${filesDeleted}/${bytesDone}/${bytesSkipped}`)
          break
        }
        case 'verbose_status':
          sink.emit(parseRestoreItem(json))
          break
        case 'summary':
          summary = parseRestoreSummary(json)
          if (verifies) sink.quiet()
      }
    },
    result: () => summary,
  }
}
