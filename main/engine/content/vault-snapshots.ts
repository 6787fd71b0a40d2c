import type { Core } from '../core.ts'
import { type KnownSnapshot, knownSnapshots, knownVaults } from '../state/queries.ts'

/**
 * The snapshots of one vault in one repository, that are there, oldest first; `vault` null for those of no vault, such as plain restic's. `states` are those
 * that were taken to keep a state of it; the others are safety snapshots, of parts that a restore was about to write over.
 */
export type VaultSnapshots = {
  readonly repository: string
  readonly vault: string | null
  readonly vaultName: string | null
  readonly snapshots: readonly KnownSnapshot[]
  readonly states: readonly KnownSnapshot[]
}

/** All vaults that a repository has snapshots of, by the ledger. @param vault only this one, by its id */
export function vaultSnapshots(core: Core, repository: string, vault?: string): VaultSnapshots[] {
  const { database } = core.state
  const names = new Map(knownVaults(database).map(({ id, name }) => [id, name]))
  const there = knownSnapshots(database, repository).filter((one) => one.vanished === null && (vault === undefined || one.vault === vault))
  return [...Map.groupBy(there, (one) => one.vault)].map(([id, snapshots]) => ({
    repository,
    vault: id,
    vaultName: id === null ? null : (names.get(id) ?? id),
    snapshots,
    states: snapshots.filter(({ safety }) => !safety),
  }))
}

/**
 * The newest snapshot that holds all of a vault: what it does not have was deleted. Plans may take parts of a vault only. `undefined` where none is known to
 * hold all of it.
 */
export function newestWhole(core: Core, { vault, states }: VaultSnapshots): KnownSnapshot | undefined {
  if (vault === null) return undefined
  return states.findLast(({ plan }) => plan === null || takesAll(core, plan, vault))
}

function takesAll(core: Core, plan: string, vault: string): boolean {
  const sources = core.settings.configuration?.plans[plan]?.sources ?? []
  return sources.some((source) => source.vault === vault && source.include === null)
}
