import type { Problem } from '../../contract/problem.ts'
import { markedSnapshots, type SnapshotMark } from '../anomalies/mark-snapshots.ts'
import type { Core, RunHost } from '../core.ts'
import { machineName, vaultNamer } from '../hosts/vault-names.ts'
import { ownMark } from '../own/own-mark.ts'
import { ProblemError, systemCode } from '../problem-error.ts'
import { fingerprintOf, lookAtPlace, snapshotIds } from '../repositories/local-files.ts'
import { placeOfRepository, seenRepositories } from '../repositories/repository-place.ts'
import { homeHost, type KnownSnapshot, knownRepository, knownSnapshots } from '../state/queries.ts'
import { compareLedger } from '../verify/compare-ledger.ts'

/** A snapshot for a list: what is in the repository, with what Vaultkeeper knows of it. */
export type ListedSnapshot = KnownSnapshot & {
  readonly vaultName: string | null
  readonly machineName: string | null
  readonly mark: SnapshotMark | null
}

/** What there is, and which repositories could not be asked. */
export type SnapshotList = {
  readonly snapshots: readonly ListedSnapshot[]
  readonly unasked: readonly { readonly repository: string; readonly problem: Problem }[]
}

/**
 * All snapshots that are in the repositories now, oldest first; those that vanished stand in the list too, marked. restic is asked only where the
 * ledger may not be all: of a folder whose files are the ones that it knows, the password is not needed either. Of a repository that cannot be
 * asked, such as one on a drive that is not connected, it lists what was seen there last.
 * @param named only this repository; throws the problem when it cannot be asked
 * @param ask `false`: nobody is asked, only what is known already is told
 */
export async function listSnapshots(core: Core, named: string | undefined, host: RunHost, ask = true): Promise<SnapshotList> {
  const { database } = core.state
  const nameOf = vaultNamer(core)
  const machines = core.settings.configuration?.machines
  const thisHost = homeHost(database) ?? null
  const marks = markedSnapshots(core)
  const listed: ListedSnapshot[] = []
  const unasked: { repository: string; problem: Problem }[] = []
  const repositories = named === undefined ? seenRepositories(core) : [named]
  for (const repository of repositories) {
    let gone: ReadonlySet<string> = new Set()
    try {
      if (ask && !ledgerIsAll(core, repository)) gone = await askRestic(core, repository, host)
    } catch (error) {
      if (repositories.length === 1 || !(error instanceof ProblemError)) throw error
      unasked.push({ repository, problem: error.problem })
    }
    for (const snapshot of knownSnapshots(database, repository)) {
      // What Vaultkeeper keeps of itself is nothing to restore from here.
      if (snapshot.safety === ownMark) continue
      listed.push({
        ...snapshot,
        host: snapshot.host ?? thisHost,
        vanished: snapshot.vanished ?? (gone.has(snapshot.id) ? core.ports.clock.now().toISOString() : null),
        vaultName: nameOf(snapshot.vault),
        machineName: snapshot.machine === null ? null : machineName(snapshot.machine, machines),
        mark: marks.get(snapshot.id) ?? null,
      })
    }
  }
  const at = new Map(listed.map(({ id, time }) => [id, Date.parse(time)]))
  // Of two that say the same time, or none that can be read, the one that was seen first.
  return { snapshots: listed.sort((one, other) => (at.get(one.id) ?? 0) - (at.get(other.id) ?? 0) || 0), unasked }
}

/** Whether a repository on this machine is the one that it was, and holds exactly the snapshots that the ledger knows: its files alone tell. */
export function ledgerIsAll(core: Core, repository: string): boolean {
  const known = knownRepository(core.state.database, repository)
  const { location, remote } = placeOfRepository(core, repository, known)
  if (remote || !known?.id || known.location !== location || lookAtPlace(location) !== 'repository') return false
  try {
    if (fingerprintOf(location) !== known.fingerprint) return false
    const ledger = knownSnapshots(core.state.database, repository).filter(({ vanished }) => vanished === null)
    const { vanished, unknown } = compareLedger(
      ledger.map(({ id }) => id),
      snapshotIds(location),
    )
    return vanished.length === 0 && unknown.length === 0
  } catch (error) {
    // Its disk says no: restic will say why.
    if (systemCode(error) === '') throw error
    return false
  }
}

/**
 * Loaded only where it is needed: a list that comes from the ledger alone has nothing to do with restic.
 * @returns those of the ledger that are not there. It is not for a list to record that they vanished: the next backup or check raises the alarm.
 */
async function askRestic(core: Core, repository: string, host: RunHost): Promise<ReadonlySet<string>> {
  const { openRepository } = await import('../repositories/open-repository.ts')
  const { seeSnapshots } = await import('./see-snapshots.ts')
  const opened = await openRepository(core, repository, 'read', host)
  const readable = new Set((await seeSnapshots(core, opened, host)).map(({ id }) => id))
  const ledger = knownSnapshots(core.state.database, repository)
  const missing = ledger.filter(({ id, vanished, removing }) => vanished === null && removing === null && !readable.has(id))
  if (missing.length === 0) return new Set()
  // What restic cannot read is there all the same.
  const present = await opened.inside.snapshotIds()
  return new Set(
    compareLedger(
      missing.map(({ id }) => id),
      present,
    ).vanished,
  )
}
