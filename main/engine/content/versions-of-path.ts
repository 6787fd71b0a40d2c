import { quoted } from '../../contract/words/quoted.ts'
import type { Core, RunHost } from '../core.ts'
import { entryAt } from '../index/list-folder.ts'
import type { EntryState, FileVersion, SnapshotIndex } from '../index/types.ts'
import { versionsOf } from '../index/versions-of.ts'
import { fail } from '../problem-error.ts'
import type { Where } from '../runs/look-into.ts'
import { vaultNamed } from '../runs/vault-named.ts'
import { knownVaults } from '../state/queries.ts'
import { placesOfPath } from './place-of-path.ts'
import { readyVaults, type Unasked } from './ready-vaults.ts'
import { newestWhole, type VaultSnapshots } from './vault-snapshots.ts'

/** A snapshot as people name it. */
type NamedSnapshot = { readonly id: string; readonly label: string | null; readonly time: string }

/** A version of a path, and the snapshots that have it, oldest first. */
type NamedVersion = EntryState & { readonly snapshots: readonly NamedSnapshot[] }

/** The versions of a path of one vault in one repository, newest first. `gone`: the newest snapshot does not have it any more. */
type PathVersions = {
  readonly repository: string
  readonly vault: string | null
  readonly vaultName: string | null
  /** Where the vault lies. */
  readonly root: string | null
  readonly path: string
  readonly gone: boolean
  readonly versions: readonly NamedVersion[]
}

/** `path` as it was typed, `onDisk` as for {@link placesOfPath}. `ask` false: what is indexed answers, however old. */
export type VersionsRequest = Where & { readonly path: string; readonly onDisk?: string | undefined; readonly ask?: boolean }

/** The versions that were found, and the repositories that could not be asked. */
export type FoundVersions = { readonly found: readonly PathVersions[]; readonly unasked: readonly Unasked[] }

/**
 * Every version of a file in all snapshots: of the vault that it lies in, or, where it is no path of this disk, of each vault that has such a path. Throws
 * a problem where none has.
 */
export async function versionsOfPath(core: Core, request: VersionsRequest, host: RunHost): Promise<FoundVersions> {
  if (request.path === '') fail('path-missing', 'No file was named.', 'Name it by its path: vaultkeeper versions notes/ideas.md')
  const wanted = request.vault === undefined ? undefined : vaultNamed(core, request.vault)
  const vaults = knownVaults(core.state.database)
  const places = placesOfPath(request.path, request.onDisk, vaults)
  const { ready, unasked } = await readyVaults(core, { repository: request.repository, vault: wanted, ask: request.ask }, host)
  try {
    for (const likely of places) {
      const matches = likely.flatMap(({ vault, path }) =>
        ready.flatMap(({ index, groups }) =>
          groups
            .filter((group) => vault === null || group.vault === vault)
            .flatMap((group) => versionsInVault(core, index, group, path).map((one) => ({ one, isState: group.states.length > 0 }))),
        ),
      )
      // What was saved before restores into other folders tells only where nothing else does.
      const found = matches.some(({ isState }) => isState) ? matches.filter(({ isState }) => isState) : matches
      if (found.length > 0)
        return { found: found.map(({ one }) => ({ ...one, root: vaults.find(({ id }) => id === one.vault)?.path ?? null })), unasked }
    }
  } finally {
    for (const { index } of ready) index.close()
  }
  const [missing] = unasked
  if (missing !== undefined)
    fail('path-not-found', `No snapshot that can be asked now has "${request.path}". ${missing.problem.sentence}`, missing.problem.remedy)
  const name = request.path.slice(request.path.lastIndexOf('/') + 1) || request.path
  return fail('path-not-found', `No snapshot has "${request.path}".`, `Look for it by a part of its name: vaultkeeper find ${quoted(name)}`)
}

function versionsInVault(core: Core, index: SnapshotIndex, group: VaultSnapshots, path: string): Omit<PathVersions, 'root'>[] {
  const known = new Map(group.snapshots.map((one) => [one.id, one]))
  const versions = versionsOf(index, path, new Set(known.keys()))
  const [newest] = versions
  if (newest === undefined) return []
  const named = (version: FileVersion): NamedVersion => {
    const { type, size, mtime, mode, snapshots } = version
    return {
      type,
      size,
      mtime,
      mode,
      snapshots: snapshots.map((id) => ({ id, label: known.get(id)?.label ?? null, time: known.get(id)?.time ?? '' })),
    }
  }
  const having = new Set(versions.flatMap(({ snapshots }) => snapshots))
  const lastState = group.states.findLast(({ id }) => having.has(id))
  // Where none holds all of the vault, one of another plan or of other folders proves nothing.
  const series = lastState && idsOfSeries(index, lastState.id)
  const whole = newestWhole(core, group) ?? group.states.findLast(({ id }) => series?.has(id) !== false)
  // What a safety snapshot has is no newer state of the vault.
  const seenSince = whole !== undefined && lastState !== undefined && Date.parse(lastState.time) >= Date.parse(whole.time)
  const gone = whole !== undefined && !seenSince && entryAt(index, whole.id, path) === undefined
  const { repository, vault, vaultName } = group
  return [{ repository, vault, vaultName, path, gone, versions: versions.map(named) }]
}

/** The snapshots of the same machine, folders and plan. */
function idsOfSeries({ database }: SnapshotIndex, snapshot: string): Set<string> {
  const rows = database.prepare('SELECT id FROM snapshot WHERE series = (SELECT series FROM snapshot WHERE id = ?)').all(snapshot)
  return new Set(rows.map(({ id }) => String(id)))
}
