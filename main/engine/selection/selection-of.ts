import { realpathSync } from 'node:fs'
import type { Core } from '../core.ts'
import { isInside, type Vault } from '../vaults.ts'
import type { Selection } from './selection.ts'

/**
 * What is backed up of a vault: what its configuration does not leave out, of that what the plan takes, and never our own home: backups of the
 * backups would grow with every run.
 */
export function selectionOf(core: Core, vault: Vault, include: readonly string[] | null): Selection {
  const home = realpathSync(core.home.root)
  return { exclude: vault.exclude, include, leftOut: new Set(isInside(home, vault.path) ? [home] : []) }
}
