import { createHash } from 'node:crypto'
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { basename, isAbsolute, relative, sep } from 'node:path'
import type { Configuration } from '../contract/configuration.ts'
import type { Core } from './core.ts'
import type { Home } from './home/home.ts'
import { vaultNamer } from './hosts/vault-names.ts'
import { realOrSame } from './machine/real-or-same.ts'
import { silentMountOf } from './machine/silent-mounts.ts'
import { fail, systemCode } from './problem-error.ts'
import { type KnownVault, knownVaults } from './state/queries.ts'

/** A vault with what its configuration says to leave out. */
export type Vault = KnownVault & { readonly exclude: readonly string[] }

/**
 * The vault that a folder is: the one that the configuration names, else one of its own. Throws a problem for what is no folder, cannot be read,
 * or holds nothing but Vaultkeeper itself.
 * @param id which of several that lie in one folder, by its path or a link
 */
export function vaultOf(core: Core, folder: string, id?: string): Vault {
  const found = vaultAt(folder, core.home)
  const configured = configuredAt(core.settings.configuration, found.path, id)
  return configured === undefined ? { ...found, exclude: [] } : { ...configured, path: found.path }
}

/** The vault that the configuration names for a real path, or for the path as it is written there; of several the one that is meant, else the first. */
export function configuredAt(configuration: Configuration | null, path: string, meant?: string): Vault | undefined {
  const all = Object.entries(configuration?.vaults ?? {})
  for (const [id, { name, path: written, exclude }] of [...all.filter(([id]) => id === meant), ...all])
    if (realOrSame(written) === path || written === path) return { id, name, path, exclude }
  return undefined
}

/**
 * Records a vault before it is backed up. A folder that was backed up under another id, before the configuration named it, keeps its backups: they
 * are its own under the new one. Not one that the configuration names still: its folder was changed, or is that of another vault as well.
 */
export async function recordVault(core: Core, { id, name, path }: KnownVault): Promise<void> {
  const known = knownVaults(core.state.database)
  const same = known.find((vault) => vault.id === id)
  const configured = core.settings.configuration?.vaults ?? {}
  const formerly = known.find((vault) => vault.path === path && vault.id !== id && !Object.hasOwn(configured, vault.id))?.id
  if (same?.name === name && same.path === path && formerly === undefined) return
  await core.record({ event: 'vault.known', vault: id, name, path, ...(formerly === undefined ? {} : { formerly }) })
}

/** The name of a vault by its id, which stands for it where it is not known. */
export function nameOfVault(core: Core, vault: string): string {
  return vaultNamer(core)(vault) ?? vault
}

/**
 * The vault that a folder is without any configuration. Its id comes from where it really lies, so that a link to it is the same vault.
 */
export function vaultAt(folder: string, home: Home): KnownVault {
  const path = realFolder(folder)
  if (isInside(path, realOrSame(home.root))) {
    return fail(
      'vault-inside-home',
      `${folder} lies inside Vaultkeeper's own folder ${home.root}.`,
      'Name a folder of your own: backups of the backups would grow without end.',
    )
  }
  const name = basename(path) || 'root'
  return { id: vaultId(path), name, path }
}

/** `notes-1a2b3c4d`: readable, and different for two folders of one name. */
export function vaultId(path: string): string {
  const slug = basename(path)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
  return `${slug || 'vault'}-${createHash('sha256').update(path).digest('hex').slice(0, 8)}`
}

/** Whether `path` is `folder` or lies in it. Both are real paths. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  // Absolute: the way to another drive of Windows. A folder `c:` elsewhere is a name like any other.
  return way === '' || (!way.startsWith(`..${sep}`) && way !== '..' && !isAbsolute(way))
}

function realFolder(folder: string): string {
  const silent = silentMountOf(folder)
  if (silent !== undefined)
    fail(
      'folder-not-answering',
      `The folder ${folder} is on a network drive that does not answer: ${silent}.`,
      'See that the machine that it belongs to is running and can be reached; what is due is made up for then.',
    )
  try {
    const path = realpathSync(folder)
    if (!statSync(path).isDirectory()) return fail('not-a-folder', `${folder} is a file, not a folder.`, 'Name the folder that holds it.')
    accessSync(path, constants.R_OK | constants.X_OK)
    return path
  } catch (error) {
    switch (systemCode(error)) {
      case 'ENOENT':
        return fail('folder-missing', `There is no folder ${folder}.`, 'Check the name, and that its disk is connected.')
      case 'ENOTDIR':
        return fail('folder-missing', `There is no folder ${folder}: a part of that path is a file.`, 'Check the name.')
      case 'EACCES':
      case 'EPERM':
        return fail(
          'folder-not-readable',
          `You may not read the folder ${folder}.`,
          'Give yourself the right to read it, or run as its owner.',
        )
      case 'ELOOP':
        return fail('folder-is-a-loop', `${folder} is a link that leads back to itself.`, 'Name the real folder.')
      default:
        throw error
    }
  }
}
