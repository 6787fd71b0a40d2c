import { lastGood } from '../anomalies/last-good.ts'
import type { Core, RunHost } from '../core.ts'
import { vaultNamer } from '../hosts/vault-names.ts'
import { quote } from '../kit/quote.ts'
import { isLabel } from '../labels.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { lookAtPlace } from '../repositories/local-files.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { embedded, placeOfRepository, seenRepositories } from '../repositories/repository-place.ts'
import { type KnownSnapshot, knownRepository, knownSnapshots, knownVaults } from '../state/queries.ts'
import { seeSnapshots } from './see-snapshots.ts'
import { calledApart } from './vault-called.ts'
import { vaultFlag } from './vault-flag.ts'
import { vaultNamed } from './vault-named.ts'

/** A snapshot as people name it, and a path in it: `latest`, `manual/2026-11-21-071502`, `3f2a91bc:notes/ideas.md`. */
export type SnapshotReference = { readonly name: string; readonly path: string | undefined }

/** Splits `SNAPSHOT[:PATH]`. Neither ids nor labels hold a colon; a path may. Slashes too many and `.` say nothing; `..` is left to be refused. */
export function parseReference(text: string): SnapshotReference {
  const colon = text.indexOf(':')
  if (colon === -1) return { name: text, path: undefined }
  const path = text
    .slice(colon + 1)
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
  return { name: text.slice(0, colon), path: path === '' ? undefined : path }
}

/** A snapshot as the next command has to name it: with the vault and the repository that were asked for, without which it may mean another one. Pure. */
export function namedAs(name: string, { vault, repository }: { vault?: string | undefined; repository?: string | undefined }): string {
  const flag = (which: string, value: string | undefined) => (value === undefined ? '' : ` --${which} ${quote(value, process.platform)}`)
  return `${name}${flag('vault', vault)}${flag('repository', repository)}`
}

/**
 * The repository to look for a snapshot in: the one that was named, else one whose ledger knows the snapshot, those that are there before those on a drive
 * that is not connected; else the first there is. `latest` and `last-good` of one vault are in the one with the newest.
 * @param vault as for {@link resolveSnapshot}
 */
export function chooseRepository(core: Core, name: string, vault: string | undefined, named: string | undefined): string {
  if (named !== undefined) return named
  const knowing = repositoriesKnowing(core, name, vault)
  const there = knowing.filter(({ repository }) => isRepositoryThere(core, repository))
  return newestAmong(there.length > 0 ? there : knowing, name)?.repository ?? seenRepositories(core)[0] ?? embedded
}

/**
 * Throws a problem where the newest state of a vault is in a repository that is not there, so that `latest` would be an older one: that is not to be written
 * over anything without a word.
 * @param chosen the repository that {@link chooseRepository} found, where none was named
 */
export function refuseOlder(core: Core, name: string, vault: string | undefined, chosen: string): void {
  const knowing = repositoriesKnowing(core, name, vault)
  const newest = newestAmong(knowing, name)
  const [older] = knowing.find(({ repository }) => repository === chosen)?.found ?? []
  const [newer] = newest?.found ?? []
  if (name !== 'latest' || newest === undefined || newest.repository === chosen || newer === undefined || older === undefined) return
  if (isSameMoment(newer, older)) return
  const called = (one: KnownSnapshot) => one.label ?? one.id.slice(0, 8)
  fail(
    'latest-not-there',
    `The newest snapshot (${called(newer)}) is in the repository "${newest.repository}", which is not there now. The newest of those that are there is ${called(older)}, in "${chosen}".`,
    `Connect "${newest.repository}". Or, if the older state will do, name it instead of "latest": ${older.id.slice(0, 8)}`,
  )
}

type Knowing = { readonly repository: string; readonly found: readonly KnownSnapshot[] }

function repositoriesKnowing(core: Core, name: string, vault: string | undefined): Knowing[] {
  const wanted = vault === undefined ? undefined : vaultNamed(core, vault)
  return seenRepositories(core)
    .map((repository) => ({ repository, found: snapshotsNamed(core, repository, wanted, name) }))
    .filter(({ found }) => found.length > 0)
}

/** The first whose snapshot is of the newest moment. Where a name means several vaults, or is that of one snapshot, the first of all. Pure. */
export function newestAmong(knowing: readonly Knowing[], name: string): Knowing | undefined {
  const vaults = new Set(knowing.flatMap(({ found }) => found.map((one) => one.vault)))
  if ((name !== 'latest' && name !== lastGoodName) || vaults.size !== 1) return knowing[0]
  const [newest] = knowing.flatMap(({ found }) => found).toSorted((one, other) => Date.parse(other.time) - Date.parse(one.time))
  return knowing.find(({ found }) => newest !== undefined && found.some((one) => isSameMoment(one, newest)))
}

/** Whether two snapshots of a vault are one state: a run of a plan goes into several repositories, one after the other, and a copy is of the time of its original. Pure. */
export function isSameMoment(one: Pick<KnownSnapshot, 'time' | 'label'>, other: Pick<KnownSnapshot, 'time' | 'label'>): boolean {
  return one.time === other.time || (one.label !== null && one.label === other.label)
}

/** Whether a repository on this machine is where it should be; of a server nothing is known before it is asked. */
export function isRepositoryThere(core: Core, name: string): boolean {
  try {
    const { location, remote } = placeOfRepository(core, name, knownRepository(core.state.database, name))
    return remote || lookAtPlace(location) === 'repository'
  } catch (error) {
    // Of a kind that cannot be reached any more.
    if (error instanceof ProblemError) return false
    throw error
  }
}

/**
 * The one snapshot that a name means. `latest` goes by the order in which Vaultkeeper saw them, not by their clocks. What the ledger does not
 * know is asked of the repository. Throws a problem for none and for several, also for a name that means one of each of several vaults.
 * @param repository its name will do: it is opened, which needs its password, only for what the ledger does not know
 * @param vault an id, name or path of a vault, to choose among several
 */
export async function resolveSnapshot(
  core: Core,
  repository: OpenRepository | string,
  name: string,
  vault: string | undefined,
  host: RunHost,
): Promise<KnownSnapshot> {
  const wanted = vault === undefined ? undefined : vaultNamed(core, vault)
  const repositoryName = typeof repository === 'string' ? repository : repository.name
  const look = () => snapshotsNamed(core, repositoryName, wanted, name)
  let found = look()
  if (found.length === 0) {
    await seeSnapshots(core, typeof repository === 'string' ? await openRepository(core, repository, 'read', host) : repository, host)
    found = look()
  }
  const [first] = found
  if (first === undefined && name === lastGoodName)
    return fail(
      'snapshot-not-found',
      `No snapshot in the repository "${repositoryName}" is known to be good.`,
      'Prove those that are there with: vaultkeeper verify',
    )
  if (first === undefined)
    return fail(
      'snapshot-not-found',
      `There is no snapshot "${name}" in the repository "${repositoryName}".`,
      'See what there is with: vaultkeeper snapshots',
    )
  const vaults = [...new Set(found.map((one) => one.vault))]
  if (vaults.length > 1) {
    const nameOf = vaultNamer(core)
    const ours = knownVaults(core.state.database)
    const called = ({ vault }: KnownSnapshot) => {
      const own = ours.find(({ id }) => id === vault)
      return own === undefined ? (nameOf(vault) ?? vault ?? '') : calledApart(ours, own)
    }
    // Ours before those of other machines.
    const ofVaults = found
      .filter(({ vault }) => vault !== null)
      .toSorted((one, other) => Number(one.machine !== null) - Number(other.machine !== null) || called(one).localeCompare(called(other)))
    const names = ofVaults.map(called).join(', ')
    const [one] = ofVaults
    const flag = vaultFlag(core, one?.vault ?? '')
    if (vaults.includes(null))
      return fail(
        'snapshot-ambiguous',
        `"${name}" means a snapshot of ${names}, and one of no vault, which another program made.`,
        `Say which with: ${flag}. The other one is: ${found.find(({ vault }) => vault === null)?.id.slice(0, 8)}`,
      )
    return fail('snapshot-ambiguous', `"${name}" means a snapshot of each of ${vaults.length} vaults: ${names}.`, `Say which with: ${flag}`)
  }
  if (found.length > 1)
    return fail(
      'snapshot-ambiguous',
      `"${name}" is the beginning of ${found.length} snapshots.`,
      'Write more of its id; vaultkeeper snapshots shows them.',
    )
  return first
}

/** Means the last good state of a vault, wherever `latest` means its newest. */
const lastGoodName = 'last-good'

/** Whether a text can name a snapshot at all: `latest`, `last-good`, a label, or the beginning of an id. Pure. */
export function isSnapshotName(text: string): boolean {
  return text === 'latest' || text === lastGoodName || isLabel(text) || /^[0-9a-f]{4,64}$/.test(text)
}

/** What a name means in the ledger of a repository: one snapshot of each vault, or several whose ids begin so. @param vault an id */
export function snapshotsNamed(core: Core, repository: string, vault: string | undefined, name: string): KnownSnapshot[] {
  const ledger = ledgerOf(core, repository, vault)
  if (name !== lastGoodName) return matching(ledger, name)
  return [...new Set(oursIfAny(ledger).map((one) => one.vault))].flatMap((one) =>
    one === null ? [] : (lastGood(core, repository, one) ?? []),
  )
}

function ledgerOf(core: Core, repository: string, vault: string | undefined): KnownSnapshot[] {
  const ledger = knownSnapshots(core.state.database, repository)
  return ledger.filter((one) => one.vanished === null && (vault === undefined || one.vault === vault))
}

/** What is not named any closer is this machine's, where there is anything of it: another one's newest is newer at any time. Pure. */
function oursIfAny<Some extends Pick<KnownSnapshot, 'machine'>>(some: readonly Some[]): readonly Some[] {
  const ours = some.filter(({ machine }) => machine === null)
  return ours.length > 0 ? ours : some
}

/** Snapshots that a name means, from the ledger in its order; `latest` and labels mean one of each vault. Pure. */
export function matching(ledger: readonly KnownSnapshot[], name: string): KnownSnapshot[] {
  const lastOfEach = (some: readonly KnownSnapshot[]) => [...new Map(some.map((one) => [one.vault, one])).values()]
  // A safety snapshot is named by its id: it is no state of a vault.
  if (name === 'latest') return lastOfEach(oursIfAny(ledger.filter((one) => !one.safety)))
  if (isLabel(name)) return lastOfEach(ledger.filter((one) => one.label === name))
  return /^[0-9a-f]{4,64}$/.test(name) ? ledger.filter((one) => one.id.startsWith(name)) : []
}
