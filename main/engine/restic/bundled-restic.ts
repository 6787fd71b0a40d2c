import { lstat } from 'node:fs/promises'
import { systemCode } from '../problem-error.ts'
import { sha256Of } from './sha256-of.ts'

/** The restic that came with the app, and what it was when the app was packed. */
export type BundledRestic = Readonly<{ program: string; version: string; sha256: string }>

/** Why the restic that came with the app is not to be used, as the end of a sentence that begins with its name; `undefined` where it is as it was packed. */
export async function faultOfBundled({ program, sha256 }: BundledRestic): Promise<string | undefined> {
  try {
    // A link is never ours: whoever planted it chooses what it leads to, also after we looked.
    if (!(await lstat(program)).isFile()) return 'is not the file that came with the app'
    return (await sha256Of(program)) === sha256 ? undefined : 'was changed since it was packed (its SHA-256 differs)'
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? 'is gone' : `cannot be read (${systemCode(error) || 'unknown'})`
  }
}
