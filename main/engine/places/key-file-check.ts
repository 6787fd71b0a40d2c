import { statSync } from 'node:fs'
import type { PlaceCheck } from '../../contract/procedures/places.ts'
import { systemCode } from '../problem-error.ts'
import { bad } from './place-check.ts'

/**
 * Why ssh showed no key of the file that a place names, where the file is the reason: ssh leaves it out and goes on without a word that gets here. Asked once
 * the server has refused us, since a file that is not there may stand for a key in the agent.
 */
export function keyFileCheck(file: string | undefined): PlaceCheck | undefined {
  if (file === undefined) return undefined
  try {
    const { mode } = statSync(file)
    if (process.platform === 'win32' || (mode & 0o077) === 0) return undefined
    return bad(
      'credentials',
      `ssh does not use the private key ${file}, for others may read it (mode ${(mode & 0o777).toString(8)}).`,
      `Close it with: chmod 600 '${file}'`,
    )
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'is not there' : 'cannot be read'
    return bad('credentials', `The private key ${file} ${why}.`, 'Look whether its name is right, and whether you may read it.')
  }
}
