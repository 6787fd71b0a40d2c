import type { DatabaseSync } from 'node:sqlite'
import type { Problem } from '../../contract/problem.ts'
import type { RestorePart } from '../../contract/restore-part.ts'
import type { RunKind } from '../../contract/run-kind.ts'
import type { Verdict } from '../../contract/verdict.ts'
import { jsonOf, jsonOrNull } from './json-column.ts'
import { type Row, rows } from './queries.ts'

/** A restore, or an undo, that came as far as its first byte. */
export type KnownRestore = {
  readonly run: string
  /** Where the history tells that it began. */
  readonly seq: number
  readonly kind: RunKind
  readonly time: string
  readonly repository: string
  readonly snapshot: string
  readonly parts: readonly RestorePart[]
  readonly target: string
  readonly policy: string
  /** What it may have overwritten; `null` where there was nothing. */
  readonly safety: string | null
  readonly undoable: boolean
  /** How many folders of the target's path it made. */
  readonly made: number
  readonly continues: string | null
  readonly undoes: string | null
  /** The run that took it back. */
  readonly undone: string | null
  /** The restore that finished it. */
  readonly finished: string | null
  readonly ended: string | null
  /** `null`: still going on, or cut off and not noticed yet. */
  readonly verdict: Verdict | null
  readonly problem: Problem | null
  /** The vault that was restored from, by name; and what the person called the snapshot. */
  readonly reference: string | null
}

const select = `SELECT restores.*, runs.kind, runs.ended, runs.verdict, runs.problem, runs.snapshot AS reference
  FROM restores JOIN runs ON runs.id = restores.run`

/** All restores and undos that came as far as their first byte, newest first. */
export function begunRestores(database: DatabaseSync): KnownRestore[] {
  return rows(database, `${select} ORDER BY restores.seq DESC`).map(toRestore)
}

/** One of them. */
export function begunRestore(database: DatabaseSync, run: string): KnownRestore | undefined {
  return rows(database, `${select} WHERE restores.run = ?`, run).map(toRestore)[0]
}

/** Whether a restore or undo was cut off, and nobody has finished or taken it back since. Pure. */
export function isUnfinished({ verdict, finished, undone, problem }: KnownRestore): boolean {
  if (finished !== null || undone !== null || problem?.code === 'nothing-restored') return false
  return verdict === 'interrupted' || verdict === 'cancelled' || verdict === 'failed'
}

/** The code of the question about a vault that was backed up while a restore into it was cut off. */
export const halfRestored = 'half-restored'

/** A vault of which that was asked. `answered`: where the history tells that it is settled; `null` as long as it is not. */
export type HalfRestored = { readonly id: string; readonly vault: string; readonly path: string; readonly answered: number | null }

/** All questions about vaults that were backed up half restored, settled or not. */
export function halfRestoredVaults(database: DatabaseSync): HalfRestored[] {
  const sql = `SELECT a.id, a.vault, v.path, d.seq AS answered FROM anomalies a JOIN vaults v ON v.id = a.vault
    LEFT JOIN decisions d ON d.subject = a.id WHERE a.code = ?`
  return rows(database, sql, halfRestored) as unknown as HalfRestored[]
}

function toRestore({ parts, undoable, problem, ...row }: Row): KnownRestore {
  return {
    ...row,
    parts: jsonOf<RestorePart[]>(parts),
    undoable: undoable === 1,
    problem: jsonOrNull(problem),
  } as unknown as KnownRestore
}
