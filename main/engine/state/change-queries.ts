import type { DatabaseSync } from 'node:sqlite'
import type { ChangedFile } from '../../contract/judgement-events.ts'
import { jsonOf } from './json-column.ts'
import { type Row, rows } from './queries.ts'

/** What a plan on change found against the state that was approved last, and what was decided of it. Times are RFC 3339 texts. */
export type KnownChange = {
  readonly id: string
  readonly time: string
  readonly plan: string
  readonly vault: string
  readonly repository: string
  readonly snapshot: string
  /** The approved snapshot that it was compared with; `null` where there was none. */
  readonly against: string | null
  /** SHA-256 of what differs. */
  readonly hash: string
  /** The first of the files; `fileCount` counts all. */
  readonly files: readonly ChangedFile[]
  readonly fileCount: number
  /** `null` while it waits for a person. */
  readonly decision: 'approved' | 'reverted' | 'superseded' | null
  readonly decided: string | null
  readonly by: string | null
  /** The snapshot that was made before it was reverted. */
  readonly safety: string | null
}

/** A plan on change, of one vault, into one repository: each such lane has an approved state of its own. */
export type ChangeLane = { readonly plan: string; readonly vault: string; readonly repository: string }

/** Changes that wait for a person, oldest first. */
export function waitingChanges(database: DatabaseSync): KnownChange[] {
  return rows(database, 'SELECT * FROM changes WHERE decision IS NULL ORDER BY seq').map(toChange)
}

/** The latest changes, decided or not, newest first. */
export function latestChanges(database: DatabaseSync, most: number): KnownChange[] {
  return rows(database, 'SELECT * FROM changes ORDER BY seq DESC LIMIT ?', most).map(toChange)
}

/** Changes whose id begins so. */
export function changesNamed(database: DatabaseSync, prefix: string): KnownChange[] {
  return rows(database, 'SELECT * FROM changes WHERE substr(id, 1, ?) = ? ORDER BY seq', prefix.length, prefix).map(toChange)
}

/** The changes of one lane that wait, oldest first. There is more than one only after a crash. */
export function waitingOfLane(database: DatabaseSync, { plan, vault, repository }: ChangeLane): KnownChange[] {
  const sql = 'SELECT * FROM changes WHERE plan = ? AND vault = ? AND repository = ? AND decision IS NULL ORDER BY seq'
  return rows(database, sql, plan, vault, repository).map(toChange)
}

/** The change of one lane that was approved last: its snapshot is the approved state. */
export function approvedOfLane(database: DatabaseSync, { plan, vault, repository }: ChangeLane): KnownChange | undefined {
  const sql = "SELECT * FROM changes WHERE plan = ? AND vault = ? AND repository = ? AND decision = 'approved' ORDER BY seq DESC LIMIT 1"
  return rows(database, sql, plan, vault, repository).map(toChange)[0]
}

/** What a person decided last of a plan's changes in a vault, in whichever repository. */
export function latestDecision(database: DatabaseSync, plan: string, vault: string): KnownChange | undefined {
  const sql =
    "SELECT * FROM changes WHERE plan = ? AND vault = ? AND decision IN ('approved', 'reverted') ORDER BY decided DESC, seq DESC LIMIT 1"
  return rows(database, sql, plan, vault).map(toChange)[0]
}

/** The same change, as other repositories of the plan hold it, where it waits too. */
export function sameChangeElsewhere(database: DatabaseSync, { id, plan, vault, hash }: KnownChange): KnownChange[] {
  const sql = 'SELECT * FROM changes WHERE plan = ? AND vault = ? AND hash = ? AND id <> ? AND decision IS NULL ORDER BY seq'
  return rows(database, sql, plan, vault, hash, id).map(toChange)
}

/**
 * Snapshots that no retention may remove: what is approved in each lane, and what waits. Without them a change could neither be shown, approved, nor
 * reverted.
 */
export function snapshotsOfChanges(database: DatabaseSync, repository: string): Set<string> {
  const sql = `
    SELECT snapshot AS id FROM changes WHERE repository = ? AND decision IS NULL
    UNION SELECT against FROM changes WHERE repository = ? AND decision IS NULL AND against IS NOT NULL
    UNION SELECT snapshot FROM changes WHERE seq IN
      (SELECT max(seq) FROM changes WHERE repository = ? AND decision = 'approved' GROUP BY plan, vault)`
  return new Set(rows(database, sql, repository, repository, repository).map((row) => String(row['id'])))
}

function toChange(row: Row): KnownChange {
  const { seq, file_count: fileCount, ...rest } = row
  return { ...rest, fileCount, files: jsonOf(row['files']) } as unknown as KnownChange
}
