import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processAlive } from '../home/process-identity.ts'
import { removeTreeSync } from '../home/remove-tree.ts'
import { cacheSignature } from '../verify/walk-source.ts'

/** A folder of ours in a target, and the one in it that is restored into. */
export type Staging = { readonly root: string; readonly folder: string }

const stagingName = '.vaultkeeper-restore-'

/**
 * Makes a staging folder in the target itself, for its files are moved by renaming: what lies above may be another disk, or not ours to write to (a drive,
 * /home). It is marked as a cache, so that a backup of the target meanwhile, or after a kill, does not take everything twice.
 */
export function makeStaging(target: string): Staging {
  const root = mkdtempSync(join(target, `${stagingName}${process.pid}-`))
  try {
    writeFileSync(join(root, 'CACHEDIR.TAG'), `${cacheSignature}\n# Made by Vaultkeeper; removed when its restore has ended.\n`)
  } catch (error) {
    removeTreeSync(root)
    throw error
  }
  return { root, folder: join(root, 'restored') }
}

/** Removes staging folders in the target whose restore was killed. */
export function clearStaging(target: string): void {
  if (!existsSync(target)) return
  for (const name of readdirSync(target)) {
    const owner = name.startsWith(stagingName) ? Number.parseInt(name.slice(stagingName.length), 10) : Number.NaN
    if (owner > 1 && !processAlive(owner, '')) removeTreeSync(join(target, name))
  }
}
