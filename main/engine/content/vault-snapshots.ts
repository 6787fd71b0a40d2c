import type { Core } from '../core.ts'
import { vaultNamer } from '../hosts/vault-names.ts'
import { ownMark } from '../own/own-mark.ts'
import { type KnownSnapshot, knownSnapshots, knownVaults } from '../state/queries.ts'
import { begunRestores } from '../state/restore-queries.ts'

/**
 * The snapshots of one vault in one repository, that are there, oldest first; `vault` null for those of no vault, such as plain restic's. `states` are those
 * that were taken to keep a state of it; the others are safety snapshots, of parts that a restore into the vault was
 * about to write over. Those of restores into other folders make one of no vault and without states.
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
  const vaults = knownVaults(database)
  const nameOf = vaultNamer(core)
  const there = knownSnapshots(database, repository).filter((one) => one.vanished === null && one.safety !== ownMark)
  const targets = there.some(({ safety }) => safety) ? new Map(begunRestores(database).map(({ run, target }) => [run, target])) : undefined
  const ownerOf = ({ vault: own, safety }: KnownSnapshot): string | null => {
    if (own !== null || !safety) return own
    const target = targets?.get(safety)
    // Those of any other folder say nothing of each other, but are found together.
    return vaults.find(({ path }) => path === target)?.id ?? elsewhere
  }
  return [...Map.groupBy(there, ownerOf)]
    .filter(([id]) => vault === undefined || id === vault)
    .map(([id, snapshots]) => ({
      repository,
      vault: id === elsewhere ? null : id,
      vaultName: id === null || id === elsewhere ? null : (nameOf(id) ?? id),
      snapshots,
      states: snapshots.filter(({ safety }) => !safety),
    }))
}

/** Of restores into a folder that is no vault. */
const elsewhere = '(elsewhere)'

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
