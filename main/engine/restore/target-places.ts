import { statOf } from '../verify/walk-source.ts'
import { ShownNames } from './shown-names.ts'

/** How many folders are remembered: snapshots are read folder by folder. */
const mostRemembered = 256

/**
 * Where the paths of a snapshot lie in a folder. restic shows bytes that are no UTF-8 as U+FFFD, so a path with one may be that of several things on
 * the disk. Links are not followed: below one there is nothing. Paths of the disk are relative and hold one character per byte.
 */
export class TargetPlaces {
  readonly root: string
  readonly #folders = new Map<string, readonly string[]>()
  readonly #names = new ShownNames()

  /** @param root real path of the folder */
  constructor(root: string) {
    this.root = Buffer.from(root === '/' ? '' : root).toString('latin1')
  }

  /** The absolute place of a path, one character per byte. */
  at(path: string): string {
    return `${this.root}/${path}`
  }

  /** Where something of a shown path is, or would be; nothing when the folder around it is not there, or is none. */
  find(shown: string): readonly string[] {
    const cut = shown.lastIndexOf('/')
    const name = shown.slice(cut + 1)
    if (name === '' || name === '.' || name === '..' || name.includes('\0')) return []
    const parents = cut < 0 ? [''] : this.#foldersAt(shown.slice(0, cut))
    return parents.flatMap((parent) => this.#named(parent, name))
  }

  /** Whether each folder on the way to a path is a real one; a slash at its end is none of the way. */
  isReached(path: string): boolean {
    for (let cut = path.indexOf('/'); cut >= 0 && cut < path.length - 1; cut = path.indexOf('/', cut + 1))
      if (!statOf(this.at(path.slice(0, cut)))?.isDirectory()) return false
    return true
  }

  #foldersAt(shown: string): readonly string[] {
    const known = this.#folders.get(shown)
    if (known !== undefined) return known
    const found = this.find(shown)
      .filter((path) => statOf(this.at(path))?.isDirectory())
      .map((path) => `${path}/`)
    if (this.#folders.size >= mostRemembered) this.#folders.clear()
    this.#folders.set(shown, found)
    return found
  }

  #named(parent: string, name: string): string[] {
    return this.#names.of(this.at(parent), name).map((one) => `${parent}${one}`)
  }
}
