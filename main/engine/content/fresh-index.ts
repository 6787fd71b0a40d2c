import type { Core } from '../core.ts'
import { isDamage } from '../index/index-file.ts'
import { isIndexCurrent, openIndex } from '../index/open-index.ts'
import type { SnapshotIndex } from '../index/types.ts'
import { knownSnapshots } from '../state/queries.ts'

/** Whoever types the name of a file asks again with each letter: a server that was asked less than so many ms ago is not asked again. */
const stillFresh = 60_000
const askedAt = new WeakMap<Core, Map<string, number>>()

/** Notes that the index of a repository was brought up to date just now. */
export function noteAsked(core: Core, repository: string): void {
  const times = askedAt.get(core) ?? new Map<string, number>()
  askedAt.set(core, times.set(repository, core.ports.clock.monotonic()))
}

/**
 * The index of a repository on a server that was asked a moment ago, unless we know of more than is indexed. `undefined` where it has to be looked: of a
 * repository on this machine its files tell at once.
 */
export function freshIndex(core: Core, repository: string): SnapshotIndex | undefined {
  const at = askedAt.get(core)?.get(repository)
  if (at === undefined || core.ports.clock.monotonic() - at > stillFresh) return undefined
  const index = openIndex(core, repository)
  if (index === undefined) return undefined
  if (isIndexCurrent(core, repository, index.database) === undefined && hasAll(core, repository, index)) return index
  index.close()
  return undefined
}

function hasAll(core: Core, repository: string, { database }: SnapshotIndex): boolean {
  try {
    const noted = new Set(
      database
        .prepare('SELECT id FROM snapshot')
        .all()
        .map(({ id }) => String(id)),
    )
    return knownSnapshots(core.state.database, repository).every(({ id, vanished }) => vanished !== null || noted.has(id))
  } catch (error) {
    // It is made anew by whoever asks properly.
    if (isDamage(error)) return false
    throw error
  }
}
