import { dirname } from 'node:path'
import { ProblemError, systemCode } from '../problem-error.ts'
import { sqliteRefusal } from '../state/sqlite-refusal.ts'

/** The problem that an index cannot be written; `undefined` for any other error. */
export function notWritable(error: unknown, file: string): ProblemError | undefined {
  const folder = dirname(file)
  const code = sqliteRefusal(error) ?? systemCode(error)
  if (code === 'ENOSPC')
    return new ProblemError(
      {
        code: 'index-not-writable',
        sentence: `The disk that holds the index is full: ${folder}.`,
        remedy: 'Free some space there and try again. Backups and restores do not need the index.',
      },
      error,
    )
  // SQLITE_CANTOPEN has more causes than rights, and is no refusal elsewhere; a folder that was made a moment ago has this one.
  const cannotOpen = error instanceof Error && error.message === 'unable to open database file'
  if (cannotOpen || ['EACCES', 'EPERM', 'EROFS', 'EIO'].includes(code))
    return new ProblemError(
      {
        code: 'index-not-writable',
        sentence: `The index cannot be written in ${folder}.`,
        remedy: 'See that the folder can be written, and try again. Backups and restores do not need the index.',
      },
      error,
    )
  return undefined
}
