import { type BackupSummary, parseBackupSummary } from './backup.ts'
import { asObject, compact, type Json, optionalText, text, texts } from './json.ts'

/** One snapshot. */
export type Snapshot = {
  /** 64 hex digits; changes when tags are changed, see `original`. */
  readonly id: string
  readonly shortId: string
  /** RFC 3339 with up to nine digits of a second, in the zone of the machine that made it. */
  readonly time: string
  /** Equal trees hold equal content. */
  readonly tree: string
  readonly parent?: string
  readonly paths: readonly string[]
  readonly hostname: string
  readonly username: string
  readonly tags: readonly string[]
  readonly programVersion?: string
  /** Its first id, if it was rewritten. */
  readonly original?: string
  readonly summary?: BackupSummary
}

/** Reads a snapshot; `undefined` without an id. */
export function parseSnapshot(json: Json): Snapshot | undefined {
  const id = text(json.id)
  if (id === '') return undefined
  const summary = asObject(json.summary)
  return compact({
    id,
    shortId: optionalText(json.short_id) ?? id.slice(0, 8),
    time: text(json.time),
    tree: text(json.tree),
    parent: optionalText(json.parent),
    paths: texts(json.paths),
    hostname: text(json.hostname),
    username: text(json.username),
    tags: texts(json.tags),
    programVersion: optionalText(json.program_version),
    original: optionalText(json.original),
    summary: summary && parseBackupSummary(summary),
  })
}
