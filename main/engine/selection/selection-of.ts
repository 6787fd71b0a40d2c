import type { Core } from '../core.ts'
import { realOrSame } from '../machine/real-or-same.ts'
import type { KnownVault } from '../state/queries.ts'
import { isInside, type Vault } from '../vaults.ts'
import { isCache } from '../verify/walk-source.ts'
import { toBytes } from './parse-pattern.ts'
import type { Selection } from './selection.ts'

/**
 * What is backed up of a vault: what its configuration does not leave out, of that what the plan takes, and never our own home: backups of the
 * backups would grow with every run. A vault that is marked as a cache itself is taken with all its caches: whoever named it means it, and restic would take the
 * mark alone.
 */
export function selectionOf(core: Core, vault: Vault, include: readonly string[] | null): Selection {
  const home = realOrSame(core.home.root)
  const leftOut = new Set(isInside(home, vault.path) ? [home] : [])
  return { exclude: vault.exclude, include, leftOut, caches: isCache(toBytes(vault.path)) }
}

/**
 * What a snapshot of a vault was to hold, by the configuration as it is now; `undefined` where that cannot be told: its plan is no more, or does not name
 * the vault just once.
 */
export function selectionOfSnapshot(core: Core, vault: KnownVault, plan: string | null): Selection | undefined {
  const { configuration } = core.settings
  const sources = plan === null ? [{ include: null }] : configuration?.plans[plan]?.sources.filter((source) => source.vault === vault.id)
  const [source, ...others] = sources ?? []
  if (source === undefined || others.length > 0) return undefined
  return selectionOf(core, { ...vault, exclude: configuration?.vaults[vault.id]?.exclude ?? [] }, source.include)
}
