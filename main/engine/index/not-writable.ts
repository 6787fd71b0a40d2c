import { dirname } from 'node:path'
import { ProblemError, systemCode } from '../problem-error.ts'

/** SQLite's numbers of what a file system refuses: read-only, a failed write, full, not to be opened. */
const [readOnly, ioError, full, cannotOpen] = [8, 10, 13, 14]

/** The problem that an index cannot be written; `undefined` for any other error. */
export function notWritable(error: unknown, file: string): ProblemError | undefined {
  const folder = dirname(file)
  const code = systemCode(error)
  const number = code === 'ERR_SQLITE_ERROR' ? Number((error as { readonly errcode?: number }).errcode) & 0xff : undefined
  if (code === 'ENOSPC' || number === full)
    return new ProblemError(
      {
        code: 'index-not-writable',
        sentence: `The disk that holds the index is full: ${folder}.`,
        remedy: 'Free some space there and try again. Backups and restores do not need the index.',
      },
      error,
    )
  if (['EACCES', 'EPERM', 'EROFS'].includes(code) || [readOnly, ioError, cannotOpen].includes(number ?? -1))
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
