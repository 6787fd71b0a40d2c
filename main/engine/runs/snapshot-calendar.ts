import type { Core, RunHost } from '../core.ts'
import { calendarOf, dayOf, type VaultCalendar } from './calendar-of.ts'
import { listSnapshots, type SnapshotList } from './list-snapshots.ts'
import { vaultNamed } from './vault-named.ts'

/** Which snapshots; `month`: only its days (`2026-11`). `ask`: see {@link listSnapshots}. */
export type CalendarRequest = {
  readonly vault?: string | undefined
  readonly repository?: string | undefined
  readonly month?: string | undefined
  readonly ask: boolean
}

/** The days of each vault, by the wall clock of `zone`, and which day it is now. */
export type SnapshotCalendar = Pick<SnapshotList, 'unasked'> & {
  readonly zone: string
  readonly today: string
  readonly vaults: readonly (VaultCalendar & { readonly name: string })[]
}

/** The days that have snapshots, vault by vault. A safety snapshot is no state of a vault, and does not count. */
export async function snapshotCalendar(core: Core, request: CalendarRequest, host: RunHost): Promise<SnapshotCalendar> {
  const { snapshots: all, unasked } = await listSnapshots(core, request.repository, host, request.ask)
  const vault = request.vault === undefined ? undefined : vaultNamed(core, request.vault)
  const snapshots = all.filter((one) => one.safety === null && (vault === undefined || one.vault === vault))
  const names = new Map(snapshots.map((one) => [one.vault, one.vaultName ?? one.vault ?? 'of no vault']))
  const inMonth = ({ day }: { day: string }) => request.month === undefined || day.startsWith(request.month)
  const zone = core.ports.machine.zone()
  return {
    zone,
    today: dayOf(core.ports.clock.now(), zone),
    vaults: calendarOf(snapshots, zone).map((one) => ({ ...one, name: names.get(one.vault) ?? '-', days: one.days.filter(inMonth) })),
    unasked,
  }
}
