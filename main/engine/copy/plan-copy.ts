import type { KeepRules } from '../../contract/configuration/keep.ts'
import { atLeast, planRetention } from '../retention/plan-retention.ts'
import type { KnownSnapshot } from '../state/queries.ts'

/** What has to be known of a snapshot in order to copy it. */
export type CopyableSnapshot = Pick<
  KnownSnapshot,
  | 'id'
  | 'time'
  | 'tree'
  | 'vault'
  | 'label'
  | 'plan'
  | 'due'
  | 'host'
  | 'machine'
  | 'safety'
  | 'vanished'
  | 'removed'
  | 'removing'
  | 'pinned'
>

/** Which snapshots go from one repository into another. */
export type CopyPlan<Snapshot extends CopyableSnapshot> = {
  /** Oldest first: where a copy is cut off, what is there has no holes behind it. */
  readonly copy: readonly Snapshot[]
  /** The other repository has these already, be it by its own backups or by copies. */
  readonly there: readonly Snapshot[]
  /** The retention of the other repository would remove these again. */
  readonly unwanted: readonly Snapshot[]
  /** How many others there are: those of other machines, or saved by another program. */
  readonly others: number
}

/** Two backups of one plan into two repositories that a person or a change sets off begin within this time, in ms. */
const sameOccasion = 60 * 60_000

/**
 * Which snapshots of one repository another one lacks and would keep. Pure.
 *
 * - Only what this machine made of a vault, by a plan or by hand: snapshots of other machines are theirs to copy, and safety snapshots belong to a restore
 *   in the repository where it was made.
 * - One in which something unusual was found goes along like any other. Nothing is ever removed for it, so that the last good ones reach the other repository
 *   as well; to hold it back would leave a gap in the very days that are asked about.
 * - Not what has the same due time there, or the same content of the same occasion.
 * - Of each series (plan and vault) only what the rules there would keep, both put together; what no rule is about is kept.
 * @param source the ledger of the repository to copy from
 * @param target the ledger of the repository to copy into
 * @param host the name under which this machine makes snapshots
 * @param rulesOf the rules that hold there for a plan, or (`null`) for what was backed up by hand
 * @param zone the zone of the machine, in which rules count days back
 */
export function planCopy<Snapshot extends CopyableSnapshot>(of: {
  readonly source: readonly Snapshot[]
  readonly target: readonly CopyableSnapshot[]
  readonly host: string
  readonly rulesOf: (plan: string | null) => KeepRules
  readonly now: Date
  readonly zone: string
}): CopyPlan<Snapshot> {
  const isOurs = (one: CopyableSnapshot) =>
    one.vault !== null && one.machine === null && one.safety === null && (one.host === null || one.host === of.host) && isThere(one)
  const [source, target] = [of.source.filter(isOurs), of.target.filter(isOurs)]
  const series = Map.groupBy(source, seriesKey)
  const others = Map.groupBy(target, seriesKey)
  const plan = { copy: [] as Snapshot[], there: [] as Snapshot[], unwanted: [] as Snapshot[] }
  for (const [key, snapshots] of series) {
    const present = others.get(key) ?? []
    const isPresent = presentAmong(present)
    const missing: Snapshot[] = []
    for (const one of snapshots) (isPresent(one) ? plan.there : missing).push(one)
    const kept = keptOf(present, missing, of.rulesOf(snapshots[0]?.plan ?? null), of.now, of.zone)
    for (const one of missing) (kept.has(one.id) ? plan.copy : plan.unwanted).push(one)
  }
  const left = of.source.filter((one) => isThere(one) && one.safety === null && !isOurs(one))
  return { ...plan, copy: plan.copy.toSorted(byTime), others: left.length }
}

function isThere({ vanished, removed, removing }: CopyableSnapshot): boolean {
  return vanished === null && removed === null && removing === null
}

function seriesKey({ plan, vault }: CopyableSnapshot): string {
  return `${plan ?? ''}/${vault}`
}

/**
 * Tells whether a series has a snapshot of the same occasion: made for the same due time, or of equal content at about the same time, which is what a copy
 * is as well.
 */
function presentAmong(present: readonly CopyableSnapshot[]): (one: CopyableSnapshot) => boolean {
  const dues = new Set(present.map(({ due }) => due))
  const byTree = Map.groupBy(present, ({ tree }) => tree)
  // What a run of ours has just recorded has no tree yet.
  const unseen = Map.groupBy(
    present.filter(({ tree }) => tree === null),
    ({ time }) => Date.parse(time),
  )
  const times = new Set(present.map(({ time }) => Date.parse(time)))
  return ({ due, tree, time }) => {
    if (due !== null && dues.has(due)) return true
    const at = Date.parse(time)
    if (tree === null) return times.has(at)
    return (byTree.get(tree) ?? []).some((other) => Math.abs(Date.parse(other.time) - at) < sameOccasion) || unseen.has(at)
  }
}

function keptOf(
  present: readonly CopyableSnapshot[],
  missing: readonly CopyableSnapshot[],
  keep: KeepRules,
  now: Date,
  zone: string,
): ReadonlySet<string> {
  const snapshots = [...present, ...missing]
    .toSorted(byTime)
    .map(({ id, time, pinned }) => ({ id, time, held: pinned === null ? null : 'pinned' }))
  return new Set(planRetention({ snapshots, keep, atLeast, now, zone }).keep.map(({ id }) => id))
}

function byTime(one: CopyableSnapshot, other: CopyableSnapshot): number {
  return Date.parse(one.time) - Date.parse(other.time)
}
