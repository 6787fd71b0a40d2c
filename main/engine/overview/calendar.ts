import type { CalendarDay, GrowthDay } from '../../contract/procedures/overview.ts'
import type { Verdict } from '../../contract/verdict.ts'
import type { Core } from '../core.ts'
import { gravestVerdict } from '../jobs/gravest-verdict.ts'
import { type AskedDays, type BackedUpDay, backedUpByDay, snapshotsByDay, verdictsByDay } from '../state/overview-queries.ts'
import { dayOf, firstDay, offsetSpans } from './days.ts'
import { vaultNames } from './vault-names.ts'

/** Which days are asked for; see the contract. */
type Asked = { readonly vault?: string | undefined; readonly months: number }

/** The days of the last months on which something was recorded of a vault, by the calendar of the machine's zone; vaults by name. */
export function calendar(core: Core, asked: Asked) {
  const { today, first, spans } = daysOf(core, asked)
  const days = new Map<string, Map<string, { snapshots: number; verdicts: Verdict[] }>>()
  const at = (vault: string, day: string) => {
    const ofVault = entry(days, vault, () => new Map<string, { snapshots: number; verdicts: Verdict[] }>())
    return entry(ofVault, day, () => ({ snapshots: 0, verdicts: [] }))
  }
  for (const span of spans) {
    for (const { vault, day, count } of snapshotsByDay(core.state.database, span)) at(vault, day).snapshots += count
    for (const { vault, day, verdict } of verdictsByDay(core.state.database, span)) at(vault, day).verdicts.push(verdict)
  }
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
  const { first, spans } = daysOf(core, asked)
  const backups = spans.flatMap((span) => backedUpByDay(core.state.database, span))
  const widest = widestPlans(backups)
  const days = new Map<string, Map<string, GrowthDay>>()
  for (const { vault, plan, day, files, bytes, stored } of backups) {
    if (day < first || widest.get(vault)?.plan !== plan) continue
    const ofVault = entry(days, vault, () => new Map<string, GrowthDay>())
    // The day on which the clocks are changed is in two spans.
    ofVault.set(day, { day, bytes, files, stored: (ofVault.get(day)?.stored ?? 0) + stored })
  }
  return vaultNames(core).flatMap(({ vault, name }) => {
    const found = days.get(vault)
    return found === undefined ? [] : [{ vault, name, days: [...found.values()].toSorted(byDay) }]
  })
}

/** Of each vault the plan whose newest backup holds most files. */
function widestPlans(backups: readonly BackedUpDay[]): Map<string, BackedUpDay> {
  const newest = new Map(backups.map((one) => [`${one.vault}/${one.plan}`, one]))
  const widest = new Map<string, BackedUpDay>()
  for (const one of newest.values()) if (one.files > (widest.get(one.vault)?.files ?? -1)) widest.set(one.vault, one)
  return widest
}

function daysOf(core: Core, { months, vault }: Asked): { today: string; first: string; spans: readonly AskedDays[] } {
  const zone = core.ports.machine.zone()
  const now = core.ports.clock.now()
  const today = dayOf(now, zone)
  const first = firstDay(today, months)
  // A zone is at most 14 hours ahead, and what a clock that ran ahead has made is of today's picture, too.
  const [from, to] = [Date.parse(first) - 86_400_000, now.getTime() + 86_400_000]
  return { today, first, spans: offsetSpans(zone, from, to).map((span) => ({ ...span, vault })) }
}

function byDay(one: { readonly day: string }, other: { readonly day: string }): number {
  return one.day < other.day ? -1 : 1
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key) ?? make()
  map.set(key, known)
  return known
}
