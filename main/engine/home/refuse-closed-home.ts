import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fail, systemCode } from '../problem-error.ts'
import { homeAt, throwHomeProblem } from './home.ts'
import { ownerInWords } from './owner-in-words.ts'

/** Throws a problem when this user is kept out of a home, or of a folder on the way to it: which folder, whose it is, and what to do. */
export function refuseClosedHome(root: string): void {
  try {
    accessSync(root, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    if (!isDenied(error)) return
    const { folder, uid, isFolder } = closedFolder(root)
    // Nobody may enter a file, not even root.
    if (!isFolder) throwHomeProblem(homeAt(root), { code: 'ENOTDIR' })
    const of = folder === root ? `Vaultkeeper's folder ${root}` : `${folder}, in which Vaultkeeper's folder ${root} lies,`
    const elsewhere = 'or set VAULTKEEPER_HOME to a folder of your own'
    if (uid === null || uid === process.getuid?.())
      fail('home-not-allowed', `${of} is closed to you by the rights it has.`, `Open it with: chmod u+rwx '${folder}', ${elsewhere}.`)
    const owner = ownerInWords(uid)
    fail(
      'home-not-allowed',
      `${of} is closed to you: it belongs to ${owner}.`,
      `Run Vaultkeeper as ${owner}, have the folder given to you (chown), ${elsewhere}.`,
    )
  }
}

/** The folder that keeps us out: what lies in it cannot even be looked at. */
function closedFolder(root: string): { readonly folder: string; readonly uid: number | null; readonly isFolder: boolean } {
  for (let folder = root; ; folder = dirname(folder)) {
    try {
      const stat = statSync(folder)
      return { folder, uid: stat.uid, isFolder: stat.isDirectory() }
    } catch (error) {
      if (!isDenied(error) || dirname(folder) === folder) return { folder, uid: null, isFolder: true }
    }
  }
}

function isDenied(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes(systemCode(error))
}
