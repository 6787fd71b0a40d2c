import type { DatabaseSync } from 'node:sqlite'
import type { GitMatter } from '../../contract/git-matter.ts'
import type { HistoryLine } from '../../contract/history-event.ts'
import type { Verdict } from '../../contract/verdict.ts'
import { jsonOf } from './json-column.ts'
import { type Row, rows } from './queries.ts'
import type { LaneRecord } from './schedule-queries.ts'

/** What the last look at a vault's git came to. `time`: when it was looked at last; `matters`: what was otherwise than it should be, as of then. RFC 3339. */
export type KnownGitLook = { readonly vault: string; readonly time: string; readonly matters: readonly GitMatter[] }

/** Folds a look at a vault's git into the state. */
export function noteGitLook(database: DatabaseSync, line: Extract<HistoryLine, { event: 'git.looked' }>): void {
  const { vault, time, due = null, verdict = null, code = null, matters } = line
  database
    .prepare(
      `INSERT INTO git_looks (vault, time, due, attempts, verdict, code, ended, matters) VALUES (?, ?, ?, ?, ?, ?, ?, coalesce(?, '[]'))
       ON CONFLICT (vault) DO UPDATE SET time = excluded.time,
         attempts = CASE WHEN excluded.due IS NULL OR excluded.due = due AND ended = excluded.ended THEN attempts WHEN excluded.due = due THEN attempts + 1 ELSE 1 END,
         verdict = CASE WHEN excluded.due IS NULL THEN verdict ELSE excluded.verdict END,
         code = CASE WHEN excluded.due IS NULL THEN code ELSE excluded.code END,
         ended = CASE WHEN excluded.due IS NULL THEN ended ELSE excluded.ended END,
         due = coalesce(excluded.due, due),
         matters = CASE WHEN ? THEN excluded.matters ELSE matters END`,
    )
    .run(
      vault,
      time,
      due,
      due === null ? 0 : 1,
      verdict,
      code,
      due === null ? null : time,
      matters ? JSON.stringify(matters) : null,
      matters ? 1 : 0,
    )
}

/** The last look at each vault that was looked at. */
export function gitLooks(database: DatabaseSync): KnownGitLook[] {
  return rows(database, 'SELECT vault, time, matters FROM git_looks ORDER BY vault').map(toLook)
}

/** The last look at one vault; `undefined` where nobody has looked yet. */
export function gitLook(database: DatabaseSync, vault: string): KnownGitLook | undefined {
  return rows(database, 'SELECT vault, time, matters FROM git_looks WHERE vault = ?', vault).map(toLook)[0]
}

function toLook({ vault, time, matters }: Row): KnownGitLook {
  return { vault: String(vault), time: String(time), matters: jsonOf<GitMatter[]>(matters) }
}

/** What is recorded of the newest time, not after `now`, at which a vault's git was due to be looked at. */
export function gitLaneRecord(database: DatabaseSync, vault: string, now: string): LaneRecord | undefined {
  const sql = 'SELECT due, attempts, verdict, code, ended FROM git_looks WHERE vault = ? AND due <= ?'
  return rows(database, sql, vault, now).map(({ due, attempts, verdict, code, ended }) => ({
    due: String(due),
    attempts: Number(attempts),
    verdict: verdict as Verdict | null,
    code: code as string | null,
    ended: ended as string | null,
    skipped: null,
  }))[0]
}
