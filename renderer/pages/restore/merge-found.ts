import type { FoundInVault, FoundPath } from '../../../main/contract/procedures/files.ts'

/** A path that was found, of one vault. Copies of the vault in several repositories are one. */
export type Hit = FoundPath & { readonly vault: string | null; readonly vaultName: string | null; readonly repository: string }

/**
 * What was found as one list: the very name first, then names that begin like what was typed, then the others; of these what was saved last.
 * Pure.
 */
export function mergeFound(groups: readonly FoundInVault[], typed: string): Hit[] {
  const hits = new Map<string, Hit>()
  for (const { vault, vaultName, repository, found } of groups)
    for (const one of found) {
      const hit = { ...one, vault, vaultName, repository }
      const key = JSON.stringify([vault ?? repository, one.path])
      const known = hits.get(key)
      if (known === undefined || Date.parse(one.newest.time) > Date.parse(known.newest.time)) hits.set(key, hit)
    }
  const name = typed.toLowerCase()
  const rank = (hit: Hit) => (hit.name.toLowerCase() === name ? 0 : hit.name.toLowerCase().startsWith(name) ? 1 : 2)
  const saved = new Map([...hits.values()].map((hit) => [hit, Date.parse(hit.newest.time) || 0]))
  return [...hits.values()].sort(
    (one, other) => rank(one) - rank(other) || (saved.get(other) ?? 0) - (saved.get(one) ?? 0) || (one.path < other.path ? -1 : 1),
  )
}
