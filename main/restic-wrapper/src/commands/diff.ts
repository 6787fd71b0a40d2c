import { asObject, count, type Json, text } from '../messages/json.ts'
import { on, operands } from './flags.ts'
import type { Plan, Reader } from './plan.ts'

/** Which two snapshots to compare. */
export type DiffOptions = { readonly from: string; readonly to: string; readonly metadata?: boolean }

/** One entry that differs. */
export type DiffChange = {
  /** Folders end in `/`. */
  readonly path: string
  /** `+` added, `-` removed, `M` content, `T` type, `U` metadata, `?` same metadata but other content (bit rot). Several can stand together. */
  readonly modifier: string
}

/** How much was added or removed. Bytes are those of blobs. */
export type DiffSide = {
  readonly files: number
  readonly dirs: number
  readonly others: number
  readonly dataBlobs: number
  readonly treeBlobs: number
  readonly bytes: number
}

/** The sums of a comparison. */
export type DiffSummary = {
  readonly from: string
  readonly to: string
  readonly changedFiles: number
  readonly added: DiffSide
  readonly removed: DiffSide
}

/** @see https://restic.readthedocs.io/en/stable/075_scripting.html#diff */
export function planDiff(options: DiffOptions): Plan<DiffChange, DiffSummary> {
  const args = ['diff', ...on('metadata', options.metadata), ...operands(options.from, options.to)]
  return { name: 'diff', args, json: true, rows: true, stopWhenLeft: true, reader: diffReader }
}

/** Reads `change` lines and then one of `statistics`. */
function diffReader(): Reader<DiffChange, DiffSummary> {
  let summary: DiffSummary | undefined
  return {
    json(json, sink) {
      if (json.message_type === 'change') sink.emit({ path: text(json.path), modifier: text(json.modifier) })
      else if (json.message_type === 'statistics') summary = parseSummary(json)
    },
    result: () => summary,
  }
}

function parseSummary(json: Json): DiffSummary {
  return {
    from: text(json.source_snapshot),
    to: text(json.target_snapshot),
    changedFiles: count(json.changed_files),
    added: parseSide(asObject(json.added) ?? {}),
    removed: parseSide(asObject(json.removed) ?? {}),
  }
}

function parseSide(json: Json): DiffSide {
  return {
    files: count(json.files),
    dirs: count(json.dirs),
    others: count(json.others),
    dataBlobs: count(json.data_blobs),
    treeBlobs: count(json.tree_blobs),
    bytes: count(json.bytes),
  }
}
