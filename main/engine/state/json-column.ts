/**
 * A column of the state that holds no JSON where apply-event.ts has written some: its page was damaged in a way that SQLite cannot see, for it looks at how a
 * page is built and not at what stands in it. `errcode` is SQLITE_CORRUPT's, which it comes to.
 */
export class DamagedColumnError extends Error {
  readonly errcode = 11
}

/** What a JSON column of the state holds, which is never empty. Throws {@link DamagedColumnError}. */
export function jsonOf<Value>(column: unknown): Value {
  try {
    return JSON.parse(String(column)) as Value
  } catch {
    throw new DamagedColumnError('the state holds what nobody has written')
  }
}

/** The same of one that may be empty. */
export function jsonOrNull<Value>(column: unknown): Value | null {
  return typeof column === 'string' ? jsonOf<Value>(column) : null
}
