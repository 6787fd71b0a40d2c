import type { VaultCopy, VaultOverview } from '../../contract/procedures/overview.ts'
import { copyPlan } from '../copy/copy-plan.ts'
import { mirrorStandings } from '../copy/mirror-standing.ts'
import type { Core } from '../core.ts'
import { provenOf } from '../drill/proven-of.ts'
import { processAlive } from '../home/process-identity.ts'
import { type Disk, diskOf } from '../machine/disk-of.ts'
import { waitingChanges } from '../state/change-queries.ts'
import { goodDrills } from '../state/drill-queries.ts'
import {
  type GoodBackup,
  goodByVault,
  oldestSince,
  openBackups,
  type ProvenSnapshot,
  provenByVault,
  type SnapshotsOfLane,
  snapshotsByLane,
} from '../state/overview-queries.ts'
import { latestBackup } from '../state/queries.ts'
import type { Status } from '../status.ts'
import { copyPlace } from './copy-place.ts'
import { type CopyFreshness, elsewhereOf, isFreshCopy, isFreshMirror } from './elsewhere.ts'
import { vaultNames } from './vault-names.ts'
import { damagedRepositories, lanesOfVault, type PlacedLane, standingByHand, toneOf } from './vault-standing.ts'

const [week, month] = [8 * 86_400_000, 30 * 86_400_000]

/** Each vault as a person wants to see it: those of the configuration first, in its order. From the records alone. */
export function vaultOverviews(core: Core, status: Status): VaultOverview[] {
  const { database } = core.state
  const facts = {
    snapshots: snapshotsByLane(database),
    readBack: provenByVault(database),
    drills: goodDrills(database),
    good: goodByVault(database),
    changes: waitingChanges(database),
    running: openBackups(database).filter(({ pid, processStart }) => processAlive(pid, processStart)),
    places: new Map<string, ReturnType<typeof copyPlace>>(),
  }
  const since = new Date(core.ports.clock.now().getTime() - month).toISOString()
  const damaged = damagedRepositories(status)
  const behind = new Set(mirrorStandings(core).flatMap((mirror) => (mirror.behind ? [mirror.repository] : [])))
  return vaultNames(core).flatMap((named) => {
    const lanes = lanesOfVault(status.plans, named.vault, damaged)
    const byHand = status.vaults.find(({ vault }) => vault === named.vault)
    const snapshots = facts.snapshots.filter(({ vault }) => vault === named.vault)
    const good = facts.good.filter(({ vault }) => vault === named.vault)
    const running = facts.running.find(({ vault }) => vault === named.vault)
    // One that the configuration only names, and nothing takes care of, is not told of: nothing is expected of it.
    if (lanes.length === 0 && byHand === undefined && !named.configured) return []
    const widest = widestOf(snapshots)
    // What holds a part of the vault only proves nothing of the rest.
    const readBack = facts.readBack.find(({ vault, plan }) => vault === named.vault && plan === (widest?.plan ?? null))
    const disk = diskOf(named.path)
    const [worst] = lanes.filter((lane) => !isCoveredBy(lane, lanes))
    const isOpen = status.anomalies.find(({ vault }) => vault === named.vault)
    const copies = copiesOf(core, lanes, snapshots, good, damaged, behind, (repository) => ({
      ...placeOnce(facts.places, core, repository, disk),
      proven: provenOf(facts.drills, named.vault, repository),
    }))
    const { state, why } = worst ?? handState(core, byHand, damaged)
    return [
      {
        ...named,
        state,
        // The first one is not there yet.
        tone: state === 'running' && good.length === 0 && snapshots.length === 0 ? 'unknown' : toneOf(state),
        why,
        plans: [...new Set(lanes.flatMap(({ plan }) => (plan === copyPlan ? [] : [plan])))],
        lastBackup: lastBackup(good, lanes, snapshots),
        readBack: readBack === undefined ? null : readBackOf(readBack),
        proven: provenOf(facts.drills, named.vault),
        next: nextOf(status, lanes),
        onChange: lanes.some(({ plan }) => core.settings.configuration?.plans[plan]?.kind === 'on-change'),
        copies,
        elsewhere: elsewhereOf(copies, core.ports.clock.now()),
        size: widest === undefined || widest.files === null || widest.bytes === null ? null : { files: widest.files, bytes: widest.bytes },
        growth: widest === undefined ? null : growthOf(widest, oldestSince(database, widest, since)),
        anomaly: isOpen?.id ?? null,
        approvals: new Set(facts.changes.filter(({ vault }) => vault === named.vault).map(({ hash }) => hash)).size,
        runningSince: running?.started ?? null,
      },
    ]
  })
}

/**
 * Nothing is missing because one plan had nothing to do so far (a plan on change, before the first change) where another has saved the vault, or because a
 * mirror has not been filled yet: that has a card of its own.
 */
function isCoveredBy({ state, repository, plan }: PlacedLane, lanes: readonly PlacedLane[]): boolean {
  return state === 'never-ran' && lanes.some((other) => (plan === copyPlan || other.repository === repository) && other.lastGood !== null)
}

/** How a vault stands that no plan takes care of. */
function handState(
  core: Core,
  byHand: Status['vaults'][number] | undefined,
  damaged: ReadonlySet<string>,
): Pick<VaultOverview, 'state' | 'why'> {
  if (byHand === undefined) return { state: 'never-ran', why: 'No plan takes care of it.' }
  const repository = latestBackup(core.state.database, byHand.vault)?.repository ?? ''
  const { protection, cause } = standingByHand(byHand, damaged.has(repository) ? repository : null, core.ports.clock.now())
  const why = byHand.problem?.sentence ?? (byHand.lastGood ? '' : 'No plan takes care of it.')
  if (byHand.state !== 'protected' && byHand.state !== 'warning') return { state: byHand.state, why }
  if (protection === 'no') return { state: 'failed', why: asOneSentence(cause) }
  return protection === 'partly' ? { state: 'warning', why: asOneSentence(cause) } : { state: byHand.state, why }
}

function asOneSentence(cause: string): string {
  return `${cause.charAt(0).toUpperCase()}${cause.slice(1)}.`
}

/** The newest snapshot that holds most of a vault: some plans take a part of it only. What nobody has backed up for a week longer than the rest tells nothing. */
function widestOf(snapshots: readonly SnapshotsOfLane[]): SnapshotsOfLane | undefined {
  const [newest] = snapshots
  const recent = snapshots.filter(({ time }) => newest !== undefined && Date.parse(time) > Date.parse(newest.time) - week)
  return recent.reduce((before, one) => ((one.files ?? 0) > (before?.files ?? 0) ? one : before), newest)
}

/** The newest good one; where nobody reads back what is saved, the newest that ended so; else the newest snapshot, whatever became of its run. */
function lastBackup(
  good: readonly GoodBackup[],
  lanes: readonly PlacedLane[],
  snapshots: readonly SnapshotsOfLane[],
): VaultOverview['lastBackup'] {
  const backups = lanes.filter(({ plan }) => plan !== copyPlan)
  const unread = backups.flatMap(({ plan, repository, lastGood: time }) => {
    const of = snapshots.find((one) => one.plan === plan && one.repository === repository)
    return time === null ? [] : [{ time, repository, snapshot: of?.newest ?? null, label: of?.label ?? null }]
  })
  const [latest] = [...good, ...unread].toSorted((one, other) => (one.time < other.time ? 1 : one.time > other.time ? -1 : 0))
  const [newest] = snapshots
  if (latest !== undefined) return { time: latest.time, snapshot: latest.snapshot, label: latest.label, repository: latest.repository }
  return newest === undefined ? null : { time: newest.time, snapshot: newest.newest, label: newest.label, repository: newest.repository }
}

/** A verification reads every byte; a backup reads back all of a small vault, and of a large one what is new and a part of the rest in its turn. */
function readBackOf({ verified, id, label, repository, files, report }: ProvenSnapshot): VaultOverview['readBack'] {
  const isWhole = report === null || (report.how === 'whole' && report.leftFiles === 0) || (files !== null && report.comparedFiles >= files)
  return {
    time: verified,
    snapshot: id,
    label,
    repository,
    how: isWhole ? 'all' : 'part',
    compared: report?.comparedFiles ?? null,
    files,
  }
}

function nextOf({ plans }: Status, lanes: readonly PlacedLane[]): VaultOverview['next'] {
  const due = lanes
    .filter(({ state, plan }) => state !== 'paused' && plan !== copyPlan)
    .flatMap(({ plan, repository }) => plans.filter((one) => one.plan === plan && one.repository === repository))
    .flatMap(({ plan, nextDue }) => (nextDue === null ? [] : [{ time: nextDue, plan }]))
  return due.toSorted((one, other) => (one.time < other.time ? -1 : 1))[0] ?? null
}

function copiesOf(
  core: Core,
  lanes: readonly PlacedLane[],
  snapshots: readonly SnapshotsOfLane[],
  good: readonly GoodBackup[],
  damaged: ReadonlySet<string>,
  behind: ReadonlySet<string>,
  placeOf: (repository: string) => ReturnType<typeof copyPlace> & Pick<VaultCopy, 'proven'>,
): VaultCopy[] {
  const names = new Set([...lanes, ...snapshots].map(({ repository }) => repository))
  const times = [...good, ...lanes.map((lane) => ({ repository: lane.repository, time: lane.lastGood }))]
  const newestIn = (repository: string, of: readonly { repository: string; time: string | null }[]): string | null =>
    of
      .flatMap((one) => (one.repository === repository ? (one.time ?? []) : []))
      .toSorted()
      .at(-1) ?? null
  const now = core.ports.clock.now()
  const freshnessOf = (repository: string): CopyFreshness => ({
    lanes: lanes.filter((lane) => lane.repository === repository),
    newest: newestIn(repository, times) ?? newestIn(repository, snapshots),
    damaged: damaged.has(repository),
  })
  return [...names].map((repository) => {
    const mirror = core.settings.configuration?.repositories[repository]?.mirror ?? null
    const freshness = freshnessOf(repository)
    return {
      repository,
      ...placeOf(repository),
      state: lanes.find((lane) => lane.repository === repository)?.state ?? null,
      // Into a mirror nothing is backed up: what was copied there is what it has.
      lastGood: newestIn(repository, times) ?? (mirror === null ? null : newestIn(repository, snapshots)),
      fresh:
        mirror === null
          ? isFreshCopy(freshness, now)
          : isFreshMirror(freshness, { behind: behind.has(repository), source: freshnessOf(mirror.of) }, now),
      snapshots: snapshots.filter((one) => one.repository === repository).reduce((sum, { count }) => sum + count, 0),
    }
  })
}

function growthOf(newest: SnapshotsOfLane, oldest: ReturnType<typeof oldestSince>): VaultOverview['growth'] {
  if (oldest === undefined || newest.files === null || newest.bytes === null || oldest.time === newest.time) return null
  return { since: oldest.time, files: newest.files - oldest.files, bytes: newest.bytes - oldest.bytes }
}

function placeOnce(
  places: Map<string, ReturnType<typeof copyPlace>>,
  core: Core,
  repository: string,
  disk: Disk | undefined,
): ReturnType<typeof copyPlace> {
  const key = JSON.stringify([repository, disk?.key])
  const place = places.get(key) ?? copyPlace(core, repository, disk)
  places.set(key, place)
  return place
}
