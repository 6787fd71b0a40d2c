import { lchownSync, lstatSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { silentMountOf } from '../machine/silent-mounts.ts'
import { fail, systemCode } from '../problem-error.ts'
import { isInside } from '../vaults.ts'

/**
 * Where in a vault its document lies: the real path of its folder, and its name. Throws a problem where that is not inside of the vault, for a link may lead
 * anywhere, or where there is no vault, or nothing in it.
 * @param make whether folders that lack are made; without it `null` is answered where one lacks
 */
export function placeInVault(vault: string, inside: string, make: boolean): { folder: string; name: string } | null {
  const root = realVault(vault)
  const parts = inside.split('/').filter((part) => part !== '' && part !== '.')
  const name = parts.pop()
  if (name === undefined) return outside(vault, inside)
  let folder = root
  for (const part of parts) {
    const next = join(folder, part)
    if (lstatSync(next, { throwIfNoEntry: false }) === undefined) {
      if (!make) return null
      makeFolder(next)
    }
    folder = realpathSync(next)
    if (!isInside(folder, root) || !statSync(folder).isDirectory()) return outside(vault, inside)
  }
  return { folder, name }
}

/** A folder that belongs to whoever the one around it belongs to, as root makes it for somebody else. */
function makeFolder(path: string): void {
  mkdirSync(path)
  const { uid, gid } = statSync(dirname(path))
  if (process.getuid?.() === 0) lchownSync(path, uid, gid)
}

function realVault(vault: string): string {
  if (silentMountOf(vault) !== undefined) return notThere(vault)
  try {
    const root = realpathSync(vault)
    if (!statSync(root).isDirectory()) return notThere(vault)
    // A mount point without its disk, or a vault that somebody emptied: a backup has to find it so, and not with a file of ours in it.
    if (readdirSync(root).length > 0) return root
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP'].includes(systemCode(error))) throw error
    return notThere(vault)
  }
  return fail(
    'recovery-vault-empty',
    `There is nothing in ${vault} now, so no recovery document is written there.`,
    'It is written when there is something; connect its disk, if it is on one.',
  )
}

function notThere(vault: string): never {
  return fail(
    'recovery-vault-missing',
    `There is no folder ${vault} now, so the recovery document cannot be written into it.`,
    'It is written when the folder is there again; connect its disk.',
  )
}

function outside(vault: string, inside: string): never {
  return fail(
    'recovery-document-outside',
    `${inside} in ${vault} leads out of the vault, or through something that is no folder, so no recovery document is written there.`,
    'Name another place for it in the configuration: "recoveryDocument" of the vault.',
  )
}
