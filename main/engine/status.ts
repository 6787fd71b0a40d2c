import type { Problem } from '../contract/problem.ts'
import type { Core } from './core.ts'
import { readOwner } from './home/lock.ts'
import { embedded } from './repositories/repository-place.ts'
import { closeInterruptedRuns } from './runs/recover.ts'
import {
  type KnownRun,
  type KnownSnapshot,
  knownRepository,
  knownSnapshots,
  knownVaults,
  latestBackup,
  latestGoodBackup,
} from './state/queries.ts'

/** How a vault stands. Colours and icons are chosen by this word, never the other way round. */
export type VaultState = 'protected' | 'running' | 'warning' | 'not-verified' | 'failed'

/** One vault as a person wants to see it. */
type VaultStatus = {
  readonly vault: string
  readonly name: string
  readonly path: string
  readonly state: VaultState
  /** Why, when it is not protected; with the remedy. */
  readonly problem: Problem | null
  readonly warnings: readonly string[]
  readonly lastGood: {
    readonly time: string
    readonly label: string | null
    readonly snapshot: string | null
    readonly files: number
    readonly bytes: number
  } | null
}

/** Everything that `status` shows. `attention` is what the exit code is made of. */
export type Status = {
  readonly vaults: readonly VaultStatus[]
  readonly repository: {
    readonly name: string
    readonly location: string
    readonly snapshots: number
    readonly onThisDiskOnly: true
    readonly vanished: number
    readonly damagedSince: string | null
  } | null
  readonly doing: string | null
  readonly attention: boolean
}

/** Reads how everything stands from the records; no restic process is needed. */
export async function status(core: Core): Promise<Status> {
  await closeInterruptedRuns(core)
  const { database } = core.state
  const known = knownRepository(database, embedded)
  const ledger = known ? knownSnapshots(database, embedded) : []
  const vaults = knownVaults(database).map((vault): VaultStatus => {
    const last = latestBackup(database, vault.id)
    const { state, problem } = standing(
      last,
      ledger.find(({ id }) => id === last?.snapshot),
    )
    // One that was proven later is as good as one that was read back at once.
    const good = latestGoodBackup(database, vault.id) ?? (state === 'protected' ? last : undefined)
    return {
      vault: vault.id,
      name: vault.name,
      path: vault.path,
      state,
      problem,
      warnings: last?.warnings ?? [],
      lastGood: good
        ? {
            time: good.ended ?? good.started,
            label: good.label ?? labelOf(core, good),
            snapshot: good.snapshot,
            files: good.counts?.files ?? 0,
            bytes: good.counts?.bytes ?? 0,
          }
        : null,
    }
  })
  const vanished = ledger.filter((one) => one.vanished !== null).length
  const repository = known?.id
    ? {
        name: known.name,
        location: known.location,
        snapshots: ledger.length - vanished,
        onThisDiskOnly: true as const,
        vanished,
        damagedSince: known.damaged?.since ?? null,
      }
    : null
  const attention =
    vaults.length === 0 ||
    vaults.some(({ state, lastGood }) => state === 'failed' || state === 'not-verified' || (lastGood === null && state !== 'running')) ||
    repository?.damagedSince != null
  return { vaults, repository, doing: readOwner(core.home.locks, embedded)?.doing ?? null, attention }
}

/**
 * How a vault stands, from its latest backup and from what later verifications found of that snapshot: they may prove what was not read back,
 * or take back what was. Pure.
 */
export function standing(
  last: KnownRun | undefined,
  snapshot: Pick<KnownSnapshot, 'verified'> | undefined,
): { state: VaultState; problem: Problem | null } {
  const state = vaultState(last)
  if (last?.problem?.code === 'not-verified' && snapshot?.verified) return { state: 'protected', problem: null }
  if (state === 'protected' && snapshot !== undefined && snapshot.verified === null) {
    return {
      state: 'not-verified',
      problem: {
        code: 'read-back-failed',
        sentence: 'A later verification found that the newest snapshot does not hold what it should.',
        remedy: 'Back the folder up again; if it stays, run: vaultkeeper verify --repair',
      },
    }
  }
  return { state, problem: last?.problem ?? null }
}

/** The state of a vault from its latest backup. Pure. A cancelled run is a person's own decision: it asks for no attention, but is no protection either. */
export function vaultState(last: KnownRun | undefined): VaultState {
  switch (last?.verdict) {
    case 'done':
      return 'protected'
    case 'warnings':
    case 'skipped':
    case 'cancelled':
      return 'warning'
    case 'not-verified':
      return 'not-verified'
    case null:
      return 'running'
    case 'failed':
    case 'interrupted':
    case undefined:
      return 'failed'
  }
}

function labelOf(core: Core, run: KnownRun): string | null {
  return knownSnapshots(core.state.database, embedded).find(({ id }) => id === run.snapshot)?.label ?? null
}
