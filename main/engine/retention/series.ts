import { hostname } from 'node:os'
import type { KeepRules } from '../../contract/configuration/keep.ts'
import type { Configuration } from '../../contract/configuration.ts'
import { isInDoubt } from '../anomalies/judge-lane.ts'
import { lackedByMirrors, mirrorsBehind } from '../copy/mirror-standing.ts'
import { repositoriesWith } from '../copy/mirrors.ts'
import type { Core } from '../core.ts'
import { foreignVaultOf } from '../hosts/foreign-vault.ts'
import { machineName } from '../hosts/vault-names.ts'
import { ownMark } from '../own/own-mark.ts'
import { neededForUndo } from '../restore/undo-kept.ts'
import { snapshotsOfChanges } from '../state/change-queries.ts'
import { homeHost, type KnownSnapshot, knownRepository, knownSnapshots } from '../state/queries.ts'
import { copiesOfOurs, idsOfVault, makersOf, type PlacedSnapshot, placedSnapshots, recordedAnomalies } from '../state/retention-queries.ts'
import { isAppendOnly } from './is-append-only.ts'
import type { Circumstances, FreezeFacts, LedgerEntry, RepositoryFacts } from './retention-freeze.ts'

/** The snapshots that one plan made of one vault in one repository, on this machine: what rules of retention count. */
export type Series = { readonly plan: string; readonly repository: string; readonly vault: string }

/** A snapshot of a series, with why it is to stay whatever the rules say. */
export type SeriesSnapshot = KnownSnapshot & { readonly held: string | null }

/** The series that a plan's rules are about: each vault in each of its repositories and in their mirrors, those aside that are switched off. */
export function seriesOf(configuration: Configuration, plan: string, repository: string | undefined): Series[] {
  const { sources = [] } = configuration.plans[plan] ?? {}
  const names = repositoriesWith(configuration, plan).filter(
    (name) => (repository ?? name) === name && configuration.repositories[name]?.enabled !== false,
  )
  const vaults = [...new Set(sources.map(({ vault }) => vault))]
  return names.flatMap((name) => vaults.map((vault) => ({ plan, repository: name, vault })))
}

/** The rules that hold for a series: the repository's own, else the plan's. */
export function rulesFor(configuration: Configuration, { plan, repository }: Series): KeepRules {
  return configuration.repositories[repository]?.keep ?? configuration.plans[plan]?.keep ?? {}
}

/** The machine under whose name this home makes snapshots. */
function ownHost(core: Core): string {
  return homeHost(core.state.database) ?? hostname()
}

/** The snapshots of a series that are there, in the order in which they were seen. */
export function snapshotsOf(core: Core, series: Series): SeriesSnapshot[] {
  const { database } = core.state
  const needed = snapshotsOfChanges(database, series.repository)
  const restored = neededForUndo(core, series.repository)
  const lacking = lackedByMirrors(core, series.repository)
  const ours = ownSnapshots(core, series.repository).filter((one) => one.plan === series.plan && one.vault === series.vault)
  return ours
    .filter((one) => one.vanished === null)
    .map((one) => ({
      ...one,
      held:
        one.pinned !== null
          ? 'pinned'
          : needed.has(one.id)
            ? 'changes are compared with it'
            : restored.has(one.id)
              ? 'a restore of it can be taken back'
              : lacking.has(one.id)
                ? 'its mirror does not have it yet'
                : null,
    }))
}

/** How restic is to choose the snapshots of a series: by their tags, which name a vault as it was called then, and by the machine. */
export function filterOf(core: Core, { plan, vault }: Series): { readonly tags: string[][]; readonly hosts: string[] } {
  const tags = idsOfVault(core.state.database, vault).map((id) => [`plan:${plan}`, `vault:${id}`])
  return { tags, hosts: [ownHost(core)] }
}

/** What a decision about removing from a repository depends on: about all that is ours there, or about one series. */
export function freezeFacts(core: Core, repository: string, circumstances: Circumstances, series?: Series): FreezeFacts {
  const ours = ownSnapshots(core, repository).filter(
    ({ plan, vault }) => series === undefined || (plan === series.plan && vault === series.vault),
  )
  return {
    repository: repositoryFacts(core, repository),
    behind: mirrorsBehind(core, repository),
    alike: series === undefined ? undefined : namesakeOf(core, series),
    entries: series === undefined ? ours.map((one) => ({ ...one, made: true })) : withMakers(core, series, ours),
    anomalies: recordedAnomalies(core.state.database),
    circumstances,
    unjudged: series !== undefined && isInDoubt(core, series),
    now: core.ports.clock.now(),
  }
}

/** Another account of this machine whose snapshots restic would count to a series as well, by what it is called. */
function namesakeOf(core: Core, { plan, repository, vault }: Series): string | undefined {
  const [host, ids] = [ownHost(core), new Set(idsOfVault(core.state.database, vault))]
  const machine = knownSnapshots(core.state.database, repository).find(
    (one) =>
      one.machine !== null &&
      one.vanished === null &&
      one.host === host &&
      one.plan === plan &&
      ids.has(foreignVaultOf(one.vault ?? '')?.vault ?? ''),
  )?.machine
  return machine == null ? undefined : machineName(machine, core.settings.configuration?.machines)
}

/** What is known of a repository that matters to removing. */
export function repositoryFacts(core: Core, name: string): RepositoryFacts {
  const { database } = core.state
  const known = knownRepository(database, name)
  const there = knownSnapshots(database, name).filter(({ vanished, safety }) => vanished === null && safety !== ownMark)
  const times = there.map(({ time }) => Date.parse(time))
  const oldest = times.length === 0 ? null : new Date(times.reduce((least, time) => Math.min(least, time))).toISOString()
  return {
    name,
    appendOnly: isAppendOnly(core.settings.configuration?.repositories[name]?.appendOnly, known),
    foundOn: known?.appendOnly ?? null,
    damaged: Boolean(known?.damaged),
    grown: { snapshots: there.length, since: oldest },
  }
}

/** Of the ledger what Vaultkeeper made on this machine: others may keep theirs in the same repository. */
function ownSnapshots(core: Core, repository: string): PlacedSnapshot[] {
  return placedSnapshots(core.state.database, repository).filter(({ vault, machine }) => vault !== null && machine === null)
}

/** A snapshot is ours when a backup recorded it, or was at work at its time and was cut off before it could, or when it was copied from one of ours. */
function withMakers(core: Core, series: Series, snapshots: readonly PlacedSnapshot[]): LedgerEntry[] {
  const isMade = makersOf(core.state.database, series)
  const copies = copiesOfOurs(core.state.database, series)
  return snapshots.map((one) => ({ ...one, made: isMade(one) || copies.has(one.id) }))
}
