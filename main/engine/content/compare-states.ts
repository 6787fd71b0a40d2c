import type { Core, RunHost } from '../core.ts'
import { changesBetween } from '../index/changes-between.ts'
import { exactChangesBetween } from '../index/exact-changes-between.ts'
import { readyIndex } from '../index/open-index.ts'
import { isOneLine } from '../index/ordinal-of.ts'
import type { GrownFolder, IndexedChange, SnapshotIndex } from '../index/types.ts'
import { whatGrew } from '../index/what-grew.ts'
import { isLabel } from '../labels.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { seenRepositories } from '../repositories/repository-place.ts'
import type { Where } from '../runs/look-into.ts'
import { chooseRepository, matching, resolveSnapshot } from '../runs/resolve-snapshot.ts'
import { type KnownSnapshot, knownSnapshots } from '../state/queries.ts'

/** Two snapshots of one repository, with an index that has both; to be closed. `from` null: there is none before. */
export type TwoStates = {
  readonly repository: string
  readonly from: KnownSnapshot | null
  readonly to: KnownSnapshot
  readonly index: SnapshotIndex
}

/**
 * Finds the snapshots that a person names. Where only one is named, the other is the one before it, of the same plan if there is one: what it brought is
 * what is asked for. Throws problems.
 */
export async function twoStates(core: Core, names: readonly [string, string | undefined], where: Where, host: RunHost): Promise<TwoStates> {
  const [one, other] = names
  const repository = where.repository ?? repositoryOfBoth(core, one, other) ?? chooseRepository(core, one, where.vault, undefined)
  const first = await resolveSnapshot(core, repository, one, where.vault, host)
  if (other === undefined) {
    const before = stateBefore(knownSnapshots(core.state.database, repository), first)
    const index = await readyIndex(core, repository, host, before === null ? [first.id] : [before.id, first.id])
    return { repository, from: before, to: first, index }
  }
  // A name of the second means the vault of the first.
  const vault = where.vault ?? (first.vault !== null && !/^[0-9a-f]{4,64}$/.test(other) ? first.vault : undefined)
  const second = await resolveSnapshot(core, repository, other, vault, host)
  return { repository, from: first, to: second, index: await readyIndex(core, repository, host, [first.id, second.id]) }
}

/** A repository whose ledger has both; `undefined` where none has, or where one of the names is no plain one. */
function repositoryOfBoth(core: Core, one: string, other: string | undefined): string | undefined {
  const names = [one, other].filter((name) => name !== undefined && (isLabel(name) || /^[0-9a-f]{4,64}$/.test(name))) as string[]
  return seenRepositories(core).find((repository) => {
    const ledger = knownSnapshots(core.state.database, repository).filter(({ vanished }) => vanished === null)
    return names.length > 0 && names.every((name) => matching(ledger, name).length > 0)
  })
}

/** The state of a vault before another one, of the same plan if there is one. Pure. */
function stateBefore(ledger: readonly KnownSnapshot[], of: KnownSnapshot): KnownSnapshot | null {
  const at = ledger.findIndex(({ id }) => id === of.id)
  const earlier = ledger.slice(0, at).filter((one) => one.vault === of.vault && one.vanished === null && !one.safety)
  return earlier.findLast(({ plan }) => plan === of.plan) ?? earlier.at(-1) ?? null
}

/** What became of each path between two states, below a folder or anywhere. restic is asked where the index cannot be sure. Throws problems. */
export async function changesOf(core: Core, states: TwoStates, folder: string | undefined, host: RunHost): Promise<IndexedChange[]> {
  const { repository, index, from, to } = states
  const within = (path: string | null) => folder === undefined || path === folder || path?.startsWith(`${folder}/`) === true
  const concerned = ({ path, formerPath }: IndexedChange) => within(path) || within(formerPath)
  const changes = changesBetween(index, from?.id ?? null, to.id).filter(concerned)
  if ((from === null || isOneLine(index, from.id, to.id)) && !changes.some(({ unsure }) => unsure)) return changes
  const opened = await openRepository(core, repository, 'read', host)
  return (await exactChangesBetween(opened, index, from?.id ?? null, to.id, host)).filter(concerned)
}

/** The folders that grew most from one state to the other. */
export function grownBetween({ index, from, to }: TwoStates, limit: number): GrownFolder[] {
  return whatGrew(index, from?.id ?? null, to.id, limit)
}
