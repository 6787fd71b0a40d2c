import { readdirSync } from 'node:fs'
import { pathBytes, shownPath } from '../verify/walk-source.ts'

/** How many folders are remembered: snapshots are read folder by folder. */
const mostRemembered = 8

/** A shown path as all decoders would show it: they differ in how many U+FFFD some bytes become. Pure. */
export function loosely(shown: string): string {
  return shown.includes('\uFFFD') ? shown.replace(/\uFFFD+/g, '\uFFFD') : shown
}

/** Which names in a folder a name as restic shows it may stand for: bytes that are no UTF-8 are all shown alike. Reads a folder once for many names. */
export class ShownNames {
  readonly #folders = new Map<string, ReadonlyMap<string, readonly string[]>>()

  /** The names in a folder, one character per byte; for one that is text itself, whether it is there or not. */
  of(folder: string, name: string): readonly string[] {
    if (!name.includes('\uFFFD')) return [Buffer.from(name).toString('latin1')]
    const known = this.#folders.get(folder) ?? namesByLook(folder)
    if (this.#folders.size >= mostRemembered && !this.#folders.has(folder)) this.#folders.clear()
    this.#folders.set(folder, known)
    return known.get(loosely(name)) ?? []
  }
}

/** Those names of a folder that are no text, by how they are shown; none where it may not be read, or is gone. */
function namesByLook(folder: string): ReadonlyMap<string, readonly string[]> {
  try {
    const names = readdirSync(pathBytes(folder), { encoding: 'latin1' })
    return Map.groupBy(
      names.filter((one) => shownPath(one).includes('\uFFFD')),
      (one) => loosely(shownPath(one)),
    )
  } catch {
    return new Map()
  }
}
