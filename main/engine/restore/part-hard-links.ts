import { constants, copyFileSync, lstatSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { ProblemError, systemCode } from '../problem-error.ts'
import { pathBytes } from '../verify/walk-source.ts'
import { makeStaging } from './staging.ts'
import { withinFolder } from './within-folder.ts'

/**
 * Gives files that have other names an inode of their own, with the same bytes, before restic writes over them. For restic leaves pieces that are right
 * already as they are, and then, where a file has other names, begins a new one without them: where those pieces belong are zeros (restic 0.19.1). And the
 * rights and times that it sets are those of all names of a file, of which others may be none that it is to touch.
 * A file that cannot be copied stays as it is: restic tells when it reads back.
 * @param places absolute, one character per byte
 */
export function partHardLinks(target: string, places: readonly string[]): void {
  if (places.length === 0) return
  const { root } = makeStaging(target)
  try {
    for (const place of places) part(place, join(root, 'parted'))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function part(place: string, copy: string): void {
  const cut = place.lastIndexOf('/')
  try {
    withinFolder(place.slice(0, cut), (at) => {
      const name = pathBytes(`${at}/${place.slice(cut + 1)}`)
      const { nlink, atimeMs, mtimeMs } = lstatSync(name)
      if (nlink < 2) return
      copyFileSync(name, copy, constants.COPYFILE_FICLONE)
      // Not newer than it was, for restic may ask.
      utimesSync(copy, atimeMs / 1000, Math.floor(mtimeMs) / 1000)
      renameSync(copy, name)
    })
  } catch (error) {
    if (!(error instanceof ProblemError) && systemCode(error) === '') throw error
  }
}
