import type { DatabaseSync } from 'node:sqlite'
import type { Moment } from '../../contract/procedures/moments.ts'
import { goodBy, lastGoodOf } from '../anomalies/last-good.ts'
import type { Core } from '../core.ts'
import { machineName, vaultNamer } from '../hosts/vault-names.ts'
import { seenRepositories } from '../repositories/repository-place.ts'
import { vaultNamed } from '../runs/vault-named.ts'
import { homeHost, type KnownSnapshot, knownSnapshots, rows } from '../state/queries.ts'

/**
 * The moments that there are to go back to, newest first, in all repositories or of one vault: from the records alone, in which what was never seen is not.
 * Throws a problem for a vault that is not known.
 */
export function momentsOf(core: Core, vault?: string): Moment[] {
  const { database } = core.state
  const wanted = vault === undefined ? undefined : vaultNamed(core, vault)
  const nameOf = vaultNamer(core)
  const machines = core.settings.configuration?.machines
  const thisHost = homeHost(database) ?? null
  const brought = broughtBySnapshots(database)
  return seenRepositories(core)
    .flatMap((repository) => {
      const there = knownSnapshots(database, repository).filter(
        (one) => one.vanished === null && !one.safety && (wanted === undefined || one.vault === wanted),
      )
      const vaults = [...new Set(there.map((one) => one.vault))].filter((one) => one !== null)
      const by = goodBy(core, repository)
      const good = new Set(vaults.map((one) => lastGoodOf(by, one)?.id))
      return there.map((one) => ({
        ...plainly(one),
        vaultName: nameOf(one.vault),
        machine: one.machine,
        machineName: one.machine === null ? null : machineName(one.machine, machines),
        host: one.host ?? thisHost,
        unusual: by.bad.has(one.id),
        lastGood: good.has(one.id),
        brought: brought.get(one.id) ?? null,
      }))
    })
    .map((moment) => ({ moment, at: Date.parse(moment.time) || 0 }))
    .toSorted((one, other) => other.at - one.at)
    .map(({ moment }) => moment)
}

function plainly({ id, repository, time, label, plan, vault, files, bytes, verified, pinned }: KnownSnapshot) {
  return { snapshot: id, repository, time, label, plan, vault, files, bytes, verified, pinned: pinned !== null }
}

function broughtBySnapshots(database: DatabaseSync): Map<string, NonNullable<Moment['brought']>> {
  const made = rows(
    database,
    "SELECT snapshot, counts FROM runs WHERE kind = 'backup' AND unchanged = 0 AND snapshot IS NOT NULL AND counts IS NOT NULL",
  )
  return new Map(
    made.map(({ snapshot, counts }) => {
      const { filesNew, filesChanged, bytesStored } = JSON.parse(String(counts)) as NonNullable<Moment['brought']>
      return [String(snapshot), { filesNew, filesChanged, bytesStored }]
    }),
  )
}
