import { closeSync, constants, fchmodSync, fstatSync, openSync } from 'node:fs'
import { pathBytes, shownPath } from '../verify/walk-source.ts'
import { TargetPlaces } from './target-places.ts'
import { withinFolder } from './within-folder.ts'

const privileges = 0o6000

/**
 * Takes setuid and setgid bits from files that were restored. Neither a link in the place of such a file nor one on the way to it is followed.
 * @param root real path of the folder that was restored into
 * @param paths relative to it, as shown
 * @returns those that still have them, as shown
 */
export function clearPrivileges(root: string, paths: readonly string[]): string[] {
  const places = new TargetPlaces(root)
  return paths.flatMap((shown) => places.find(shown).filter((path) => !clear(places.at(path)))).map(shownPath)
}

function clear(place: string): boolean {
  const cut = place.lastIndexOf('/')
  try {
    return withinFolder(place.slice(0, cut), (at) => {
      const descriptor = openSync(
        pathBytes(`${at}/${place.slice(cut + 1)}`),
        constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0),
      )
      try {
        const stats = fstatSync(descriptor)
        if (stats.isFile() && (stats.mode & privileges) !== 0) fchmodSync(descriptor, stats.mode & 0o7777 & ~privileges)
        return true
      } finally {
        closeSync(descriptor)
      }
    })
  } catch {
    // Not to be opened, or gone: it is told.
    return false
  }
}
