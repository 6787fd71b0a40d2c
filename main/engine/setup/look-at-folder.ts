import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import type { FoundVault, VaultKind } from '../../contract/procedures/setup.ts'
import type { Core } from '../core.ts'
import { configuredAt, vaultAt } from '../vaults.ts'
import { type Deadline, deadlineOf } from './deadline.ts'
import { fittingExcludes } from './fitting-excludes.ts'
import { measureFolder } from './measure-folder.ts'
import { personPath } from './person-path.ts'

/** What a folder is by what lies in it, `undefined` for one like any other. Pure. */
export function kindOfFolder(names: readonly string[]): VaultKind | undefined {
  if (names.includes('.obsidian')) return 'notes'
  if (names.includes('SOUL.md')) return 'agent'
  if (names.includes('.git')) return 'code'
  return names.includes('.claude') ? 'workspace' : undefined
}

/** What one folder that a person names looks like as a vault. Throws a problem for what cannot be one. */
export async function lookAtFolder(core: Core, path: string, signal?: AbortSignal): Promise<FoundVault> {
  const vault = vaultAt(personPath(core, path), core.home)
  const names = await readdir(vault.path).catch(() => [])
  return describeFolder(core, vault.path, kindOfFolder(names) ?? 'folder', deadlineOf({ milliseconds: 1500, entries: 200_000, signal }))
}

/** A folder that could be a vault, measured as far as there is time. */
export async function describeFolder(core: Core, path: string, kind: VaultKind, deadline: Deadline): Promise<FoundVault> {
  const names = await readdir(path).catch(() => [])
  const excludes = await fittingExcludes(path, names)
  const { files, bytes, counted } = await measureFolder(path, excludes, deadline)
  const configured = configuredAt(core.settings.configuration, path)
  return {
    path,
    name: configured?.name ?? (basename(path) || path),
    kind,
    excludes: configured === undefined ? excludes : [...configured.exclude],
    files,
    bytes,
    counted,
    configured: configured !== undefined,
  }
}
