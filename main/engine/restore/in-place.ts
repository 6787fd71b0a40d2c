import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Core, RunHost } from '../core.ts'
import { machineName } from '../hosts/vault-names.ts'
import { fail } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { knownRun } from '../state/known-run.ts'
import { type KnownSnapshot, knownVaults } from '../state/queries.ts'
import { begunRestore } from '../state/restore-queries.ts'

/** Where a snapshot was taken from: the folder that its root was, and what to restore of it where nothing was named. */
export type FormerPlace = { readonly root: string; readonly paths: readonly string[] }

/**
 * The folder that a snapshot is of. That of a vault of ours is the vault's own; that of a safety snapshot is the target of its restore, or the agent's folder. A snapshot of plain restic holds the absolute paths that it was told to
 * save, unless it was made from inside its folder. Throws a problem for a place that is gone: it may be a disk that is not connected.
 */
export async function formerPlace(core: Core, opened: OpenRepository, snapshot: KnownSnapshot, host: RunHost): Promise<FormerPlace> {
  if (snapshot.machine !== null) {
    const name = machineName(snapshot.machine, core.settings.configuration?.machines)
    return fail(
      'in-place-elsewhere',
      `The snapshot ${snapshot.id.slice(0, 8)} is of ${name}: there is no original place of it on this machine.`,
      'Name a folder to restore into with --to, or restore it on that machine.',
    )
  }
  const vault = knownVaults(core.state.database).find(({ id }) => id === snapshot.vault)
  if (vault !== undefined) return { root: thereStill(vault.path), paths: [] }
  if (snapshot.safety) {
    const target = begunRestore(core.state.database, snapshot.safety)?.target ?? targetOfRecovery(core, snapshot.safety)
    return target === undefined ? unknownPlace(snapshot) : { root: thereStill(target), paths: [] }
  }
  const paths = await savedPaths(opened, snapshot.id, host)
  const [first] = paths
  if (first === undefined || !first.startsWith('/')) return unknownPlace(snapshot)
  if (await holdsPath(opened, snapshot.id, first, host)) {
    for (const path of paths) thereStill(dirname(path))
    return { root: '/', paths: paths.map((path) => path.replace(/^\/+|\/+$/g, '')).filter((path) => path !== '') }
  }
  return paths.length === 1 ? { root: thereStill(first), paths: [] } : unknownPlace(snapshot)
}

/** The agent's folder that was saved before a recovery replaced it. */
function targetOfRecovery(core: Core, id: string): string | undefined {
  const run = knownRun(core.state.database, id)
  return run?.kind === 'recover' ? (run.target ?? undefined) : undefined
}

/** The folder of the vault that a snapshot is of, as far as the records tell it: for the record of the restore. */
export function vaultFolder(core: Core, snapshot: Pick<KnownSnapshot, 'vault'> | undefined): string | undefined {
  return knownVaults(core.state.database).find(({ id }) => id === snapshot?.vault)?.path
}

async function savedPaths(opened: OpenRepository, id: string, host: RunHost): Promise<readonly string[]> {
  const found = opened.done(await opened.restic.snapshots(opened.readTarget, { ids: [id] }, { signal: host.signal }).outcome)
  return found[0]?.paths ?? []
}

async function holdsPath(opened: OpenRepository, snapshot: string, path: string, host: RunHost): Promise<boolean> {
  const listing = opened.restic.ls(opened.readTarget, { snapshot, path }, { signal: host.signal })
  let holds = false
  for await (const node of listing) holds ||= node.path === path || node.path.startsWith(`${path}/`)
  opened.done(await listing.outcome)
  return holds
}

function thereStill(folder: string): string {
  if (existsSync(folder) && statSync(folder).isDirectory()) return folder
  return fail(
    'in-place-gone',
    `The folder ${folder} is not there, so nothing can be put back in its place.`,
    'Connect its disk; or make the folder again; or restore into another one with --to.',
  )
}

function unknownPlace({ id }: Pick<KnownSnapshot, 'id'>): never {
  return fail('in-place-unknown', `It is not known which folder the snapshot ${id.slice(0, 8)} is of.`, 'Name the folder with --to.')
}
