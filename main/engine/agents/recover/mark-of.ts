import { lstatSync } from 'node:fs'
import { pathBytes } from '../../verify/walk-source.ts'
import { at, below, kindAt, namesIn } from './folder-state.ts'

/**
 * What tells whether a thing is still the one that was seen: which it is, its size and its time, of a folder also those of all that is in it. `null`: nothing is there. One character
 * per byte; no link is followed.
 */
export function markOf(root: string, path: string): string | null {
  const kind = kindAt(root, path)
  if (kind === 'nothing') return null
  const { ino, size, mtimeNs } = lstatSync(pathBytes(at(root, path)), { bigint: true })
  const own = `${kind} ${ino} ${size} ${mtimeNs}`
  if (kind !== 'folder') return own
  return [own, ...namesIn(root, path).map((name) => `${name}: ${markOf(root, below(path, name))}`)].join('\n')
}
