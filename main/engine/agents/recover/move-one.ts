import { renameSync } from 'node:fs'
import { withinFolder } from '../../restore/within-folder.ts'
import { pathBytes } from '../../verify/walk-source.ts'

/** Moves something by one rename, in the very folders that it is said to be in: what a link has taken the place of is not written through. One character per byte. */
export function moveOne(source: string, place: string): void {
  const [from, to] = [source.lastIndexOf('/'), place.lastIndexOf('/')]
  withinFolder(source.slice(0, from), (ours) =>
    withinFolder(place.slice(0, to), (theirs) =>
      renameSync(pathBytes(`${ours}/${source.slice(from + 1)}`), pathBytes(`${theirs}/${place.slice(to + 1)}`)),
    ),
  )
}
