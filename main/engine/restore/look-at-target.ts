import { existsSync, lstatSync, readdirSync, realpathSync, statfsSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fail, systemCode } from '../problem-error.ts'
import { isInside } from '../vaults.ts'

/** What is found where a restore is to write. `path` is the real place: no part of it is a link. */
export type RestoreTarget = {
  readonly path: string
  /** The name as given, when it leads elsewhere: a person must hear where. */
  readonly leadsFrom: string | undefined
  readonly empty: boolean
}

/**
 * Looks at a restore's target before the first byte. restic would replace a target that is a link by a real folder, so links are resolved
 * here. Throws a problem for what cannot be written to.
 */
export function lookAtTarget(given: string, home: string): RestoreTarget {
  const path = realPlace(given)
  if (isInside(path, realPlace(home)))
    fail('target-inside-home', `${given} lies inside Vaultkeeper's own folder.`, 'Name a folder of your own.')
  const leadsFrom = path === resolve(given) ? undefined : given
  if (!existsSync(path)) return { path, leadsFrom, empty: true }
  if (!statSync(path).isDirectory())
    fail('target-is-a-file', `${given} is a file; a restore needs a folder.`, 'Name a folder, or one that does not exist yet.')
  return { path, leadsFrom, empty: isEmpty(path, given) }
}

/** Bytes that can still be written where a target lies. */
export function freeBytes(path: string): number {
  let place = path
  while (!existsSync(place)) place = dirname(place)
  const { bavail, bsize } = statfsSync(place)
  return bavail * bsize
}

/** The real path of a target, for the record; as given where it has none (a loop, a link that leads nowhere), which the restore itself refuses. */
export function placeOf(given: string): string {
  try {
    return realPlace(given)
  } catch {
    return resolve(given)
  }
}

/** The real path of something that may not exist yet: the part that exists is resolved, the rest is added. */
function realPlace(path: string): string {
  const whole = resolve(path)
  try {
    return realpathSync(whole)
  } catch (error) {
    if (systemCode(error) === 'ELOOP')
      return fail('target-is-a-loop', `${path} is a link that leads back to itself.`, 'Name another folder.')
    if (systemCode(error) === 'EACCES')
      return fail('target-not-allowed', `You may not look into the folder above ${path}.`, 'Name a folder that you may write to.')
    if (systemCode(error) === 'ENOTDIR') return fail('target-is-a-file', `A part of ${path} is a file.`, 'Name another folder.')
    if (isLink(whole))
      return fail(
        'target-is-a-dangling-link',
        `${path} is a link to something that is not there.`,
        'Name the real folder, or remove the link.',
      )
    return join(realPlace(dirname(whole)), basename(whole))
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}

function isEmpty(path: string, given: string): boolean {
  try {
    return readdirSync(path).length === 0
  } catch {
    return fail('target-not-allowed', `You may not look into the folder ${given}.`, 'Name a folder that you may write to.')
  }
}
