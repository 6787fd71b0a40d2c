import { accessSync, constants } from 'node:fs'
import { systemCode } from '../problem-error.ts'

/** The system's own codes for what SQLite tells by numbers (https://www.sqlite.org/rescode.html); its extended ones have the cause in their last byte. */
const codes: Readonly<Record<number, string>> = { 10: 'EIO', 13: 'ENOSPC' }
const readOnly = 8
const cannotOpen = 14

/** What the disk refused SQLite, as the code that the system has for it (`EACCES`, `EIO`, `ENOSPC`, `EROFS`); `undefined` for all other errors. */
export function sqliteRefusal(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined
  const number = Number(error.errcode) & 0xff
  if (number !== readOnly && number !== cannotOpen) return codes[number]
  // Both have several causes, and SQLite does not say which: the file does, where it is known.
  if ('path' in error && typeof error.path === 'string') return refusalOf(error.path)
  return number === readOnly ? 'EROFS' : undefined
}

/** Why a file that is there may not be read and written; `undefined` where it may. */
function refusalOf(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK | constants.W_OK)
  } catch (error) {
    const code = systemCode(error)
    if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return code
  }
  return undefined
}
