import { goodBy, undoubted } from '../../anomalies/last-good.ts'
import type { Core } from '../../core.ts'
import { placeOfRepository, seenRepositories } from '../../repositories/repository-place.ts'
import { type KnownSnapshot, knownRepository, knownSnapshots } from '../../state/queries.ts'

/** The snapshots that one plan, or (`null`) somebody by hand, made of a vault in a repository, newest first. `good`: those without doubt; `place`: the smaller, the rather it is read from there. */
export type Lane = {
  readonly repository: string
  readonly place: number
  readonly vault: string
  readonly plan: string | null
  readonly all: readonly KnownSnapshot[]
  readonly good: readonly KnownSnapshot[]
}

const known = new WeakMap<Core, { readonly seq: number | undefined; readonly settings: unknown; readonly lanes: readonly Lane[] }>()

/** All lanes of which something is there, by the records. Read once for however many agents, as long as nothing is recorded. */
export function lanesOf(core: Core): readonly Lane[] {
  const seq = core.state.last()?.seq
  const settings = core.settings.configuration
  const before = known.get(core)
  if (before !== undefined && before.seq === seq && before.settings === settings) return before.lanes
  const lanes = seenRepositories(core).flatMap((repository, index) => lanesIn(core, repository, index))
  known.set(core, { seq, settings, lanes })
  return lanes
}

function lanesIn(core: Core, repository: string, index: number): Lane[] {
  const { database } = core.state
  const by = goodBy(core, repository)
  const { remote } = placeOfRepository(core, repository, knownRepository(database, repository))
  const place = index + (remote ? 1_000 : 0)
  const vaults = Map.groupBy(knownSnapshots(database, repository).filter(isThere), ({ vault }) => vault)
  return [...vaults].flatMap(([vault, snapshots]) => {
    if (vault === null) return []
    const good = new Set(undoubted(by, vault).map(({ id }) => id))
    return [...Map.groupBy(snapshots, ({ plan }) => plan)].map(([plan, own]) => {
      const all = newestFirst(own)
      return { repository, place, vault, plan, all, good: all.filter(({ id }) => good.has(id)) }
    })
  })
}

/** One without any file is of a folder that had been emptied: there is nothing to bring back from it. */
function isThere({ vanished, removed, removing, safety, machine, files }: KnownSnapshot): boolean {
  return vanished === null && removed === null && removing === null && safety === null && machine === null && files !== 0
}

function newestFirst(snapshots: readonly KnownSnapshot[]): KnownSnapshot[] {
  return snapshots
    .map((snapshot) => ({ snapshot, at: Date.parse(snapshot.time) || 0 }))
    .toSorted((one, other) => other.at - one.at)
    .map(({ snapshot }) => snapshot)
}
