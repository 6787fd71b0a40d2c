import type { CalendarDay, GrowthDay } from '../../contract/procedures/overview.ts'
import type { Verdict } from '../../contract/verdict.ts'
import type { Core } from '../core.ts'
import { gravestVerdict } from '../jobs/gravest-verdict.ts'
import { type BackupOfDay, backupsSince, snapshotTimes } from '../state/overview-queries.ts'
import { dayTeller, firstDay } from './days.ts'
import { vaultNames } from './vault-names.ts'

/** Which days are asked for; see the contract. */
type Asked = { readonly vault?: string | undefined; readonly months: number }

/** The days of the last months on which something was recorded of a vault, by the calendar of the machine's zone; vaults by name. */
export function calendar(core: Core, asked: Asked) {
  const { dayOf, today, first, since } = daysOf(core, asked)
  const days = new Map<string, Map<string, { snapshots: number; verdicts: Verdict[] }>>()
  const at = (vault: string, time: string) => {
    const ofVault = entry(days, vault, () => new Map<string, { snapshots: number; verdicts: Verdict[] }>())
    return entry(ofVault, dayOf(time), () => ({ snapshots: 0, verdicts: [] }))
  }
  for (const { vault, time } of snapshotTimes(core.state.database, since, asked.vault)) at(vault, time).snapshots++
  for (const { vault, time, verdict } of backupsSince(core.state.database, since, asked.vault)) at(vault, time).verdicts.push(verdict)
  const vaults = vaultNames(core).flatMap(({ vault, name }) => {
    const found: CalendarDay[] = [...(days.get(vault) ?? [])]
      .filter(([day]) => day >= first)
      .map(([day, { snapshots, verdicts }]) => ({ day, snapshots, worst: verdicts.length === 0 ? null : gravestVerdict(verdicts) }))
    return found.length === 0 && asked.vault !== vault ? [] : [{ vault, name, days: found.toSorted(byDay) }]
  })
  return { today, vaults }
}

/** How the vaults grew: of each day the newest backup's size, and what that day's backups added. Some plans take a part of a vault only: the widest counts. */
export function growth(core: Core, asked: Asked) {
  const { dayOf, first, since } = daysOf(core, asked)
  const backups = backupsSince(core.state.database, since, asked.vault)
  const widest = widestPlans(backups)
  const days = new Map<string, Map<string, GrowthDay>>()
  for (const { vault, plan, time, files, bytes, stored } of backups) {
    const day = dayOf(time)
    if (files === null || bytes === null || day < first || widest.get(vault)?.plan !== plan) continue
    const ofVault = entry(days, vault, () => new Map<string, GrowthDay>())
    ofVault.set(day, { day, bytes, files, stored: (ofVault.get(day)?.stored ?? 0) + (stored ?? 0) })
  }
  return vaultNames(core).flatMap(({ vault, name }) => {
    const found = days.get(vault)
    return found === undefined ? [] : [{ vault, name, days: [...found.values()].toSorted(byDay) }]
  })
}

/** Of each vault the plan whose newest backup holds most files. */
function widestPlans(backups: readonly BackupOfDay[]): Map<string, { readonly plan: string | null; readonly files: number }> {
  const newest = new Map<string, BackupOfDay>()
  for (const one of backups) if (one.files !== null) newest.set(`${one.vault}/${one.plan}`, one)
  const widest = new Map<string, { plan: string | null; files: number }>()
  for (const { vault, plan, files } of newest.values())
    if ((files ?? 0) > (widest.get(vault)?.files ?? -1)) widest.set(vault, { plan, files: files ?? 0 })
  return widest
}

function daysOf(core: Core, { months }: Asked) {
  const dayOf = dayTeller(core.ports.machine.zone())
  const now = core.ports.clock.now()
  const today = dayOf(now.toISOString())
  const first = firstDay(today, months)
  // A zone is at most 14 hours ahead: no more is read than a day too much.
  return { dayOf, today, first, since: new Date(Date.parse(first) - 86_400_000).toISOString() }
}

function byDay(one: { readonly day: string }, other: { readonly day: string }): number {
  return one.day < other.day ? -1 : 1
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key) ?? make()
  map.set(key, known)
  return known
}
