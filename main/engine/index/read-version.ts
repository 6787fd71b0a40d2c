import { numberOfType, typeOfNumber } from './entry-types.ts'
import { writeTime } from './times.ts'
import type { EntryState } from './types.ts'

/** The columns of a version that make up a state, for a query. */
export const stateColumns = 'version.type, version.size, version.seconds, version.nanos, version.mode'

const folder = numberOfType('dir')

/** Whether a row with {@link stateColumns} is a folder. */
export function isFolder(row: Record<string, unknown>): boolean {
  return row['type'] === folder
}

/** The state in a row with {@link stateColumns}. */
export function readState(row: Record<string, unknown>): EntryState {
  return {
    type: typeOfNumber(Number(row['type'])),
    size: Number(row['size']),
    mtime: writeTime({ seconds: Number(row['seconds']), nanos: Number(row['nanos']) }),
    mode: Number(row['mode']),
  }
}
