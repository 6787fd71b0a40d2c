import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fail } from '../../problem-error.ts'
import { missingDrive } from '../../repositories/repository-place.ts'
import { cacheSignature } from '../../verify/walk-source.ts'

/** What the name of a staging folder begins with. */
export const stagingName = '.vaultkeeper-recovery-'

/** Whether something in an agent's folder is a staging folder of ours. */
export const isStaging = (name: string): boolean => name.startsWith(stagingName)

/**
 * Where the staging folder of a run goes: beside the agent's folder, so that all is moved by renaming; in it, where it is a disk of its own or what is above is not ours to write to.
 * Throws a problem where neither can be. `made`: folders above it that are not there, the outermost first.
 */
export function stagingFor(folder: string, run: string): { readonly staging: string; readonly made: string[] } {
  const drive = missingDrive(folder)
  if (drive !== undefined)
    fail(
      'agent-disk-missing',
      `The folder ${folder} is not there, for its disk is not connected.`,
      'Connect the disk, and bring the agent back then.',
    )
  const made: string[] = []
  for (let above = dirname(folder); !existsSync(above); above = dirname(above)) made.unshift(above)
  const above = dirname(made[0] ?? folder)
  const isThere = existsSync(folder)
  const name = `${stagingName}${basename(folder).slice(0, 40)}-${run}`
  if (mayWrite(above) && (!isThere || statSync(folder).dev === statSync(above).dev)) return { staging: join(dirname(folder), name), made }
  if (isThere && mayWrite(folder)) return { staging: join(folder, name), made }
  return fail(
    'agent-folder-not-writable',
    `Neither ${folder} nor the folder that it is in may be written to.`,
    'Give yourself the right to, or run Vaultkeeper as the owner of that folder.',
  )
}

/** Makes a staging folder: private, and marked as a cache, so that a backup meanwhile does not take everything twice. Throws a problem where something has its name. */
export function makeStaging(staging: string, made: readonly string[]): void {
  for (const folder of made) mkdirSync(folder, { mode: 0o755 })
  mkdirSync(staging, { mode: 0o700 })
  chmodSync(staging, 0o700)
  writeFileSync(join(staging, 'CACHEDIR.TAG'), `${cacheSignature}\n# Made by Vaultkeeper; removed when the agent is back.\n`)
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}
