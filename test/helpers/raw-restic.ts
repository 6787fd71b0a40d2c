import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { temporaryFolder } from './temporary-folder.ts'

/** restic as a person would call it, past Vaultkeeper. */
export type RawRestic = (...parameters: string[]) => Promise<string>

/** Works on one repository, with a password and a cache of its own. @param cwd the folder it is called in @returns what it wrote to standard output */
export function rawRestic(location: string, password: string | undefined, cwd?: string): RawRestic {
  const environment = { PATH: process.env['PATH'], RESTIC_PASSWORD: password, RESTIC_CACHE_DIR: temporaryFolder('raw-cache') }
  return async (...parameters) => {
    const restic = process.env['VAULTKEEPER_RESTIC'] ?? ''
    const { stdout } = await promisify(execFile)(restic, ['-r', location, ...parameters], {
      cwd,
      env: environment,
      timeout: 60_000,
      maxBuffer: 256 * 1024 * 1024,
    })
    return stdout
  }
}
