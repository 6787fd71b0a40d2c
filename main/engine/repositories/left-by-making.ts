import { readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** What is there of a repository that was never finished, as paths below its place. A folder comes after all that is in it. */
export type LeftByMaking = { readonly files: readonly string[]; readonly folders: readonly string[] }

/** restic makes its folders, then a key, then the config, each file under another name first. Whoever only tries to open it may leave a lock. */
const madeFile = /^(?:config-tmp-\d+|(?:keys|locks)\/[0-9a-f]{64}(?:-tmp-\d+)?)$/
const madeFolder = /^(?:data(?:\/[0-9a-f]{2})?|index|keys|locks|snapshots)$/

/**
 * All that lies in a folder, if a making of a repository that was cut off can have left it. `undefined` where anything else is in there: somebody's own file in a
 * folder of such a name, a link, or something that was stored. Throws where a folder cannot be read.
 */
export function leftByMaking(location: string): LeftByMaking | undefined {
  const files: string[] = []
  const folders: string[] = []
  const isAllMade = (folder: string): boolean =>
    readdirSync(join(location, folder), { withFileTypes: true }).every((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      const isMade = entry.isDirectory() ? madeFolder.test(path) && isAllMade(path) : entry.isFile() && madeFile.test(path)
      if (isMade) (entry.isDirectory() ? folders : files).push(path)
      return isMade
    })
  return isAllMade('') ? { files, folders } : undefined
}

/** Removes exactly that, and not the place itself, which may be the top of a drive. What came in between stays, and keeps its folder. */
export function removeLeftByMaking(location: string): void {
  const left = leftByMaking(location)
  for (const file of left?.files ?? []) rmSync(join(location, file), { force: true })
  for (const folder of left?.folders ?? []) rmdirSync(join(location, folder))
}
