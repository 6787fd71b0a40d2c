import { lstatSync, mkdirSync, realpathSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { fail, systemCode } from '../problem-error.ts'

/** What to do about what a revert does not put back. */
export const restOnly = 'Bring what is needed back by hand: vaultkeeper restore'

/**
 * Where a path of a snapshot lies in a vault. Throws a problem for one that would lead out of it, or through a link. It is text: see refuse-no-text.ts.
 * @param root real path of the vault
 * @param make makes folders that are missing; otherwise `undefined` is answered for them
 */
export function placeInVault(root: string, path: string, make: boolean): string | undefined {
  const names = path.split('/')
  if (names.some((name) => name === '' || name === '.' || name === '..' || name.includes('\0')) || names.join('/') !== path)
    fail('path-not-inside', `"${path}" is no path in the vault.`, restOnly)
  const place = join(root, ...names)
  let folder = root
  for (const name of names.slice(0, -1)) {
    folder = join(folder, name)
    const stats = statsOf(folder)
    if (stats === undefined) {
      if (!make) return undefined
      mkdirSync(folder)
    } else if (!stats.isDirectory()) {
      if (!make) return undefined
      fail('in-the-way', `${folder} is in the way: it is not the folder that it was.`, `Move it away, and revert again.`)
    }
  }
  if (realpathSync(folder) !== folder)
    fail('path-not-inside', `${place} leads out of the vault through a link.`, 'Remove that link, and revert again.')
  return place
}

/** What is at a place, links not followed; `undefined` when nothing is. */
export function statsOf(place: string): Stats | undefined {
  try {
    return lstatSync(place)
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}
