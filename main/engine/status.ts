import type { Problem } from '../contract/problem.ts'
import type { OtherMachine } from '../contract/procedures/machines.ts'
import { type OpenAnomaly, openAnomalyList } from './anomalies/open-anomaly.ts'
import { comebackTroubles } from './comeback/comeback-troubles.ts'
import type { Core } from './core.ts'
import { drillTroubles } from './drill/drill-troubles.ts'
import { type ProvenPlace, provenPlaces } from './drill/proven-places.ts'
import { gatherHealth, type HealthReport } from './health/gather-health.ts'
import { newestGone } from './health/gather-lanes.ts'
import { brokenConfiguration } from './health/troubles-of.ts'
import { readOwner } from './home/lock.ts'
import { otherMachines } from './hosts/other-machines.ts'
import { diskOf } from './machine/disk-of.ts'
import { isThere } from './machine/silent-mounts.ts'
import { ownMark } from './own/own-mark.ts'
import { whereDriveIs } from './repositories/found-drive.ts'
import { embedded, missingDrive, repositoryLock, repositoryNames } from './repositories/repository-place.ts'
import { type UnfinishedRestore, unfinishedRestores } from './restore/unfinished-restores.ts'
import { closeInterruptedRuns } from './runs/recover.ts'
import { nextDue } from './schedule/next-due.ts'
import { runningDaemon } from './schedule/running-daemon.ts'
import {
  type KnownRun,
  type KnownSnapshot,
  type KnownVault,
  knownRepository,
  knownSnapshots,
  knownVaults,
  latestBackup,
  latestGoodBackup,
} from './state/queries.ts'

/** How a vault stands. Colours and icons are chosen by this word, never the other way round. */
export type VaultState = 'protected' | 'running' | 'warning' | 'not-verified' | 'failed' | 'anomaly'

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

/** A repository as far as records and configuration tell of it. */
type RepositoryStatus = {
  readonly name: string
  readonly location: string
  /** It lies on the disk of our own home: it helps against mistakes, not against a dead disk. */
  readonly onThisDisk: boolean
  /** Its folder is not where it was: a drive that is not connected, or it was moved away. Of a server nothing is known. */
  readonly notThere: boolean
  /** Nor is there a drive that could be missing: it was removed or moved, with all that backups put there. */
  readonly gone: boolean
  readonly snapshots: number
  readonly vanished: number
  readonly damagedSince: string | null
}

/** Everything that `status` shows. `attention` is what the exit code is made of. */
export type Status = {
  /** Vaults that were backed up by hand and that no plan takes care of. */
  readonly vaults: readonly VaultStatus[]
  readonly repositories: readonly RepositoryStatus[]
  /** Each plan in each of its repositories; empty where nothing is configured. */
  readonly plans: HealthReport['plans']
  /** What else is not as it should be. */
  readonly troubles: HealthReport['troubles']
  /** What waits for a person to say whether it was meant so. Nothing is removed meanwhile. */
  readonly anomalies: readonly OpenAnomaly[]
  /** When each vault was last restored on trial out of each repository, and came back. */
  readonly proven: readonly ProvenPlace[]
  /** The other machines that keep snapshots in the same repositories. */
  readonly machines: readonly OtherMachine[]
  /** Restores, and what was to take them back, that were cut off. */
  readonly unfinished: readonly UnfinishedRestore[]
  /** Whether some process runs the schedule. */
  readonly scheduled: boolean
  /** The process that runs it. `tray`: it is the tray app. */
  readonly scheduler: { readonly pid: number; readonly since: string; readonly tray: boolean } | null
  /** What is being done in the repositories now. */
  readonly doing: readonly string[]
  readonly attention: boolean
}

/** Reads how everything stands from records, configuration and clock; no restic process is needed. */
export async function status(core: Core): Promise<Status> {
  await closeInterruptedRuns(core)
  const { database } = core.state
  const { configuration } = core.settings
  const now = core.ports.clock.now()
  const health = configuration === null ? healthWithout(core) : gatherHealth(core, configuration, now, nextDue(core, now))
  // A plan whose repositories are all switched off takes care of nothing.
  const cared = new Set(health.plans.flatMap(({ lanes }) => lanes.map(({ vault }) => vault)))
  const anomalies = openAnomalyList(core)
  const vaults = knownVaults(database)
    .filter(({ id }) => !cared.has(id))
    .map((vault) => withAnomaly(vaultStatus(core, vault), anomalies))
  const names = repositoryNames(core)
  const used = new Set([
    ...health.plans.map(({ repository }) => repository),
    ...vaults.map(({ vault }) => latestBackup(database, vault)?.repository),
  ])
  const repositories = names.flatMap((name) => repositoryStatus(core, name, used.has(name)) ?? [])
  const unfinished = unfinishedRestores(core)
  const scheduler = runningDaemon(core)
  const attention =
    unfinished.length > 0 ||
    (vaults.length === 0 && health.plans.length === 0) ||
    health.attention ||
    anomalies.length > 0 ||
    vaults.some(({ state, lastGood }) => state === 'failed' || state === 'not-verified' || (lastGood === null && state !== 'running')) ||
    repositories.some(({ damagedSince, gone }) => damagedSince !== null || gone)
  return {
    vaults,
    repositories,
    plans: health.plans,
    troubles: health.troubles,
    anomalies,
    proven: provenPlaces(core),
    machines: otherMachines(core, now),
    unfinished,
    scheduled: scheduler !== undefined,
    scheduler: scheduler ?? null,
    doing: names.flatMap((name) => readOwner(core.home.locks, repositoryLock(name))?.doing ?? []),
    attention,
  }
}

/** Without a configuration there is no plan; that there is none can be because of its mistakes. */
function healthWithout(core: Core): Pick<HealthReport, 'plans' | 'troubles' | 'attention'> {
  const troubles = [
    ...brokenConfiguration(core.settings.problems, 'no plan is in force'),
    ...drillTroubles(core),
    ...comebackTroubles(core),
  ]
  return { plans: [], troubles, attention: troubles.length > 0 }
}

function vaultStatus(core: Core, vault: KnownVault): VaultStatus {
  const { database } = core.state
  const last = latestBackup(database, vault.id)
  const ledger = knownSnapshots(database, last?.repository ?? embedded)
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
          label: good.label ?? ledger.find(({ id }) => id === good.snapshot)?.label ?? null,
          snapshot: good.snapshot,
          files: good.counts?.files ?? 0,
          bytes: good.counts?.bytes ?? 0,
        }
      : null,
  }
}

/** What waits for a person is told by itself, with what there is to do: here it is only that the vault is not what it was. */
function withAnomaly(status: VaultStatus, anomalies: readonly OpenAnomaly[]): VaultStatus {
  const isUnusual = anomalies.some(({ code, plan, vault }) => code !== null && plan === null && vault === status.vault)
  return isUnusual ? { ...status, state: 'anomaly' } : status
}

function repositoryStatus(core: Core, name: string, isUsed: boolean): RepositoryStatus | undefined {
  const known = knownRepository(core.state.database, name)
  if (!known?.id) return undefined
  const ledger = knownSnapshots(core.state.database, name)
  // What another machine removed of its own is its affair.
  const vanished = ledger.filter((one) => one.vanished !== null && one.machine === null).length
  const remote = /^[a-z0-9]{2,}:/.test(known.location)
  const location = remote ? known.location : whereDriveIs(core, known.location, known)
  const notThere = !remote && !isThere(location)
  return {
    name,
    location,
    onThisDisk: sameDisk(location, core.home.root),
    notThere,
    gone: notThere && isUsed && missingDrive(location) === undefined,
    snapshots: ledger.filter((one) => one.vanished === null && one.safety !== ownMark).length,
    vanished,
    damagedSince: known.damaged?.since ?? null,
  }
}

function sameDisk(location: string, other: string): boolean {
  // A server, or a drive that is not connected, is none of this machine.
  return isThere(location) && diskOf(location)?.key === diskOf(other)?.key
}

/**
 * How a vault stands, from its latest backup and from what later verifications found of that snapshot: they may prove what was not read back,
 * or take back what was. Pure.
 */
export function standing(
  last: KnownRun | undefined,
  snapshot: (Pick<KnownSnapshot, 'verified'> & Partial<Pick<KnownSnapshot, 'vanished'>>) | undefined,
): { state: VaultState; problem: Problem | null } {
  const state = vaultState(last)
  if (snapshot?.vanished) return { state: 'failed', problem: newestGone }
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
