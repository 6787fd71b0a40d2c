import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { isInside } from '../vaults.ts'

/** A path as snapshots have it, and of which vault; `vault` null: of any, or of none. */
export type PlaceInVault = { readonly vault: string | null; readonly path: string }

/**
 * What a person may mean by a path, the likelier first: something on this disk, in the vault that it lies in or by its whole path, as plain restic has it; else a
 * path in any vault. What was deleted is found as well: only the folder that is left of it counts.
 * @param text as it was typed
 * @param onDisk the same as an absolute path, seen from where it was typed; `undefined` where it was typed in no folder, as on a page: then only a whole path is
 * one of this disk
 */
export function placesOfPath(
  text: string,
  onDisk: string | undefined,
  vaults: readonly { readonly id: string; readonly path: string }[],
): readonly (readonly PlaceInVault[])[] {
  const anywhere = [{ vault: null, path: plain(text) }]
  const place = onDisk ?? (isAbsolute(text) ? text : undefined)
  if (place === undefined) return [anywhere]
  const real = realPlace(place)
  // A vault may lie in another one: then both have it.
  const inVaults = vaults
    .filter(({ path }) => isInside(real, path))
    .map(({ id, path }) => ({ vault: id, path: plain(relative(path, real)) }))
  const onThisDisk = [...inVaults, { vault: null, path: plain(real) }]
  const isForDisk = /^\.{1,2}(?:[/\\]|$)/.test(text)
  const likely = [onThisDisk, ...(isForDisk ? [] : [anywhere])]
  return likely.map((places) => places.filter(({ path }) => path !== ''))
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
