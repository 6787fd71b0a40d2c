import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { isInside } from '../vaults.ts'

/** A path as snapshots have it, and of which vault; `vault` null: of any, or of none. */
export type PlaceInVault = { readonly vault: string | null; readonly path: string }

/**
 * What a person may mean by a path, the likeliest first: something on this disk, in the vault that it lies in, or a path in a vault. What was deleted is found
 * as well: only the folder that is left of it counts.
 * @param text as it was typed
 * @param onDisk the same as an absolute path, seen from where it was typed
 */
export function placesOfPath(
  text: string,
  onDisk: string,
  vaults: readonly { readonly id: string; readonly path: string }[],
): PlaceInVault[] {
  const real = realPlace(onDisk)
  const places: PlaceInVault[] = []
  // A vault may lie in another one: the inner one first.
  for (const { id, path } of vaults.toSorted((one, other) => other.path.length - one.path.length))
    if (isInside(real, path)) places.push({ vault: id, path: plain(relative(path, real)) })
  const isForDisk = isAbsolute(text) || /^\.{1,2}(?:[/\\]|$)/.test(text)
  if (!isForDisk) places.push({ vault: null, path: plain(text) })
  // Snapshots of plain restic have whole paths; and "/notes" may mean the one in the vault.
  else places.push({ vault: null, path: plain(real) }, ...(isAbsolute(text) ? [{ vault: null, path: plain(text) }] : []))
  return places.filter(({ path }) => path !== '')
}

/** A place with its links resolved, as far as it is there. */
function realPlace(place: string): string {
  const parent = dirname(place)
  if (parent === place) return place
  // The last part itself may be a link, and is what is meant then.
  return join(existsSync(parent) ? realpathSync(parent) : realPlace(parent), basename(place))
}

function plain(path: string): string {
  return path
    .split(sep)
    .join('/')
    .replace(/^\/+|\/+$/g, '')
}
