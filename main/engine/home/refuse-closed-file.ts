import { accessSync, constants } from 'node:fs'
import { systemCode } from '../problem-error.ts'

/**
 * Throws what the system says, with the path, when a file is there and may not be read and written. Asked before SQLite opens one, for that tells no causes, and
 * takes a file that may only be read without a word: what is then begun as an exclusive transaction excludes nobody.
 */
export function refuseClosedFile(file: string): void {
  try {
    accessSync(file, constants.R_OK | constants.W_OK)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
}
