import type { Core } from '../core.ts'
import { unusualSnapshots } from '../state/anomaly-queries.ts'
import type { KnownSnapshot } from '../state/queries.ts'
import { type PlacedSnapshot, placedSnapshots, type RecordedAnomaly, recordedAnomalies } from '../state/retention-queries.ts'

/** What the last good states of a repository's vaults are told by. */
type GoodBy = {
  readonly repository: string
  readonly ledger: readonly PlacedSnapshot[]
  readonly bad: ReadonlySet<string>
  readonly anomalies: readonly RecordedAnomaly[]
}

/** Reads what the last good states of a repository's vaults are told by: once, for however many vaults. */
export function goodBy(core: Core, repository: string): GoodBy {
  const { database } = core.state
  const ledger = placedSnapshots(database, repository)
  return { repository, ledger, bad: unusualSnapshots(database), anomalies: recordedAnomalies(database) }
}

/** The last good state of a vault in a repository; see {@link lastGoodOf}. */
export function lastGood(core: Core, repository: string, vault: string): KnownSnapshot | undefined {
  return lastGoodOf(goodBy(core, repository), vault)
}

/**
 * The last good state of a vault in a repository: its newest snapshot from before the oldest change of its content that nobody has answered yet; where all
 * is answered, the newest that was verified and that is as it should be. Pure.
 */
export function lastGoodOf(by: GoodBy, vault: string): KnownSnapshot | undefined {
  const good = undoubted(by, vault)
  return openOf(by, vault).length === 0 ? good.findLast(({ verified }) => verified !== null) : good.at(-1)
}

/** The snapshots of a vault that are there and as they should be: those from before the oldest change of its content that nobody has answered yet. Oldest first. Pure. */
export function undoubted(by: GoodBy, vault: string): KnownSnapshot[] {
  const { repository, ledger, bad } = by
  const good = ledger.filter((one) => one.vault === vault && one.vanished === null && !one.safety && !bad.has(one.id))
  const before = Math.min(...openOf(by, vault).map((one) => firstDoubtful(one, repository, ledger)))
  return good.filter(({ seq }) => seq < before)
}

function openOf({ anomalies }: GoodBy, vault: string): RecordedAnomaly[] {
  return anomalies.filter((one) => one.answer === null && one.code !== null && one.vault === vault)
}

/** From where in the history on snapshots of a repository may hold what an anomaly is about: right behind the good one that it was found against. */
function firstDoubtful({ seq, repository, snapshot, against }: RecordedAnomaly, where: string, ledger: readonly PlacedSnapshot[]): number {
  // Where nothing could be saved any more, all that was saved before is as good as it was.
  if (repository !== where || snapshot === null) return seq
  const place = (id: string | null) => ledger.find((one) => one.id === id)?.seq
  const good = place(against)
  return good === undefined ? (place(snapshot) ?? seq) : good + 1
}
