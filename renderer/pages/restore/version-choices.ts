import type { PathVersions } from '../../../main/contract/procedures/files.ts'

/** A version to choose, and the snapshot that it is taken from. */
export type VersionChoice = {
  readonly snapshot: string
  /** Snapshots that have it, and when the last of them was made. */
  readonly snapshots: number
  readonly last: string
  /** When it was changed last; a folder's own time says nothing of what is in it, so it has none. */
  readonly changed: string | null
  readonly type: PathVersions['versions'][number]['type']
  readonly size: number
  /** Whether the snapshot is a state of the vault; else it was made because a restore was about to write over this. */
  readonly isState: boolean
  /** A snapshot with the version before; `null` for the oldest. */
  readonly before: string | null
  /** All snapshots that mean this version. */
  readonly ids: readonly string[]
}

/**
 * What there is to choose from of a path, newest first: the versions of a file, each from the newest snapshot that has it; of a folder each snapshot, for what
 * is in it changes without it. Pure.
 * @param states the snapshots that are states of vaults
 */
export function versionChoices({ versions }: Pick<PathVersions, 'versions'>, states: ReadonlySet<string>): readonly VersionChoice[] {
  const all = versions.flatMap((version): Omit<VersionChoice, 'before'>[] => {
    const { type, size, mtime, snapshots } = version
    const of = snapshots.filter(({ id }) => states.has(id))
    const some = of.length > 0 ? of : snapshots
    const choice = { type, size, isState: of.length > 0 }
    if (type === 'dir')
      return some.toReversed().map(({ id, time }) => ({ ...choice, snapshot: id, snapshots: 1, last: time, changed: null, ids: [id] }))
    const last = some.at(-1)
    if (last === undefined) return []
    return [
      { ...choice, snapshot: last.id, snapshots: snapshots.length, last: last.time, changed: mtime, ids: snapshots.map(({ id }) => id) },
    ]
  })
  return all.map((choice, index) => ({ ...choice, before: all[index + 1]?.snapshot ?? null }))
}
