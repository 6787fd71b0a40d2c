import type { OtherMachine } from '../../contract/procedures/machines.ts'
import type { KnownSnapshot } from '../state/queries.ts'
import { foreignVaultOf } from './foreign-vault.ts'
import { machineName } from './vault-names.ts'

/** What the configuration says of other machines. `staleAfter` in milliseconds; `false`: never; `null`: learned. */
export type MachineRules = Readonly<Record<string, { readonly name: string; readonly staleAfter: number | false | null }>>

/** Of a snapshot what tells of its machine. */
export type SeenOfMachine = Pick<KnownSnapshot, 'repository' | 'time' | 'machine' | 'vault'>

const hour = 3_600_000
/** Nothing is quiet sooner: a machine that backs up daily may be an hour late. */
const leastAllowed = 26 * hour
/** Snapshots that are nearer to each other than this are one backup: of several vaults, say. */
const oneBackup = hour
/** So many backups tell how often a machine backs up. */
const fewest = 3
/** So many of the last are looked at. */
const lately = 13

/**
 * The other machines in our repositories, by name, with how they stand. A machine is one, however many repositories hold its snapshots: what was copied from
 * one to another tells of the same backup. Pure.
 * @param snapshots those of other machines that are there, of all repositories
 * @param looked by repository: until when it is known that nothing newer is there (RFC 3339)
 */
export function machinesIn(
  snapshots: readonly SeenOfMachine[],
  rules: MachineRules | undefined,
  looked: ReadonlyMap<string, string>,
  now: Date,
): OtherMachine[] {
  const dated = snapshots.filter(({ machine, time }) => machine !== null && !Number.isNaN(Date.parse(time)))
  return [...Map.groupBy(dated, ({ machine }) => machine ?? '')]
    .map(([machine, own]) => machineOfAll(machine, own, rules, looked, now))
    .toSorted((one, other) => one.name.localeCompare(other.name))
}

function machineOfAll(
  machine: string,
  own: readonly SeenOfMachine[],
  rules: MachineRules | undefined,
  looked: ReadonlyMap<string, string>,
  now: Date,
): OtherMachine {
  const newest = newestOf(own, now)
  const usual = usualDistance(own.map(({ time }) => Date.parse(time)))
  const configured = rules?.[machine]?.staleAfter ?? null
  const allowed = configured === null ? (usual?.allowed ?? null) : configured === false ? null : configured
  const quiet = allowed === null ? null : Date.parse(newest) + allowed
  return {
    machine,
    name: machineName(machine, rules),
    newest,
    snapshots: own.length,
    repositories: repositoriesOf(own),
    vaults: vaultsOf(own, now),
    usual: usual?.median ?? null,
    allowed,
    by: configured !== null ? 'configuration' : usual === null ? 'too-few' : 'learned',
    quietSince: quiet !== null && lastLook(own, newest, looked) > quiet ? new Date(quiet).toISOString() : null,
  }
}

/**
 * The repositories to look into, because a machine would count as quiet by now and nobody has looked since whether it is. Pure.
 * @returns their names
 */
export function repositoriesToLookInto(
  snapshots: readonly SeenOfMachine[],
  rules: MachineRules | undefined,
  looked: ReadonlyMap<string, string>,
  now: Date,
): string[] {
  const silent = machinesIn(snapshots, rules, looked, now).filter(
    ({ newest, allowed, quietSince }) => allowed !== null && quietSince === null && Date.parse(newest) + allowed < now.getTime(),
  )
  return [
    ...new Set(
      silent.flatMap(({ machine, newest }) =>
        holding(
          snapshots.filter((one) => one.machine === machine),
          newest,
        ),
      ),
    ),
  ]
}

/** When a repository was last looked into that holds the newest snapshot: of one on a drive in a cupboard nothing is known, and nothing is to be told. */
function lastLook(own: readonly SeenOfMachine[], newest: string, looked: ReadonlyMap<string, string>): number {
  return Math.max(...holding(own, newest).map((repository) => Date.parse(looked.get(repository) ?? '') || 0))
}

function holding(own: readonly SeenOfMachine[], newest: string): string[] {
  return repositoriesOf(own.filter(({ time }) => time === newest))
}

/**
 * How long a machine usually takes from one backup to the next, and which silence that allows: three times as long, and at least 26 hours; longer where it has
 * been silent for longer more than once of late, as one is that has its weekends off. `null` for too few. Pure.
 * @param times in ms, in any order
 */
export function usualDistance(times: readonly number[]): { readonly median: number; readonly allowed: number } | null {
  const backups: number[] = []
  for (const time of times.toSorted((one, other) => one - other)) {
    const before = backups.at(-1)
    if (before === undefined || time - before >= oneBackup) backups.push(time)
  }
  if (backups.length < fewest) return null
  const last = backups.slice(-lately)
  const distances = last.slice(1).map((time, at) => time - (last[at] ?? time))
  const sorted = distances.toSorted((one, other) => one - other)
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
  const oftenSilent = sorted.length < 3 ? 0 : (sorted.at(-2) ?? 0)
  return { median, allowed: Math.max(leastAllowed, 3 * median, 1.25 * oftenSilent) }
}

function vaultsOf(own: readonly SeenOfMachine[], now: Date): OtherMachine['vaults'] {
  const named = own.filter(({ vault }) => vault !== null)
  return [...Map.groupBy(named, ({ vault }) => vault ?? '')]
    .map(([vault, of]) => ({
      vault,
      name: foreignVaultOf(vault)?.vault ?? vault,
      newest: newestOf(of, now),
      snapshots: of.length,
      repositories: repositoriesOf(of),
    }))
    .toSorted((one, other) => one.name.localeCompare(other.name))
}

function repositoriesOf(own: readonly SeenOfMachine[]): string[] {
  return [...new Set(own.map(({ repository }) => repository))]
}

/** What a clock dated that ran ahead would silence the machine until then: it counts only where there is nothing else. */
function newestOf(own: readonly SeenOfMachine[], now: Date): string {
  const times = own.map(({ time }) => time)
  const past = times.filter((time) => Date.parse(time) <= now.getTime() + oneBackup)
  const [first = '', ...others] = past.length > 0 ? past : times
  return others.reduce((newest, time) => (Date.parse(time) > Date.parse(newest) ? time : newest), first)
}
