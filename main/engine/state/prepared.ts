import type { DatabaseSync, StatementSync } from 'node:sqlite'

const statements = new WeakMap<DatabaseSync, Map<string, StatementSync>>()

/** A statement of a database, compiled once: that costs several times what running it does, and the schedule asks the same again and again. */
export function prepared(database: DatabaseSync, sql: string): StatementSync {
  let known = statements.get(database)
  if (known === undefined) {
    known = new Map()
    statements.set(database, known)
  }
  let statement = known.get(sql)
  if (statement === undefined) {
    statement = database.prepare(sql)
    known.set(sql, statement)
  }
  return statement
}

/**
 * Lets go of the statements of a database that is closed. Each of them holds its database, so that no garbage collection gives back either as long as one can be
 * reached from here: each index that was opened for a page would stay in memory until the program ends.
 */
export function forgetPrepared(database: DatabaseSync): void {
  statements.delete(database)
}
