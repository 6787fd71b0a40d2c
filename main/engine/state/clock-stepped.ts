import type { DatabaseSync } from 'node:sqlite'
import { takeBackAgents } from './apply-agent-event.ts'
import { prepared } from './prepared.ts'
import { rows } from './queries.ts'

/** A line of the history that is so much older than the one before it, in ms, was written after the clock was set back. */
const tolerance = 60_000

/** Whether the clock was set back between two lines of the history that follow each other. Times are RFC 3339. */
export function wasSetBack(before: string, now: string): boolean {
  return Date.parse(before) - Date.parse(now) > tolerance
}

/**
 * Takes back what a clock did that ran ahead until it showed `from`, and was set back to `to`: what was called skipped in that time, plans that
 * began in the future, pauses that would go on until then. What was run has been run; but it does not stand for the due times before it whose
 * turn comes yet. Doing it twice changes nothing.
 */
export function takeBack(database: DatabaseSync, from: string, to: string): void {
  const run = (sql: string, ...values: string[]) => prepared(database, sql).run(...values)
  run('DELETE FROM skips WHERE time > ?', to)
  run('UPDATE runs SET ahead = 1 WHERE due > ?', to)
  run('UPDATE git_looks SET due = NULL, ended = NULL WHERE due > ?', to)
  run('UPDATE plans SET since = ? WHERE since > ?', to, to)
  for (const { plan, until } of rows(database, 'SELECT plan, until FROM pauses WHERE since > ? AND until IS NOT NULL', to)) {
    const left = Math.max(0, Date.parse(String(until)) - Date.parse(from))
    run('UPDATE pauses SET until = ? WHERE plan = ?', new Date(Date.parse(to) + left).toISOString(), String(plan))
  }
  run('UPDATE pauses SET since = ? WHERE since > ?', to, to)
  takeBackAgents(database, from, to)
}
